{%- set loops = {
    'int_identifiers_must_linked': 'stitching_rounds',
    'int_clusters_bridged': 'stitching_rounds',
    'int_clusters_merged': 'stitching_rounds',
    'identity_cuts': 'limit_rounds',
} -%}

with rounds_counted as (
    {%- for loop_name, figure_name in loops.items() %}
    select
        '{{ figure_name }}' as figure_name,
        '{{ loop_name }}' as loop_name,
        max(round_number) as count_rounds
    from {{ loop_rounds(ref(loop_name)) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from rounds_counted
