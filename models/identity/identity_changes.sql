{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

changes_before as (
    {%- if is_incremental() %}
    select
        profile_id,
        change_type,
        change_number,
        row_number() over (
            partition by profile_id order by change_number desc
        ) as newest_rank
    from {{ this }}
    {%- else %}
    select
        profile_id,
        'born' as change_type,
        0 as change_number,
        1 as newest_rank
    from identity_graph
    where 1 = 0
    {%- endif %}
),

newest_change as (
    select coalesce(max(change_number), 0) as change_number
    from changes_before
),

profiles_before as (
    select profile_id
    from changes_before
    where newest_rank = 1 and change_type = 'born'
),

profiles_now as (
    select profile_id
    from identity_graph
    group by profile_id
),

profiles_changed as (
    select
        profiles_now.profile_id,
        'born' as change_type
    from profiles_now
    left join profiles_before on profiles_now.profile_id = profiles_before.profile_id
    where profiles_before.profile_id is null
    union all
    select
        profiles_before.profile_id,
        'retired' as change_type
    from profiles_before
    left join profiles_now on profiles_before.profile_id = profiles_now.profile_id
    where profiles_now.profile_id is null
),

changes_numbered as (
    select
        {{ dbt.hash(dbt.concat([
            'profiles_changed.profile_id', "':'", dbt.cast('newest_change.change_number', dbt.type_string())
        ])) }} as change_id,
        profiles_changed.profile_id,
        profiles_changed.change_type,
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        newest_change.change_number + 1 as change_number,
        identity_as_of.as_of_at as changed_at
    from profiles_changed
    cross join newest_change
    cross join identity_as_of
)

select * from changes_numbered
