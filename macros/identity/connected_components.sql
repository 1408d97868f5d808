{#- The driver of the loop: from a query of (node_a, node_b), whole numbers from 0 to 2^31 - 2, a lone node
    as a pair with itself, to a query of (node, component) and the pairs left after every round. Rounds
    shrink the graph until no pair is left; a graph that is not done at max_rounds fails the build, since a
    partial answer is a wrong one that looks right. Work tables are named after the model, so that two graphs
    never meet. -#}
{% macro connected_components(target_relation, sql, max_rounds) -%}
    {%- set edges = [
        create_loop_table(work_relation(target_relation, 'edges_0'), components_scrambled(sql))
    ] -%}
    {%- set representatives = [] -%}
    {%- set rows_left = [count_rows(edges[0])] -%}
    {%- set progress = namespace(is_done=false) -%}
    {%- for round in range(1, max_rounds + 1) -%}
        {%- if not progress.is_done -%}
            {%- do representatives.append(create_loop_table(
                work_relation(target_relation, 'representatives_' ~ round), components_hooked(edges[-1])
            )) -%}
            {%- do edges.append(create_loop_table(
                work_relation(target_relation, 'edges_' ~ round),
                components_contracted(edges[-1], representatives[-1])
            )) -%}
            {#- The first edges are what the answer is checked against. -#}
            {%- if round > 1 -%}{%- do drop_at_once(edges[-2]) -%}{%- endif -%}
            {%- do rows_left.append(count_rows(edges[-1])) -%}
            {%- do log(target_relation.identifier ~ ': round ' ~ round ~ ', ' ~ rows_left[-1] ~ ' pairs left') -%}
            {%- set progress.is_done = rows_left[-1] == 0 -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not progress.is_done -%}
        {%- do drop_work_relations(target_relation) -%}
        {{ _not_converged_error(target_relation, rows_left[-1], max_rounds) }}
    {%- endif -%}
    {%- set composed = _representatives_composed(target_relation, representatives) -%}
    {%- do _check_none_torn(target_relation, edges[0], composed) -%}
    {{ return({'sql': components_labelled(composed), 'rows_left': rows_left}) }}
{%- endmacro %}

{% macro _representatives_composed(target_relation, representatives) -%}
    {%- set composed = [representatives[-1]] -%}
    {%- for representatives_before in representatives[:-1] | reverse -%}
        {%- do composed.append(create_loop_table(
            work_relation(target_relation, 'composed_' ~ loop.index),
            components_composed(representatives_before, composed[-1])
        )) -%}
    {%- endfor -%}
    {{ return(composed[-1]) }}
{%- endmacro %}

{% macro _check_none_torn(target_relation, pairs, representatives) -%}
    {%- set count_torn = run_query(components_torn(pairs, representatives)).columns[0].values()[0] | int -%}
    {%- if count_torn > 0 -%}
        {{ exceptions.raise_compiler_error(
            target_relation.identifier ~ ': ' ~ count_torn ~ ' pairs have ends in two components. This is '
            ~ 'a fault of the loop, not of the data: please report it with the log of this run.'
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _not_converged_error(target_relation, pairs_left, max_rounds) -%}
    {{ exceptions.raise_compiler_error(
        target_relation.identifier ~ ' did not converge: ' ~ pairs_left ~ ' pairs are left after '
        ~ max_rounds ~ ' rounds. The build stops and the published graph stays as it was. To mend it: '
        ~ 'raise config.meta.max_rounds of the model ' ~ target_relation.identifier
        ~ ', which is the var max_stitching_rounds in dbt_project.yml.'
    ) }}
{%- endmacro %}
