{%- set key = ['source_name', 'identifier_type', 'quarantine_reason'] -%}
with identifiers_quarantined as (
    select * from {{ ref('int_identifiers_quarantined') }}
),

values_counted as (
    select
        source_name,
        identifier_type,
        quarantine_reason,
        identifier_value,
        count(*) as count_sightings,
        max(loaded_at) as last_loaded_at
    from identifiers_quarantined
    group by source_name, identifier_type, quarantine_reason, identifier_value
),

values_ranked as (
    select
        source_name,
        identifier_type,
        quarantine_reason,
        identifier_value,
        last_loaded_at,
        row_number() over (
            partition by source_name, identifier_type, quarantine_reason
            order by count_sightings desc, identifier_value asc
        ) as value_rank
    from values_counted
),

values_grouped as (
    select
        source_name,
        identifier_type,
        quarantine_reason,
        max(case when value_rank = 1 then identifier_value end) as example_value,
        count(*) as count_values,
        max(last_loaded_at) as last_loaded_at
    from values_ranked
    group by source_name, identifier_type, quarantine_reason
),

records_counted as (
    select
        {{ key | join(',\n        ') }},
        count(distinct record_id) as count_records
    from identifiers_quarantined
    group by source_name, identifier_type, quarantine_reason
),

-- The shape tells a date or a phone in the wrong column, and not whose it is.
quarantine_reported as (
    select
        {{ dbt.hash(dbt.concat([
            'values_grouped.source_name', "':'", 'values_grouped.identifier_type', "':'",
            'values_grouped.quarantine_reason',
        ])) }} as quarantined_identifiers_id,
        values_grouped.source_name,
        values_grouped.identifier_type,
        values_grouped.quarantine_reason,
        {{ dbt.concat([
            'substring(values_grouped.example_value, 1, 2)',
            regex_replace('substring(values_grouped.example_value, 3)', "'[^-@._+:/ ]'", "'*'"),
        ]) }} as example_value,
        values_grouped.count_values,
        records_counted.count_records,
        values_grouped.last_loaded_at
    from values_grouped
    inner join records_counted
        on {{ columns_match('values_grouped', 'records_counted', key) }}
)

select * from quarantine_reported
