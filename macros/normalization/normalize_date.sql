{#- A day as people write it in a region, as ISO text (YYYY-MM-DD): year first; day first with dots,
    slashes or dashes; or month first where the region is US. What is no such date keeps its text. -#}
{% macro normalize_date(column, region) -%}
    {%- set written = normalize_identifier_text(column) -%}
    {%- set year_last = '^([0-9]{2})[./-]([0-9]{2})[./-]([0-9]{4})$' -%}
    case {{ region }}
            when 'US' then {{ regex_replace(
                written, "'" ~ year_last ~ "'",
                "'" ~ regex_group(3) ~ '-' ~ regex_group(1) ~ '-' ~ regex_group(2) ~ "'"
            ) }}
            else {{ regex_replace(
                written, "'" ~ year_last ~ "'",
                "'" ~ regex_group(3) ~ '-' ~ regex_group(2) ~ '-' ~ regex_group(1) ~ "'"
            ) }}
        end
{%- endmacro %}
