{{ config(materialized='history', meta={'row_key': ['touchpoint_id']}) }}

with interactions_ranked as (
    select * from {{ ref('int_interactions_ranked') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

touchpoints_attributed as (
    select
        interactions_ranked.touchpoint_id,
        identity_records.profile_id,
        interactions_ranked.source_name,
        interactions_ranked.record_id,
        interactions_ranked.kind,
        interactions_ranked.direction,
        interactions_ranked.agent,
        interactions_ranked.subject,
        interactions_ranked.body,
        interactions_ranked.outcome,
        cast(
            {{ dbt.datediff(
                'interactions_ranked.started_at', 'interactions_ranked.ended_at', 'second'
            ) }}
            as {{ dbt.type_int() }}
        ) as duration_seconds,
        length(interactions_ranked.body) as count_characters,
        {{ count_words('interactions_ranked.body') }} as count_words,
        interactions_ranked.started_at,
        interactions_ranked.ended_at,
        interactions_ranked.loaded_at
    from interactions_ranked
    left join identity_records
        on
            interactions_ranked.source_name = identity_records.source_name
            and interactions_ranked.record_id = identity_records.record_id
    where interactions_ranked.row_rank = 1
)

select * from touchpoints_attributed
