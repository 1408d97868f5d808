{#- One table of the limits' first state, out of the model's rows of all kinds. -#}
{% macro limits_rows(input, name, limits) -%}
    {%- set columns = {
        'edges': ['node_a', 'node_b', 'strength_rank', 'is_bridge'],
        'sides': ['node_a as node', 'cluster_key'] + (limits.keys() | list) + ['count_identified'],
        'foes': ['node_a', 'node_b'],
        'nodes': ['node_a as node', 'node_a as component'],
    }[name] -%}
    {%- set row_kind = {'edges': 'edge', 'sides': 'side', 'foes': 'foe', 'nodes': 'side'}[name] -%}
    select
        {{ columns | join(',\n        ') }}
    from {{ input }}
    where row_kind = '{{ row_kind }}'
{%- endmacro %}
