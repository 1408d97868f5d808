{#- The run being built is not among them, also where it is built again from further
    down, so that what it wrote is written anew. -#}
with identity_commits as (
    select * from {{ ref('identity_commits') }}
),

run_started as (
    select * from {{ ref('int_run_started') }}
),

runs_committed as (
    select identity_commits.run_id
    from identity_commits
    left join run_started on identity_commits.run_id = run_started.run_id
    where run_started.run_id is null
)

select * from runs_committed
