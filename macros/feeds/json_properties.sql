{#- A JSON object as text, from a mapping of its keys to text columns; an empty column leaves its key out.
    Built from text because each engine's own function spaces and orders the object in its own way. -#}
{% macro json_properties(columns) -%}
    case
        when coalesce({{ columns.values() | join(', ') }}) is not null
            then '{' || {{ _json_members(columns) }} || '}'
    end
{%- endmacro %}

{#- Each member starts with a comma, of which the first is cut off. -#}
{% macro _json_members(columns) -%}
    substring(
        {%- for key, column in columns.items() %}
                coalesce(',"{{ key }}":' || {{ _json_string(column) }}, '')
        {%- if not loop.last %} ||{% endif %}
        {%- endfor %},
                2
            )
{%- endmacro %}

{#- chr(92) is the backslash: dialects disagree on how a literal writes it. -#}
{% macro _json_string(column) -%}
    {%- set unescaped = regex_replace(column, "'[[:cntrl:]]'", "' '") -%}
    '"' || replace(replace({{ unescaped }}, chr(92), chr(92) || chr(92)), '"', chr(92) || '"') || '"'
{%- endmacro %}
