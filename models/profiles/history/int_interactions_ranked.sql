{{ config(materialized='view') }}

with interactions_unioned as (
    {{ feed_union('interactions') }}
),

interactions_ranked as (
    select
        {{ dbt.concat(['source_name', "':'", 'interaction_id']) }} as touchpoint_id,
        source_name,
        record_id,
        kind,
        direction,
        agent,
        subject,
        body,
        outcome,
        row_number() over (
            partition by source_name, interaction_id
            -- Of two versions that came in one load the one that has ended is newer;
            -- engines disagree on where an empty end sorts.
            order by
                loaded_at desc,
                started_at desc,
                case when ended_at is null then 1 else 0 end asc,
                ended_at desc,
                record_id asc
        ) as row_rank,
        started_at,
        ended_at,
        loaded_at
    from interactions_unioned
)

select * from interactions_ranked
