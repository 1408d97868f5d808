{#- Each figure, the rows it counts, and what they are counted by. -#}
{%- set counted_by = [
    ('sightings', 'identifier_sightings', 'source_name', 'is_supported'),
    ('identifiers', 'identifiers', 'identifier_type', '1 = 1'),
    ('quarantined', 'identifiers', 'quarantine_reason', '1 = 1'),
    ('records', 'identity_records', 'source_name', '1 = 1'),
    ('profiles', 'int_run_profiles_sized', 'profile_size', '1 = 1'),
    ('rejections', 'identity_rejected_edges', 'broken_rule', '1 = 1'),
] -%}
{%- set totals = [
    ('edges', 'int_edges_weighed', 'sum(case when is_removed then 0 else 1 end)'),
    ('clusters', 'identity_clusters', 'count(distinct cluster_key)'),
    ('largest_profile', 'int_run_profiles_sized', 'max(count_identifiers)'),
    ('rejected_edges', 'identity_rejected_edges', 'count(distinct edge_id)'),
] -%}

with figures_counted as (
    {%- for figure_name, model_name, column_name, condition in counted_by %}
    select
        '{{ figure_name }}' as figure_name,
        coalesce({{ column_name }}, 'none') as dimension,
        count({{ column_name }}) as figure_value
    from {{ ref(model_name) }}
    where {{ condition }}
    group by {{ column_name }}
    union all
    {%- endfor %}
    {%- for figure_name, model_name, expression in totals %}
    select
        '{{ figure_name }}' as figure_name,
        'all' as dimension,
        coalesce({{ expression }}, 0) as figure_value
    from {{ ref(model_name) }}
    union all
    {%- endfor %}
    {%- for figure_name in ['compared', 'moved'] %}
    select
        'identifiers_{{ figure_name }}' as figure_name,
        'all' as dimension,
        count_{{ figure_name }} as figure_value
    from {{ ref('int_run_identifiers_compared') }}
    union all
    {%- endfor %}
    select
        figure_name,
        loop_name as dimension,
        count_rounds as figure_value
    from {{ ref('int_run_rounds') }}
),

figures_of_the_run as (
    select
        run_started.run_id,
        figures_counted.figure_name,
        figures_counted.dimension,
        figures_counted.figure_value
    from figures_counted
    cross join {{ ref('int_run_started') }} as run_started
)

select * from figures_of_the_run
