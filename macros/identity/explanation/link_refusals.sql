{#- The refused edges of the cluster that holds an identifier: (identifier_a_id, identifier_b_id, profile_a_id,
    profile_b_id, broken_rule), one row a rule. -#}
{% macro link_refusals(identifier_id) -%}
    with given_clusters as (
        select clusters.cluster_key
        from {{ ref('identity_clusters') }} as clusters
        inner join {{ ref('identifiers') }} as identifiers on clusters.identifier_key = identifiers.identifier_key
        where identifiers.identifier_id = '{{ identifier_id }}'
    )

    select
        rejected.identifier_a_id,
        rejected.identifier_b_id,
        rejected.profile_a_id,
        rejected.profile_b_id,
        rejected.broken_rule
    from {{ ref('identity_rejected_edges') }} as rejected
    inner join {{ ref('identifiers') }} as identifiers on rejected.identifier_a_id = identifiers.identifier_id
    inner join {{ ref('identity_clusters') }} as clusters on identifiers.identifier_key = clusters.identifier_key
    inner join given_clusters on clusters.cluster_key = given_clusters.cluster_key
    order by rejected.identifier_a_id, rejected.identifier_b_id, rejected.broken_rule
{%- endmacro %}
