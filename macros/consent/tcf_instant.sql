{#- When an IAB TCF string was made (created) or last changed (last_updated), UTC and to the
    minute: six characters that count tenths of a second since 1970. Not every engine adds so many seconds. -#}
{% macro tcf_instant(tcf_string, name) -%}
    {%- set first_places = {'created': 1, 'last_updated': 7} -%}
    {%- if name not in first_places -%}
        {{ exceptions.raise_compiler_error(
            "tcf_instant: name is '" ~ name ~ "'. Use one of " ~ first_places.keys() | join(', ') ~ "."
        ) }}
    {%- endif -%}
    {%- set tenths = [] -%}
    {%- for place in range(6) -%}
        {%- do tenths.append(
            dbt.cast(_tcf_digit(tcf_string, first_places[name] + place), dbt.type_bigint())
            ~ ' * ' ~ 64 ** (5 - place)
        ) -%}
    {%- endfor -%}
    {%- set epoch = "cast('1970-01-01' as " ~ dbt.type_timestamp() ~ ")" -%}
    {%- set minutes = dbt.cast('floor((' ~ tenths | join(' + ') ~ ') / 600.0)', dbt.type_bigint()) -%}
    {{ dbt.dateadd('minute', minutes, epoch) }}
{%- endmacro %}
