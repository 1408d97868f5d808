with segment_members as (
    select * from {{ ref('int_segment_members') }}
),

sizes_counted as (
    select
        segment_name,
        count(*) as count_profiles
    from segment_members
    group by segment_name
),

segments_listed as (
    {{ segments_listed() }}
),

shared_counted as (
    select
        segment_members.segment_name,
        other_members.segment_name as other_segment_name,
        count(*) as count_shared_profiles
    from segment_members
    inner join segment_members as other_members
        on
            segment_members.profile_id = other_members.profile_id
            and segment_members.segment_name <> other_members.segment_name
    group by segment_members.segment_name, other_members.segment_name
),

-- Two segments that share nobody have an overlap too: zero.
pairs_counted as (
    select
        segments_listed.segment_name,
        other_segments.segment_name as other_segment_name,
        coalesce(sizes_counted.count_profiles, 0) as count_profiles,
        coalesce(other_sizes.count_profiles, 0) as count_other_profiles,
        coalesce(shared_counted.count_shared_profiles, 0) as count_shared_profiles
    from segments_listed
    inner join segments_listed as other_segments
        on segments_listed.segment_name <> other_segments.segment_name
    left join sizes_counted
        on segments_listed.segment_name = sizes_counted.segment_name
    left join sizes_counted as other_sizes
        on other_segments.segment_name = other_sizes.segment_name
    left join shared_counted
        on
            segments_listed.segment_name = shared_counted.segment_name
            and other_segments.segment_name = shared_counted.other_segment_name
),

overlaps_identified as (
    select
        {{ dbt.hash(dbt.concat(['segment_name', "':'", 'other_segment_name'])) }}
            as segment_overlap_id,
        segment_name,
        other_segment_name,
        count_profiles,
        count_other_profiles,
        count_shared_profiles,
        case
            when count_profiles = 0 then 0
            else cast(count_shared_profiles as {{ dbt.type_float() }}) / count_profiles
        end as share_shared
    from pairs_counted
)

select * from overlaps_identified
