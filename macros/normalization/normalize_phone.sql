{#- A phone number in E.164 (+ and up to 15 digits) from the ways people write it in a region. column and
    region are SQL expressions, region an ISO code of two letters. Where the region is not known, only a
    number in international form becomes E.164. A number that fits no plan keeps its digits, and what is no
    number its text, so that identity can quarantine it with a reason. -#}
{% macro normalize_phone(column, region=none) -%}
    {%- set dialled = _dialled(column) -%}
    {%- set dialled_abroad = _dialled("replace(" ~ column ~ ", '(0)', '')") -%}
    {%- if region -%}
    coalesce(
            case {{ region }}
                {%- for code, plan in phone_regions().items() %}
                when '{{ code }}' then {{ _phone_of_region(dialled, plan) }}
                {%- endfor %}
            end,
            {{ _phone_of_any_region(column, dialled, dialled_abroad) }}
        )
    {%- else -%}
    {{ _phone_of_any_region(column, dialled, dialled_abroad) }}
    {%- endif -%}
{%- endmacro %}

{% macro _phone_of_any_region(column, dialled, dialled_abroad) -%}
    case
                when {{ matches_regex(dialled_abroad, "'^([+]|00)[1-9][0-9]{6,14}$'") }}
                    then '+' || {{ regex_replace(dialled_abroad, "'^([+]|00)'") }}
                when {{ matches_regex(dialled, "'^[+]?[0-9]+$'") }} then {{ dialled }}
                else {{ normalize_identifier_text(column) }}
            end
{%- endmacro %}

{#- What one would dial: without separators and extension. Letters and @ stay, to show what is no number. -#}
{% macro _dialled(column) -%}
    {%- set separator = '[^0-9A-Za-z+@#]' -%}
    {%- set extension = '([eE][xX][tT]|[pP]oste|[xX#])[.:= ]*[0-9]{1,6} *$' -%}
    {{ regex_replace(column, "'" ~ separator ~ '|' ~ extension ~ "'") }}
{%- endmacro %}

{#- The E.164 number where it fits the plan of the region, else NULL. -#}
{% macro _phone_of_region(dialled, plan) -%}
    {%- set code = plan.dialling_code -%}
    {%- set trunk = plan.trunk_prefix -%}
    {%- set foreign = '([+]|00)' if plan.international_prefix == '00'
        else '([+]|00|' ~ plan.international_prefix ~ ')' -%}
    {%- set shortest, longest = plan.lengths -%}
    {%- set prefix = foreign ~ code ~ (trunk ~ '?|' ~ trunk if trunk else '') -%}
    {%- set prefix = '^(' ~ prefix ~ ')' ~ ('' if plan.is_open else '?') -%}
    {#- Where a national number may look like code and number, the whole is read as national. -#}
    {%- set unmistakable = shortest if plan.is_open
        else [shortest, longest + trunk | length - code | length + 1] | max -%}
    case
                when {{ matches_regex(dialled, "'" ~ prefix ~ _national(plan, shortest) ~ "'") }}
                    then '+{{ code }}' || {{ regex_replace(dialled, "'" ~ prefix ~ "'") }}
                {%- if unmistakable <= longest %}
                when {{ matches_regex(dialled, "'^" ~ code ~ _national(plan, unmistakable) ~ "'") }}
                    then '+' || {{ dialled }}
                {%- endif %}
                {%- if plan.international_prefix != '00' %}
                when {{ matches_regex(dialled, "'^" ~ plan.international_prefix ~ "[1-9][0-9]{6,14}$'") }}
                    then '+' || {{ regex_replace(dialled, "'^" ~ plan.international_prefix ~ "'") }}
                {%- endif %}
            end
{%- endmacro %}

{% macro _national(plan, shortest) -%}
    {%- set longest = plan.lengths[1] -%}
    [{{ plan.first_digits }}][0-9]{{ '{' ~ (shortest - 1) ~ (',' ~ (longest - 1) if longest > shortest) ~ '}$' }}
{%- endmacro %}
