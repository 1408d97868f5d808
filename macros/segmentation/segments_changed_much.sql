{#- The segments that grew or shrank since the run before by a larger share than segment_size_changes allows. Those
    that had fewer profiles than at_least in both runs are left out. -#}
{% macro segments_changed_much(sizes, max_change, at_least) -%}
    with sizes_ranked as (
        select
            segment_name,
            count_profiles,
            row_number() over (partition by segment_name order by as_of_at desc) as run_rank
        from {{ sizes }}
    ),

    shares_allowed as (
        {%- for name, share in segment_size_changes(max_change).items() %}
        select
            '{{ name }}' as segment_name,
            {{ share }} as max_change
        {%- if not loop.last %}
        union all
        {%- endif %}
        {%- endfor %}
    )

    select
        sizes_now.segment_name,
        sizes_before.count_profiles as count_profiles_before,
        sizes_now.count_profiles,
        shares_allowed.max_change
    from sizes_ranked as sizes_now
    inner join sizes_ranked as sizes_before
        on
            sizes_now.segment_name = sizes_before.segment_name
            and sizes_now.run_rank = 1
            and sizes_before.run_rank = 2
    inner join shares_allowed on sizes_now.segment_name = shares_allowed.segment_name
    where
        (sizes_now.count_profiles >= {{ at_least }} or sizes_before.count_profiles >= {{ at_least }})
        and abs(sizes_now.count_profiles - sizes_before.count_profiles)
        > shares_allowed.max_change * sizes_before.count_profiles
{%- endmacro %}
