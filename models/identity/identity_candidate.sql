with profiles_grouped as (
    select * from {{ ref('int_profiles_grouped') }}
),

profiles_named as (
    select * from {{ ref('int_profiles_named') }}
),

members_assigned as (
    select
        profiles_grouped.identifier_id,
        profiles_named.profile_id,
        profiles_named.anchor_identifier_id,
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        profiles_grouped.cluster_key,
        profiles_grouped.side_key
    from profiles_grouped
    inner join
        profiles_named
        on profiles_grouped.profile_key = profiles_named.profile_key
)

select * from members_assigned
