{#- Drops the work tables of a model's loop, those that a killed build left included. They are looked up in
    dbt's cache, which costs no statement. -#}
{% macro drop_work_relations(target_relation) -%}
    {%- set suffixes = ['input', 'pairs', 'labels'] -%}
    {%- for name in ['edges', 'sides', 'foes', 'nodes', 'steps'] -%}
        {%- do suffixes.extend([name ~ '_a', name ~ '_b']) -%}
    {%- endfor -%}
    {%- for round in range(most_rounds() + 1) -%}
        {%- do suffixes.extend(['edges_' ~ round, 'representatives_' ~ round, 'composed_' ~ round]) -%}
    {%- endfor -%}
    {%- for suffix in suffixes -%}
        {%- set relation = load_cached_relation(work_relation(target_relation, suffix)) -%}
        {%- if relation is not none -%}
            {%- do adapter.drop_relation(relation) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}
