{#- A query of the identity graph as it was published for an instant, an SQL expression in UTC such as
    "timestamp '2026-10-01 00:00:00'": (identifier_id, identifier_type, identifier_value, profile_id). Time is
    that of identity_as_of, the newest load of each run. -#}
{% macro identity_graph_as_of(instant) -%}
    select
        identifier_id,
        identifier_type,
        identifier_value,
        profile_id
    from {{ ref('identity_history') }}
    where valid_from <= {{ instant }} and (valid_to is null or valid_to > {{ instant }})
{%- endmacro %}
