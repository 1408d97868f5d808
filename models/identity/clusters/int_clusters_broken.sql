{#- The clusters of the last time that lost a link or a member: they are put together
    anew from all their links. Empty where everything is resolved again. -#}
with links_in_force as (
    select * from {{ ref('int_links_in_force') }}
),

identifiers_judged as (
    select * from {{ ref('int_identifiers_judged') }}
),

members_lost as (
    select identifier_a_key as identifier_key
    from links_in_force
    where is_removed and changed_in_run = {{ run_number() }}
    union all
    select identifier_b_key as identifier_key
    from links_in_force
    where is_removed and changed_in_run = {{ run_number() }}
    union all
    select identifier_key
    from identifiers_judged
    where
        usable_changed_in_run = {{ run_number() }} and (is_removed or not is_usable)
),

clusters_broken as (
    {%- if is_increment() %}
    select clusters_before.cluster_key
    from members_lost
    inner join {{ published('identity_clusters') }} as clusters_before
        on members_lost.identifier_key = clusters_before.identifier_key
    group by clusters_before.cluster_key
    {%- else %}
    select identifier_key as cluster_key
    from members_lost
    where 1 = 0
    {%- endif %}
)

select * from clusters_broken
