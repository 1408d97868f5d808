{#- One SELECT of rows of the events feeds, the newest version of each event first. A replay of an old version is
    loaded last and is not the newest all the same. events_fed and records_versioned name CTEs. -#}
{% macro events_ranked(events_fed, records_versioned) -%}
    select
        {{ dbt.concat(['events_fed.source_name', "':'", 'events_fed.event_id']) }} as event_id,
        events_fed.source_name,
        events_fed.record_id,
        events_fed.event_type,
        events_fed.channel,
        events_fed.currency,
        events_fed.properties,
        row_number() over (
            partition by events_fed.source_name, events_fed.event_id
            order by
                case when records_versioned.record_id is null then 1 else 0 end asc,
                events_fed.loaded_at desc,
                events_fed.occurred_at desc,
                events_fed.properties asc,
                events_fed.record_id asc
        ) as row_rank,
        events_fed.amount,
        events_fed.occurred_at,
        events_fed.loaded_at
    from {{ events_fed }} as events_fed
    left join {{ records_versioned }} as records_versioned
        on
            events_fed.source_name = records_versioned.source_name
            and events_fed.record_id = records_versioned.record_id
            and events_fed.loaded_at = records_versioned.loaded_at
{%- endmacro %}
