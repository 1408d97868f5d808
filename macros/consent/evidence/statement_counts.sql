{#- Whether a kept statement counted at an instant: SQL over a relation with the columns source_name, status,
    gone_reason and gone_at. While a row states it, it does. Once none does, a refusal still counts, and a grant only
    where the var grants_outlive_rows lists its source. What was read wrongly never counted. -#}
{% macro statement_counts(relation, instant) -%}
    {%- set sources = var('grants_outlive_rows', []) -%}
    {%- if sources is string or sources is mapping or sources is not iterable -%}
        {{ exceptions.raise_compiler_error(
            'dbt_project.yml: var grants_outlive_rows is ' ~ sources ~ '. To mend it: give a list of sources, e.g. '
            ~ '[consent].'
        ) }}
    {%- endif -%}
case
    when {{ relation }}.gone_reason = 'read_otherwise' then false
    when {{ relation }}.gone_at is null then true
    when {{ relation }}.gone_at > {{ instant }} then true
    {%- if sources %}
    when {{ relation }}.source_name in ('{{ sources | join("', '") }}') then true
    {%- endif %}
    else coalesce({{ relation }}.status, '') <> 'granted'
end
{%- endmacro %}
