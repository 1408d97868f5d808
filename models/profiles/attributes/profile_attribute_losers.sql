{{ config(materialized='view') }}

with attributes_judged as (
    select * from {{ ref('int_attributes_judged') }}
),

groups_ranked as (
    select * from {{ ref('int_attribute_groups_ranked') }}
),

profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

-- Ranks are those of whole groups: an address loses as one.
losers_ranked as (
    select
        {{ dbt.hash(dbt.concat([
            'attributes_judged.profile_id', "':'", 'attributes_judged.attribute_name', "':'",
            'attributes_judged.source_name', "':'", 'attributes_judged.record_id'
        ])) }} as profile_attribute_loser_id,
        attributes_judged.profile_id,
        attributes_judged.source_name,
        attributes_judged.record_id,
        attributes_judged.attribute_name,
        attributes_judged.attribute_group,
        attributes_judged.attribute_value,
        profile_attributes.attribute_value as winning_value,
        groups_ranked.group_rank,
        coalesce(
            lower(attributes_judged.attribute_value)
            = lower(profile_attributes.attribute_value),
            false
        ) as is_alike,
        attributes_judged.observed_at
    from attributes_judged
    inner join groups_ranked
        on
            attributes_judged.profile_id = groups_ranked.profile_id
            and attributes_judged.attribute_group = groups_ranked.attribute_group
            and attributes_judged.source_name = groups_ranked.source_name
            and attributes_judged.record_id = groups_ranked.record_id
    left join profile_attributes
        on
            attributes_judged.profile_id = profile_attributes.profile_id
            and attributes_judged.attribute_name = profile_attributes.attribute_name
    where
        groups_ranked.group_rank > 1
        and attributes_judged.drop_reason is null
)

select * from losers_ranked
