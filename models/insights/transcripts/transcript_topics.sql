{{ config(enabled=var('reads_transcripts')) }}

with words_found as (
    select * from {{ ref('int_transcript_words_found') }}
),

transcript_features as (
    select * from {{ ref('transcript_features') }}
),

topics_counted as (
    select
        {{ dbt.hash(dbt.concat([
            'transcript_features.touchpoint_id', "':'", 'words_found.topic'
        ])) }} as transcript_topic_id,
        transcript_features.touchpoint_id,
        transcript_features.profile_id,
        words_found.topic,
        count(*) as count_words
    from transcript_features
    inner join words_found
        on
            transcript_features.touchpoint_id = words_found.touchpoint_id
            and transcript_features.language = words_found.language
    where words_found.role = 'topic'
    group by
        transcript_features.touchpoint_id,
        transcript_features.profile_id,
        words_found.topic
)

select * from topics_counted
