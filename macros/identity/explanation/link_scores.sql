{#- What a matcher scored among some identifiers: (identifier_a_id, identifier_b_id, source_a_name, record_a_id,
    source_b_name, record_b_id, score). Only where matching by score is on. -#}
{% macro link_scores(identifier_ids) -%}
    {%- set identifiers = "'" ~ identifier_ids | join("', '") ~ "'" -%}
    select
        identifier_a_id,
        identifier_b_id,
        source_a_name,
        record_a_id,
        source_b_name,
        record_b_id,
        score
    from {{ ref('identity_scored_edges') }}
    where identifier_a_id in ({{ identifiers }}) and identifier_b_id in ({{ identifiers }})
    order by identifier_a_id, identifier_b_id
{%- endmacro %}
