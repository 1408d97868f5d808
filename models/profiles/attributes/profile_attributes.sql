{{ config(materialized='history', meta={'row_key': ['profile_attribute_id']}) }}

with attributes_judged as (
    select * from {{ ref('int_attributes_judged') }}
),

groups_ranked as (
    select * from {{ ref('int_attribute_groups_ranked') }}
),

{{ attribute_winners_chosen() }}


select * from winners_chosen
