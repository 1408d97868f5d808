with attributes_judged as (
    select * from {{ ref('int_attributes_judged') }}
),

{{ attribute_groups_ranked() }}


select * from groups_ranked
