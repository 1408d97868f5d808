with identity_commits as (
    select * from {{ ref('identity_commits') }}
),

runs_committed as (
    select run_id
    from identity_commits
)

select * from runs_committed
