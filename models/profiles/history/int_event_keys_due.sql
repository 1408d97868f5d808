{{ config(materialized='ephemeral') }}

{#- Which events profile_events has to look at again, where it is not written whole: those
    on records that were loaded anew, of events or in a new version, and those on records
    that changed profile since, however many runs ago that was. -#}
{%- set read_from = history_watermarks('profile_events') -%}
{%- set sources = source_feeds('events') -%}
{%- set names = sources | map(attribute='name') | list -%}
{%- set versioned = source_feeds('identifiers')
    | selectattr('kind', 'equalto', 'entities') | selectattr('name', 'in', names) | list -%}

with events_fed as (
    {{ feed_union('events') }}
),

events_stored as (
    select * from {{ published('profile_events') or ref('int_events_repeated') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

records_loaded as (
    {%- for source in sources + versioned %}
    select
        source_name,
        record_id
    from {{ source.relation }}
    {%- if source.name in read_from %}
    where loaded_at >= cast(
        '{{ read_from[source.name] }}' as {{ dbt.type_timestamp() }}
    )
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        source_name,
        record_id
    from events_fed
    {%- endfor %}
),

keys_due as (
    select
        {{ dbt.concat(['events_fed.source_name', "':'", 'events_fed.event_id']) }}
            as event_id
    from events_fed
    inner join records_loaded
        on
            events_fed.source_name = records_loaded.source_name
            and events_fed.record_id = records_loaded.record_id
    union
    select events_stored.event_id
    from events_stored
    left join identity_records
        on
            events_stored.source_name = identity_records.source_name
            and events_stored.record_id = identity_records.record_id
    where
        coalesce(events_stored.profile_id, '')
        <> coalesce(identity_records.profile_id, '')
)

select * from keys_due
