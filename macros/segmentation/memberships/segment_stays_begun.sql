{#- Who is in a segment and has no stay that goes on. The first stay of a profile that was split from one that was in
    before begins when that one's did. -#}
{% macro segment_stays_begun() -%}
    select
        members_now.segment_name,
        members_now.profile_id,
        coalesce(
            min(case when own_stays.first_profile_id is null then origin_stays.entered_at end),
            min(identity_as_of.as_of_at)
        ) as entered_at
    from members_now
    cross join identity_as_of
    left join stays_judged as open_stays
        on
            members_now.segment_name = open_stays.segment_name
            and members_now.profile_id = open_stays.profile_id
            and open_stays.exited_at is null
    left join stays_judged as own_stays
        on
            members_now.segment_name = own_stays.segment_name
            and members_now.profile_id = own_stays.first_profile_id
    left join profiles_split on members_now.profile_id = profiles_split.profile_id
    left join stays_followed as origin_stays
        on
            members_now.segment_name = origin_stays.segment_name
            and profiles_split.origin_profile_id = origin_stays.profile_before_id
            and origin_stays.is_open
    where open_stays.segment_membership_id is null
    group by members_now.segment_name, members_now.profile_id
{%- endmacro %}
