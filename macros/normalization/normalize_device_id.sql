{#- A device id: an advertising id (IDFA, GAID) or another UUID in lower case with dashes, however it was
    written; any other id keeps its text and its case. -#}
{% macro normalize_device_id(column) -%}
    {%- set device_id = normalize_identifier_text(column) -%}
    {%- set four = '([0-9a-f]{4})-?' -%}
    {%- set groups = [] -%}
    {%- for group in range(1, 6) -%}
        {%- do groups.append(regex_group(group)) -%}
    {%- endfor -%}
    {%- set uuid = '[{(]?([0-9a-f]{8})-?' ~ four * 3 ~ '([0-9a-f]{12})[)}]?' -%}
    case
            when {{ matches_regex('lower(' ~ device_id ~ ')', "'^" ~ uuid ~ "$'") }}
                then {{ regex_replace('lower(' ~ device_id ~ ')', "'^" ~ uuid ~ "$'", "'" ~ groups | join('-') ~ "'") }}
            else {{ device_id }}
        end
{%- endmacro %}
