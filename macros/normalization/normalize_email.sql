{#- An e-mail address in lower case, out of what people write around it: blanks, mailto:, Name <address>,
    quotes, a full stop or semicolon at the end; then the rules of the var email_provider_rules. What is no
    address keeps its text, so that identity can quarantine it with a reason: its syntax is checked by the
    patterns of the type in the var identifier_types. -#}
{% macro normalize_email(column) -%}
    {%- set address -%}
        {{ regex_replace(
            'lower(' ~ normalize_identifier_text(column) ~ ')',
            "'^([^@<]*<|[\"( ]*mailto: *|[\"(]+)?([^@<>()\", ;:]+@[^@<>()\", ;:]*[^@<>()\", ;:.])[>)\", ;:.]*$'",
            "'" ~ regex_group(2) ~ "'"
        ) }}
    {%- endset -%}
    {{ _by_provider_rules(address) }}
{%- endmacro %}

{#- The address as the provider of its domain tells addresses apart: without what follows the sign of a
    subaddress, without dots, at the first of its domains, as its rule says. -#}
{% macro _by_provider_rules(address) -%}
    {%- set rules = var('email_provider_rules', none) or {} -%}
    {%- if not rules -%}
        {{ return(address) }}
    {%- endif -%}
    case
            {%- for provider, rule in rules.items() %}
            {%- do _check_email_provider(provider, rule) %}
            {%- set dropped = ['[.]'] if rule.ignore_dots else [] -%}
            {%- do dropped.append('[' ~ rule.subaddress_sign ~ '].*$') if rule.subaddress_sign %}
            {%- for domain in rule.domains %}
            {%- set ending = "'^[^@" ~ (rule.subaddress_sign or '') ~ "][^@]*@" ~ domain | replace('.', '[.]') ~ "$'" %}
            when {{ matches_regex(address, ending) }}
                then {{ regex_replace(address, "'" ~ (dropped + ['@.*$']) | join('|') ~ "'") }} || '@{{
                    rule.domains[0] if rule.one_mailbox else domain
                }}'
            {%- endfor %}
            {%- endfor %}
            else {{ address }}
        end
{%- endmacro %}

{% macro _check_email_provider(provider, rule) -%}
    {%- set known = ['domains', 'ignore_dots', 'subaddress_sign', 'one_mailbox'] -%}
    {%- if rule is not mapping or not rule.domains or rule.domains is string -%}
        {{ _email_provider_error('gives ' ~ provider ~ ' no list of domains', 'list at least one') }}
    {%- endif -%}
    {%- for key in rule if key not in known -%}
        {{ _email_provider_error(
            'has the unknown setting ' ~ provider ~ '.' ~ key, 'use one of ' ~ known | join(', ')
        ) }}
    {%- endfor -%}
    {%- if rule.subaddress_sign and rule.subaddress_sign not in ['+', '-'] -%}
        {{ _email_provider_error(
            'says ' ~ provider ~ '.subaddress_sign: ' ~ rule.subaddress_sign, 'use + or -'
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _email_provider_error(problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        'The var email_provider_rules in dbt_project.yml ' ~ problem ~ '. To mend it: ' ~ remedy ~ '.'
    ) }}
{%- endmacro %}
