{#- Never the street of one record and the postcode of another. -#}
with profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

records_winning as (
    select distinct
        profile_id,
        attribute_group,
        source_name,
        record_id
    from profile_attributes
),

groups_at_fault as (
    select
        profile_id,
        attribute_group,
        count(*) as count_records
    from records_winning
    group by profile_id, attribute_group
    having count(*) > 1
)

select * from groups_at_fault
