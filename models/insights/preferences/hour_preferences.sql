with preferences_ranked as (
    {{ preferences_ranked(ref('int_exposures_answered'), 'hour_of_day') }}
),

preferences_identified as (
    select
        {{ dbt.hash(dbt.concat([
            'profile_id', "':'", 'cast(hour_of_day as ' ~ dbt.type_string() ~ ')'
        ])) }} as hour_preference_id,
        profile_id,
        hour_of_day,
        count_exposures,
        count_answers,
        answer_rate,
        company_answer_rate,
        smoothed_answer_rate,
        preference_rank
    from preferences_ranked
)

select * from preferences_identified
