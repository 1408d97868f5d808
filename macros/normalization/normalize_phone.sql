{#- A phone number in E.164 (+ and up to 15 digits) from the ways people write it in a region. column and
    region are SQL expressions, region an ISO code of two letters. Where the region is not known, only a
    number in international form becomes E.164. A number that fits no plan keeps its digits, and what is no
    number its text, so that identity can quarantine it with a reason. -#}
{% macro normalize_phone(column, region="''") -%}
    {%- set extension = '([eE][xX][tT]|[pP]oste|[xX#])[.:= ]*[0-9]{1,6} *$' -%}
    {%- set national = namespace(rules=[]) -%}
    {%- for code, plan in phone_regions().items() if region != "''" -%}
        {%- set national.rules = national.rules + _phone_rules(code, plan) -%}
    {%- endfor -%}
    {%- set rules = [
        ['^([^0-9]*([+]|00)[^(]*)[(]0[)]', regex_group(1)],
        ['[^0-9A-Za-z+#]|' ~ extension, ''],
    ] -%}
    {%- set dialled = _replaced(column, rules) -%}
    {%- set international = ['^[^:]*:([+]|00)([1-9][0-9]{6,14})$', '+' ~ regex_group(2)] -%}
    {%- set dialled_in_region = "coalesce(" ~ region ~ ", '') || ':' || " ~ dialled -%}
    {#- A text with digits and no letters but those of an extension is a number, if of no known plan. -#}
    case
            when {{ matches_regex(column, "'^[^A-Za-z@]*[0-9][^A-Za-z@]*(" ~ extension ~ ")?$'") }}
                then {{ _replaced(dialled_in_region, national.rules + [international, ['^[^:]*:', '']]) }}
            else {{ normalize_identifier_text(column) }}
        end
{%- endmacro %}

{#- The national plan of a region: what stands before the number itself, in any of the ways to write it,
    gives way to + and the dialling code. The region stands before each number, as in FR:0612345678. -#}
{% macro _phone_rules(region, plan) -%}
    {%- set code = plan.dialling_code -%}
    {%- set trunk = plan.trunk_prefix -%}
    {%- set shortest, longest = plan.lengths -%}
    {%- set abroad = plan.international_prefix -%}
    {%- set dials_abroad = '([+]|00' ~ ('|' ~ abroad if abroad != '00' else '') ~ ')' -%}
    {#- Code and number without + are told from a national number by their length or their missing trunk. -#}
    {%- set is_plus_optional = plan.is_trunk_required or longest - shortest < code | length -%}
    {%- set before = '(' ~ dials_abroad ~ ('?' if is_plus_optional else '') ~ code
        ~ (trunk ~ '?|' ~ trunk if trunk else '') ~ ')' ~ ('' if plan.is_trunk_required else '?') -%}
    {%- set length = (shortest - 1) ~ (',' ~ (longest - 1) if longest > shortest else '') -%}
    {%- set number = '([' ~ plan.first_digits ~ '][0-9]{' ~ length ~ '})' -%}
    {%- set rules = [['^' ~ region ~ ':' ~ before ~ number ~ '$', '+' ~ code ~ regex_group(3)]] -%}
    {%- if abroad != '00' -%}
        {%- do rules.append(
            ['^' ~ region ~ ':' ~ abroad ~ '([1-9][0-9]{6,14})$', '+' ~ regex_group(1)]
        ) -%}
    {%- endif -%}
    {{ return(rules) }}
{%- endmacro %}

{#- The rules, pairs of pattern and replacement, one after the other. -#}
{% macro _replaced(expression, rules) -%}
    {%- set replaced = namespace(sql=expression) -%}
    {%- for pattern, replacement in rules -%}
        {%- set replaced.sql = regex_replace(
            replaced.sql, "\n                '" ~ pattern ~ "'", "'" ~ replacement ~ "'"
        ) -%}
    {%- endfor -%}
    {{ return(replaced.sql) }}
{%- endmacro %}
