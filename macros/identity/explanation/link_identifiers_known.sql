{#- The identifiers that a written value may mean, the exact one first: (identifier_id, identifier_type,
    identifier_value, profile_id, quarantine_reason). name is none where an identifier_id was written. -#}
{% macro link_identifiers_known(name, value) -%}
    {%- set written = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    select
        identifiers.identifier_id,
        identifiers.identifier_type,
        identifiers.identifier_value,
        identity_graph.profile_id,
        identifiers.quarantine_reason
    from {{ ref('identifiers') }} as identifiers
    left join {{ ref('identity_graph') }} as identity_graph
        on identifiers.identifier_id = identity_graph.identifier_id
    where
        {%- if name is none %}
        identifiers.identifier_id = {{ written }}
        {%- else %}
        identifiers.identifier_type = '{{ name }}'
        and identifiers.identifier_value in ({{ written }}, lower({{ written }}))
        {%- endif %}
    order by case when identifiers.identifier_value = {{ written }} then 0 else 1 end
{%- endmacro %}
