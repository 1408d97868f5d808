with attributes_unioned as (
    {{ feed_union('attributes') }}
),

attribute_rules as (
    select * from {{ ref('int_attribute_rules') }}
),

identity_records as (
    select * from {{ ref('identity_records') }}
),

{{ attributes_judged() }}


select * from attributes_judged
