-- A build that begins further down, as `dbt retry` does, goes on with the run it
-- completes.
with identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

run_started as (
    select
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        as_of_at,
        cast(
            '{{ run_started_at.strftime("%Y-%m-%d %H:%M:%S") }}'
            as {{ dbt.type_timestamp() }}
        ) as started_at
    from identity_as_of
)

select * from run_started
