{{ config(enabled=var('reads_transcripts')) }}

with touchpoints as (
    select * from {{ ref('touchpoints') }}
),

words_found as (
    select * from {{ ref('int_transcript_words_found') }}
),

languages_counted as (
    select
        touchpoint_id,
        language,
        count(*) as count_stop_words
    from words_found
    where role = 'stop_word'
    group by touchpoint_id, language
),

languages_compared as (
    select
        touchpoint_id,
        language,
        count_stop_words,
        max(count_stop_words) over (partition by touchpoint_id) as most_stop_words,
        count(*) over (partition by touchpoint_id, count_stop_words) as count_alike
    from languages_counted
),

-- One stop word alone, or as many in two languages, tells no language.
languages_told as (
    select
        touchpoint_id,
        language
    from languages_compared
    where
        count_stop_words = most_stop_words
        and most_stop_words >= 2
        and count_alike = 1
),

sentiments_counted as (
    select
        words_found.touchpoint_id,
        sum(case when words_found.role = 'positive' then 1 else 0 end)
            as count_positive_words,
        sum(case when words_found.role = 'negative' then 1 else 0 end)
            as count_negative_words
    from words_found
    inner join languages_told
        on
            words_found.touchpoint_id = languages_told.touchpoint_id
            and words_found.language = languages_told.language
    group by words_found.touchpoint_id
),

features_joined as (
    select
        touchpoints.touchpoint_id,
        touchpoints.profile_id,
        languages_told.language,
        case
            when
                sentiments_counted.count_positive_words
                > sentiments_counted.count_negative_words
                then 'positive'
            when
                sentiments_counted.count_positive_words
                < sentiments_counted.count_negative_words
                then 'negative'
            when sentiments_counted.count_positive_words > 0 then 'mixed'
            when languages_told.language is not null then 'neutral'
        end as sentiment,
        coalesce(sentiments_counted.count_positive_words, 0) as count_positive_words,
        coalesce(sentiments_counted.count_negative_words, 0) as count_negative_words
    from touchpoints
    left join languages_told
        on touchpoints.touchpoint_id = languages_told.touchpoint_id
    left join sentiments_counted
        on touchpoints.touchpoint_id = sentiments_counted.touchpoint_id
    where touchpoints.body is not null
)

select * from features_joined
