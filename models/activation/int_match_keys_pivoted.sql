with identifiers_chosen as (
    select * from {{ ref('int_identifiers_chosen') }}
),

-- A value that several people share could reach the wrong one, and an address that mail
-- comes back from reaches nobody.
match_keys_pivoted as (
    select
        profile_id,
        max(case when identifier_type = 'email' then identifier_value end) as email,
        max(case when identifier_type = 'phone' then identifier_value end) as phone
    from identifiers_chosen
    where not is_shared and not is_suppressed
    group by profile_id
)

select * from match_keys_pivoted
