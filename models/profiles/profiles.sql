{{ config(materialized='history', meta={'row_key': ['profile_id']}) }}

with identifiers_aggregated as (
    select * from {{ ref('int_identifiers_aggregated') }}
),

identifiers_chosen as (
    select * from {{ ref('int_identifiers_chosen') }}
),

attributes_pivoted as (
    select * from {{ ref('int_attributes_pivoted') }}
),

events_aggregated as (
    select * from {{ ref('int_events_aggregated') }}
),

purchases_aggregated as (
    select * from {{ ref('int_purchases_aggregated') }}
),

consents_flagged as (
    select * from {{ ref('int_consents_flagged') }}
),

profiles_widened as (
    select
        identifiers_aggregated.profile_id,
        nullif(trim({{ dbt.concat([
            "coalesce(attributes_pivoted.first_name, '')", "' '",
            "coalesce(attributes_pivoted.last_name, '')"
        ]) }}), '') as full_name,
        {%- for name in attribute_rules() %}
        attributes_pivoted.{{ name }},
        {%- endfor %}
        emails_chosen.identifier_value as email,
        phones_chosen.identifier_value as phone,
        {%- for type in identifier_types() %}
        identifiers_aggregated.count_{{ type }}s,
        {%- endfor %}
        coalesce(events_aggregated.count_events, 0) as count_events,
        coalesce(purchases_aggregated.count_orders, 0) as count_orders,
        coalesce(purchases_aggregated.revenue_eur, 0) as revenue_eur,
        identifiers_aggregated.is_anonymous,
        {%- for flag in consent_flags() %}
        coalesce(consents_flagged.{{ flag.name }}, false) as {{ flag.name }},
        {%- endfor %}
        identifiers_aggregated.first_seen_at,
        identifiers_aggregated.last_seen_at,
        {%- for channel in var('profile_channels') %}
        events_aggregated.first_{{ channel }}_event_at,
        events_aggregated.last_{{ channel }}_event_at,
        {%- endfor %}
        purchases_aggregated.first_ordered_at,
        purchases_aggregated.last_ordered_at
    from identifiers_aggregated
    left join attributes_pivoted
        on identifiers_aggregated.profile_id = attributes_pivoted.profile_id
    left join identifiers_chosen as emails_chosen
        on
            identifiers_aggregated.profile_id = emails_chosen.profile_id
            and emails_chosen.identifier_type = 'email'
    left join identifiers_chosen as phones_chosen
        on
            identifiers_aggregated.profile_id = phones_chosen.profile_id
            and phones_chosen.identifier_type = 'phone'
    left join events_aggregated
        on identifiers_aggregated.profile_id = events_aggregated.profile_id
    left join purchases_aggregated
        on identifiers_aggregated.profile_id = purchases_aggregated.profile_id
    left join consents_flagged
        on identifiers_aggregated.profile_id = consents_flagged.profile_id
)

select * from profiles_widened
