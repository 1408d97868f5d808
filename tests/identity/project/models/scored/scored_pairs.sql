{{ config(materialized='view') }}

select * from {{ source('matcher', 'scored_pairs') }}
