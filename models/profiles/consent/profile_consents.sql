with statements_ranked as (
    select * from {{ ref('int_statements_ranked') }}
),

{{ consents_decided() }}

select * from consents_decided
