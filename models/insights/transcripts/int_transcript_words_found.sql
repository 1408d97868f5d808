{{ config(enabled=var('reads_transcripts')) }}

{#- Each word once a transcript, however often it comes: to count all of them would need
    each engine's own way to split a text. -#}
with touchpoints as (
    select * from {{ ref('touchpoints') }}
),

transcript_words as (
    select * from {{ ref('transcript_words') }}
),

transcripts_folded as (
    select
        touchpoint_id,
        {{ dbt.concat(["' '", fold_text('body'), "' '"]) }} as folded_text
    from touchpoints
    where body is not null
),

words_found as (
    select
        transcripts_folded.touchpoint_id,
        transcript_words.language,
        transcript_words.role,
        transcript_words.topic,
        transcript_words.word
    from transcripts_folded
    inner join transcript_words
        on
            transcripts_folded.folded_text
            like {{ dbt.concat(["'% '", 'transcript_words.word', "' %'"]) }}
)

select * from words_found
