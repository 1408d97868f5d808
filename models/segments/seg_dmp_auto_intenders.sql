with profile_audiences as (
    select * from {{ ref('profile_audiences') }}
),

profiles_selected as (
    select distinct profile_id
    from profile_audiences
    where
        profile_id is not null
        and source_name = 'dmp'
        and is_current
        and {{ may_serve('advertising') }}
        and audience_code in (
            {%- for code in var('auto_intent_audiences') %}
            '{{ code }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
)

select * from profiles_selected
