-- A gate: a run that knows nobody does not replace one that knew somebody.
{{ config(meta={
    'remedy': 'look whether the raw tables were emptied by a load that failed, load them '
        'again and run `dbt build`.'
}) }}

with identity_candidate as (
    select * from {{ ref('identity_candidate') }}
),

profiles_before as (
    select * from {{ ref('int_profiles_before') }}
),

identifiers_counted as (
    select count(*) as count_identifiers
    from identity_candidate
),

identifiers_counted_before as (
    select count(*) as count_identifiers
    from profiles_before
),

graph_emptied as (
    select identifiers_counted_before.count_identifiers
    from identifiers_counted_before
    cross join identifiers_counted
    where
        identifiers_counted.count_identifiers = 0
        and identifiers_counted_before.count_identifiers > 0
)

select * from graph_emptied
