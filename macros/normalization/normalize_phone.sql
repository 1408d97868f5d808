{#- A phone number in E.164 (+ and up to 15 digits) from the ways people write it in a region. column and
    region are SQL expressions, region an ISO code of two letters or a constant such as "'FR'". Where the
    region is not known, only a number in international form becomes E.164. A number that fits no plan keeps
    its digits, and what is no number its text, so that identity can quarantine it with a reason.

    The number passes as one text through a chain of patterns that are constants of the statement, each
    written once: 33:0612345678 as dialled in the region of code 33, 33+612345678 once a prefix has shown that
    what follows is the number itself, =33+612345678 once it is seen to fit its plan. -#}
{% macro normalize_phone(column, region="''") -%}
    {%- set written = 'lower(' ~ column ~ ')' -%}
    {%- set steps = _phone_steps(_phone_plans_of(region)) -%}
    coalesce(
            nullif({{ _replaced(
                _phone_code(region) ~ " || ':' || " ~ _phone_digits(written), steps
            ) }}, '+'),
            case
                when {{ matches_regex(written, "'^[^a-z@]*[0-9][^a-z@]*(" ~ _phone_extension() ~ ")?$'") }}
                    then {{ regex_replace(written, "'" ~ _phone_extension() ~ "|[^0-9]'") }}
                else {{ normalize_identifier_text(column) }}
            end
        )
{%- endmacro %}

{#- The plans by dialling code that apply to numbers without +: one for a constant region, none where it is
    not known, else all. -#}
{% macro _phone_plans_of(region) -%}
    {%- set known = numbering_plans() -%}
    {%- if region == "''" -%}
        {{ return({}) }}
    {%- elif not region.startswith("'") -%}
        {{ return(known) }}
    {%- endif -%}
    {%- for code, plan in known.items() if region.strip("'") in plan.regions -%}
        {{ return({code: plan}) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(
        'normalize_phone: the argument region is ' ~ region ~ '. Allowed: a column, or one of '
        ~ known.values() | map(attribute='regions') | sum(start=[]) | sort | join(', ') ~ '.'
    ) }}
{%- endmacro %}

{#- The dialling code of the region, '' for one that has none. -#}
{% macro _phone_code(region) -%}
    {%- set plans = _phone_plans_of(region) -%}
    {%- if plans | length < 2 -%}
        {{ return("'" ~ plans.keys() | join ~ "'") }}
    {%- endif -%}
    {%- set choices = [] -%}
    {%- for code, plan in plans.items() -%}
        {%- for one in plan.regions if one != '001' -%}
            {%- do choices.append("when '" ~ one ~ "' then '" ~ code ~ "'") -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set lines = choices | batch(4) | map('join', ' ') | join('\n                        ') -%}
    {{ return('case ' ~ region ~ '\n                        ' ~ lines ~ "\n                        else ''\n                    end") }}
{%- endmacro %}

{#- Digits, + and stray letters: no extension, no word such as tel: before the number, no punctuation. Digits
    of other scripts are looked for first, since translating every text takes longer than all the rest. -#}
{% macro _phone_digits(written) -%}
    {%- set others = '０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹＋' -%}
    {%- set word = '^[^0-9a-z+]*(t[eé]l[a-zé]*|phone|mob[a-z]*|cell|portable|handy)[^0-9a-z+]' -%}
    {%- set translated -%}
        case
                    when {{ matches_regex(written, "'[" ~ others ~ "]'") }}
                        then translate({{ written }}, '{{ others }}', '{{ '0123456789' * 3 }}+')
                    else {{ written }}
                end
    {%- endset -%}
    {{ return(regex_replace(translated, "'" ~ _phone_extension() ~ '|' ~ word ~ "|[^0-9a-z+#@]+'")) }}
{%- endmacro %}

{% macro _phone_extension() -%}
    {{ return('(ext[a-zó]*|poste|anexo|доб|int|dw|x|#|~)[^0-9a-z+]*[0-9]{1,7}[# ]*$') }}
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
