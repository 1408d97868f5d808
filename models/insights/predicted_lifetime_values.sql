{{ config(enabled=var('predicts_lifetime_value')) }}

{#- A profile that was merged away since the prediction has no row; the one that stays
    keeps its own until the next prediction. -#}
with lifetime_values as (
    select * from {{ source('predictions', 'lifetime_values') }}
),

profiles as (
    select * from {{ ref('profiles') }}
),

values_of_profiles as (
    select
        profiles.profile_id,
        lifetime_values.fit_id,
        lifetime_values.probability_alive,
        lifetime_values.expected_purchases,
        lifetime_values.expected_amount_eur,
        lifetime_values.expected_value_eur
    from profiles
    inner join lifetime_values
        on profiles.profile_id = lifetime_values.profile_id
)

select * from values_of_profiles
