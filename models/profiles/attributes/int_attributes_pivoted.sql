{{ config(materialized='ephemeral') }}

with profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

attributes_pivoted as (
    {{ attributes_pivoted('profile_attributes') }}
)

select * from attributes_pivoted
