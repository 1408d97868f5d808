{#- What becomes of each stay: of the open ones of a profile the first goes on while it is in the segment; those that
    a merge brought beside it end with the merge. -#}
{% macro segment_stays_judged() -%}
    select
        judged.*,
        judged.profile_id <> judged.profile_before_id
        or coalesce(
            judged.exited_at <> judged.exited_before_at,
            (judged.exited_at is null) <> (judged.exited_before_at is null)
        ) as is_changed
    from (
        select
            ranked.segment_membership_id,
            ranked.segment_name,
            ranked.profile_id,
            ranked.first_profile_id,
            ranked.profile_before_id,
            ranked.entered_at,
            ranked.exited_at as exited_before_at,
            case
                when not ranked.is_open then ranked.exited_at
                when members_now.profile_id is null then identity_as_of.as_of_at
                when ranked.stay_rank > 1
                    then coalesce(ranked.merged_at, identity_as_of.as_of_at)
            end as exited_at,
            case
                when not ranked.is_open or members_now.profile_id is null then ranked.merged_at
                when ranked.stay_rank > 1
                    then coalesce(ranked.merged_at, identity_as_of.as_of_at)
            end as merged_at
        from (
            select
                stays_followed.*,
                row_number() over (
                    partition by segment_name, profile_id, is_open
                    order by
                        entered_at,
                        case when first_profile_id = profile_id then 0 else 1 end,
                        segment_membership_id
                ) as stay_rank
            from stays_followed
        ) as ranked
        cross join identity_as_of
        left join members_now
            on
                ranked.segment_name = members_now.segment_name
                and ranked.profile_id = members_now.profile_id
    ) as judged
{%- endmacro %}
