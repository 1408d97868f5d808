with identifiers_chosen as (
    select * from {{ ref('int_identifiers_chosen') }}
),

-- A value that several people share could reach the wrong one.
match_keys_pivoted as (
    select
        profile_id,
        max(case when identifier_type = 'email' then identifier_value end) as email,
        max(case when identifier_type = 'phone' then identifier_value end) as phone
    from identifiers_chosen
    where not is_shared
    group by profile_id
)

select * from match_keys_pivoted
