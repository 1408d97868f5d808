with consent_statements as (
    select * from {{ ref('consent_statements') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

{{ statements_ranked() }}

select * from statements_ranked
