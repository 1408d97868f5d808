{#- Never the street of one record and the postcode of another. -#}
with profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

winners_counted as (
    select
        profile_id,
        attribute_group,
        count(distinct {{ dbt.concat(['source_name', "':'", 'record_id']) }}) as count_records
    from profile_attributes
    group by profile_id, attribute_group
    having count(distinct {{ dbt.concat(['source_name', "':'", 'record_id']) }}) > 1
)

select * from winners_counted
