{#- What holds profiles together, edges of records and must-links: (identifier_a_id, identifier_b_id,
    override_id, value_a_id, value_b_id), override_id null for the former. value_a_id is the identifier itself, or
    what it is derived from where that is in the profile too: a record that carries an e-mail ties its hash as well,
    which is no other way round. -#}
{% macro link_edges_of_profiles(profile_ids) -%}
    with members as (
        select
            identity_graph.identifier_id,
            identity_graph.profile_id,
            coalesce(parents.identifier_id, identity_graph.identifier_id) as value_id
        from {{ ref('identity_graph') }} as identity_graph
        inner join {{ ref('identifiers') }} as identifiers
            on identity_graph.identifier_id = identifiers.identifier_id
        left join {{ ref('identifiers') }} as clear_values
            on identifiers.parent_key = clear_values.identifier_key
        left join {{ ref('identity_graph') }} as parents
            on
                clear_values.identifier_id = parents.identifier_id
                and identity_graph.profile_id = parents.profile_id
        where identity_graph.profile_id in ('{{ profile_ids | join("', '") }}')
    ),

    links as (
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
        links.override_id,
        side_a.value_id as value_a_id,
        side_b.value_id as value_b_id
    from links
    inner join members as side_a on links.identifier_a_id = side_a.identifier_id
    inner join members as side_b on links.identifier_b_id = side_b.identifier_id
    where side_a.profile_id = side_b.profile_id
    order by links.identifier_a_id, links.identifier_b_id, links.override_id
{%- endmacro %}
