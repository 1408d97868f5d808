{#- Drops the work tables of a model's loop, those that a killed build left included. They are looked up in
    dbt's cache, which costs no statement; rounds leave tables one after the other, so the search ends
    at the first that left none. -#}
{% macro drop_work_relations(target_relation) -%}
    {%- set suffixes = ['input'] -%}
    {%- for name in ['edges', 'sides', 'foes', 'nodes', 'steps'] -%}
        {%- do suffixes.extend([name ~ '_a', name ~ '_b']) -%}
    {%- endfor -%}
    {%- for suffix in suffixes -%}
        {%- do _drop_work_relation(target_relation, suffix) -%}
    {%- endfor -%}
    {%- set state = {'is_there': true} -%}
    {%- for round in range(most_rounds()) if state.is_there -%}
        {%- do state.update({'is_there': false}) -%}
        {%- for suffix in ['edges_' ~ round, 'representatives_' ~ (round + 1), 'composed_' ~ round] -%}
            {%- if _drop_work_relation(target_relation, suffix) -%}
                {%- do state.update({'is_there': true}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _drop_work_relation(target_relation, suffix) -%}
    {%- set relation = load_cached_relation(work_relation(target_relation, suffix)) -%}
    {%- if relation is not none -%}
        {%- do drop_at_once(relation) -%}
    {%- endif -%}
    {{ return(relation is not none) }}
{%- endmacro %}
