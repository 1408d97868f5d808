{#- How each profile answers what it is sent, by one column of int_exposures_answered: answers divided by exposures,
    after as many exposures as the var preference_pseudo_exposures says are added that were answered as the
    company's are. One SELECT; the best value of each profile has preference_rank 1. -#}
{% macro preferences_ranked(exposures, dimension) -%}
    {%- set pseudo_exposures = var('preference_pseudo_exposures') -%}
with exposures_answered as (
    select * from {{ exposures }}
),

company_counted as (
    select
        {{ dimension }},
        count(*) as count_exposures,
        sum(count_answers) as count_answers
    from exposures_answered
    group by {{ dimension }}
),

profiles_counted as (
    select
        profile_id,
        {{ dimension }},
        count(*) as count_exposures,
        sum(count_answers) as count_answers
    from exposures_answered
    group by profile_id, {{ dimension }}
),

profiles_compared as (
    select
        profiles_counted.profile_id,
        profiles_counted.{{ dimension }},
        profiles_counted.count_exposures,
        profiles_counted.count_answers,
        company_counted.count_exposures as company_exposures,
        company_counted.count_answers as company_answers,
        profiles_counted.count_answers * company_counted.count_exposures
        + {{ pseudo_exposures }} * company_counted.count_answers as weighted_answers,
        (profiles_counted.count_exposures + {{ pseudo_exposures }})
        * company_counted.count_exposures as weighted_exposures
    from profiles_counted
    inner join company_counted
        on profiles_counted.{{ dimension }} = company_counted.{{ dimension }}
),

rates_smoothed as (
    select
        profile_id,
        {{ dimension }},
        count_exposures,
        count_answers,
        {{ ratio('count_answers', 'count_exposures') }} as answer_rate,
        {{ ratio('company_answers', 'company_exposures') }} as company_answer_rate,
        {{ ratio('weighted_answers', 'weighted_exposures') }} as smoothed_answer_rate
    from profiles_compared
),

preferences_ranked as (
    select
        *,
        row_number() over (
            partition by profile_id
            order by
                smoothed_answer_rate desc,
                count_exposures desc,
                {{ dbt.hash(dimension) }} asc
        ) as preference_rank
    from rates_smoothed
)

select * from preferences_ranked
{%- endmacro %}
