{#- Each stay with the profile that it belongs to now. A stay is open if it has not ended, or ended only because its
    profile was merged into one that was in already: a split may part them again. -#}
{% macro segment_stays_followed() -%}
    select
        stays_before.segment_membership_id,
        stays_before.segment_name,
        {{ profile_now('stays_before') }} as profile_id,
        stays_before.first_profile_id,
        stays_before.profile_id as profile_before_id,
        stays_before.entered_at,
        stays_before.exited_at,
        stays_before.merged_at,
        coalesce(
            stays_before.exited_at = stays_before.merged_at, stays_before.exited_at is null
        ) as is_open
    from stays_before
    left join profiles as live_profiles
        on stays_before.first_profile_id = live_profiles.profile_id
    left join profiles_succeeded
        on stays_before.profile_id = profiles_succeeded.profile_id
{%- endmacro %}
