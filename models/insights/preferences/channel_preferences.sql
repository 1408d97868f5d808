with preferences_ranked as (
    {{ preferences_ranked(ref('int_exposures_answered'), 'channel') }}
),

preferences_identified as (
    select
        {{ dbt.hash(dbt.concat(['profile_id', "':'", 'channel'])) }}
            as channel_preference_id,
        profile_id,
        channel,
        count_exposures,
        count_answers,
        answer_rate,
        company_answer_rate,
        smoothed_answer_rate,
        preference_rank
    from preferences_ranked
)

select * from preferences_identified
