-- A gate: a run that knows nobody does not replace one that knew somebody.
{{ config(meta={
    'remedy': 'look whether the raw tables were emptied by a load that failed, load them '
        'again and run `dbt build`.'
}) }}

-- depends_on: {{ ref('identity_candidate') }}
with identifiers as (
    select * from {{ ref('identifiers') }}
),

graph_before as (
    select * from {{ ref('int_graph_before') }}
),

identifiers_counted as (
    select count(*) as count_identifiers
    from identifiers
    where is_usable
),

graph_emptied as (
    select graph_before.count_identifiers
    from graph_before
    cross join identifiers_counted
    where
        identifiers_counted.count_identifiers = 0
        and graph_before.count_identifiers > 0
)

select * from graph_emptied
