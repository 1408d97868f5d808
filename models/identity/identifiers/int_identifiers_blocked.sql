with identifiers as (
    select * from {{ ref('int_identifiers_named') }}
),

clear_values as (
    select * from {{ ref('int_clear_values') }}
),

values_blocked as (
    select * from {{ ref('int_values_blocked') }}
),

-- What a node is looked up by: its own value and, where it is derived, the clear value.
values_looked_up as (
    select
        identifier_key,
        identifier_type,
        lower(identifier_value) as looked_up_value
    from identifiers
    union all
    select
        identifier_key,
        clear_type as identifier_type,
        lower(clear_value) as looked_up_value
    from clear_values
),

identifiers_blocked as (
    {%- for match_kind, condition in {
        'exact': 'values_looked_up.looked_up_value = values_blocked.blocked_value',
        'local_part': dbt.split_part('values_looked_up.looked_up_value', "'@'", 1)
            ~ ' = values_blocked.blocked_value',
        'domain': dbt.split_part('values_looked_up.looked_up_value', "'@'", 2)
            ~ ' = values_blocked.blocked_value',
    }.items() %}
    select values_looked_up.identifier_key
    from values_looked_up
    inner join values_blocked on {{ condition }}
    where
        values_blocked.match_kind = '{{ match_kind }}'
        and values_blocked.identifier_type in ('any', values_looked_up.identifier_type)
    union all
    {%- endfor %}
    select identifier_key
    from values_looked_up
    where {{ is_blocked_by_pattern('identifier_type', 'looked_up_value') }}
),

identifiers_deduplicated as (
    select identifier_key
    from identifiers_blocked
    group by identifier_key
)

select * from identifiers_deduplicated
