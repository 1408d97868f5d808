with numbers as (
    {{ dbt.generate_series(36525) }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

days_bounded as (
    select
        {{ dbt.date_trunc('day', 'identity_as_of.as_of_at') }} as last_day_at,
        {{ dbt.date_trunc('day', 'min(profiles.first_seen_at)') }} as first_day_at
    from identity_as_of
    cross join profiles
    group by identity_as_of.as_of_at
),

-- dbt counts from 1.
days_counted as (
    select
        days_bounded.last_day_at,
        {{ dbt.dateadd(
            'day', 'cast(numbers.generated_number as ' ~ dbt.type_int() ~ ') - 1',
            'days_bounded.first_day_at'
        ) }} as day_at
    from days_bounded
    cross join numbers
),

days_named as (
    select cast(day_at as date) as date_day
    from days_counted
    where day_at <= last_day_at
)

select * from days_named
