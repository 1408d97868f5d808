{#- The identifiers that a written value may mean, the exact one first: (identifier_id, identifier_value,
    profile_id, quarantine_reason). -#}
{% macro link_identifiers_known(name, value) -%}
    {%- set written = dbt.string_literal(dbt.escape_single_quotes(value)) -%}
    select
        identifiers.identifier_id,
        identifiers.identifier_value,
        identity_graph.profile_id,
        identifiers.quarantine_reason
    from {{ ref('identifiers') }} as identifiers
    left join {{ ref('identity_graph') }} as identity_graph
        on identifiers.identifier_id = identity_graph.identifier_id
    where
        identifiers.identifier_type = '{{ name }}'
        and identifiers.identifier_value in ({{ written }}, lower({{ written }}))
    order by case when identifiers.identifier_value = {{ written }} then 0 else 1 end
{%- endmacro %}

{#- What holds profiles together, edges of records and must-links: (identifier_a_id, identifier_b_id,
    override_id), override_id null for the former. -#}
{% macro link_edges_of_profiles(profile_ids) -%}
    {%- set profiles = "'" ~ profile_ids | join("', '") ~ "'" -%}
    with links as (
        select
            identifier_a_id,
            identifier_b_id,
            cast(null as {{ dbt.type_string() }}) as override_id
        from {{ ref('identity_edges') }}
        union all
        select
            identifier_a_id,
            identifier_b_id,
            override_id
        from {{ ref('int_overrides_resolved') }}
        where action = 'must_link' and not is_removed
    )

    select
        links.identifier_a_id,
        links.identifier_b_id,
        links.override_id
    from links
    inner join {{ ref('identity_graph') }} as side_a on links.identifier_a_id = side_a.identifier_id
    inner join {{ ref('identity_graph') }} as side_b on links.identifier_b_id = side_b.identifier_id
    where side_a.profile_id in ({{ profiles }}) and side_a.profile_id = side_b.profile_id
    order by links.identifier_a_id, links.identifier_b_id
{%- endmacro %}

{#- The refused edges of the cluster that holds an identifier: (identifier_a_id, identifier_b_id, profile_a_id,
    profile_b_id, broken_rule), one row a rule. -#}
{% macro link_refusals(identifier_id) -%}
    {%- set clusters = ref('identity_clusters') -%}
    with cluster_members as (
        select members.identifier_key
        from {{ clusters }} as members
        inner join {{ clusters }} as given on members.cluster_key = given.cluster_key
        inner join {{ ref('identifiers') }} as identifiers on given.identifier_key = identifiers.identifier_key
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
    inner join cluster_members on identifiers.identifier_key = cluster_members.identifier_key
    order by rejected.identifier_a_id, rejected.identifier_b_id, rejected.broken_rule
{%- endmacro %}

{#- The records behind an edge, the newest first: (source_name, record_id, is_authenticated,
    first_observed_at, last_observed_at). -#}
{% macro link_evidence(edge) -%}
    select
        source_name,
        record_id,
        is_authenticated,
        first_observed_at,
        last_observed_at
    from {{ ref('identity_evidence') }}
    where
        (identifier_a_id = '{{ edge.a }}' and identifier_b_id = '{{ edge.b }}')
        or (identifier_a_id = '{{ edge.b }}' and identifier_b_id = '{{ edge.a }}')
    order by last_observed_at desc, source_name, record_id
{%- endmacro %}

{#- Type and value of both ends of an edge: (identifier_id, identifier_type, identifier_value). -#}
{% macro link_ends(edge) -%}
    select
        identifier_id,
        identifier_type,
        identifier_value
    from {{ ref('identifiers') }}
    where identifier_id in ('{{ edge.a }}', '{{ edge.b }}')
{%- endmacro %}

{#- What analysts said of two profiles: (override_id, action). -#}
{% macro link_overrides(profile_a_id, profile_b_id) -%}
    select
        overrides.override_id,
        overrides.action
    from {{ ref('int_overrides_resolved') }} as overrides
    inner join {{ ref('identity_graph') }} as side_a on overrides.identifier_a_id = side_a.identifier_id
    inner join {{ ref('identity_graph') }} as side_b on overrides.identifier_b_id = side_b.identifier_id
    where
        not overrides.is_removed
        and side_a.profile_id in ('{{ profile_a_id }}', '{{ profile_b_id }}')
        and side_b.profile_id in ('{{ profile_a_id }}', '{{ profile_b_id }}')
    order by overrides.override_id
{%- endmacro %}
