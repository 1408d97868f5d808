{#- The stays that segment_memberships holds; none where it is not there yet. -#}
{% macro segment_stays_before(stored) -%}
    {%- if stored %}
    select
        segment_membership_id,
        segment_name,
        profile_id,
        coalesce(first_profile_id, profile_id) as first_profile_id,
        entered_at,
        exited_at,
        merged_at
    from {{ stored }}
    {%- else %}
    {%- set instant = 'cast(null as ' ~ dbt.type_timestamp() ~ ')' %}
    select
        cast(null as {{ dbt.type_string() }}) as segment_membership_id,
        segment_name,
        profile_id,
        profile_id as first_profile_id,
        {{ instant }} as entered_at,
        {{ instant }} as exited_at,
        {{ instant }} as merged_at
    from members_now
    where 1 = 0
    {%- endif %}
{%- endmacro %}
