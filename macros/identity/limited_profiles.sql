{#- The driver of the limits: from a query of the clusters to cut to a query of (node, component) and
    the edges left before every round. The query's rows are of three kinds (row_kind): side, a node with its
    cluster_key and what it holds of each limited type; edge, with strength_rank, unique and 1 for the
    strongest, and is_bridge; foe, two nodes to be kept apart. limits maps the column of each limited type to
    the most a profile may hold. Rounds go on until no edge is live; a bound fails the build and names the
    largest cluster at work. -#}
{% macro limited_profiles(target_relation, sql, limits, max_rounds) -%}
    {%- set input = create_loop_table(work_relation(target_relation, 'input'), sql) -%}
    {%- set state = {'is_done': false, 'count_live': none, 'rows_left': []} -%}
    {%- for name in ['edges', 'sides', 'foes', 'nodes'] -%}
        {%- do _limits_table(target_relation, state, name, limits_rows(input, name, limits)) -%}
    {%- endfor -%}
    {%- for round in range(1, max_rounds + 1) if not state.is_done -%}
        {%- do _limits_free_sides_hooked(target_relation, state, limits, max_rounds) -%}
        {%- if not state.is_done -%}
            {%- do _limits_contracted(
                target_relation, state, limits,
                limits_steps_taken(state.edges, state.sides, state.foes, limits)
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if not state.is_done -%}
        {%- do _limits_live_refreshed(target_relation, state, limits) -%}
    {%- endif -%}
    {%- if not state.is_done -%}
        {{ _limits_not_done_error(target_relation, state, max_rounds) }}
    {%- endif -%}
    {%- set components -%}
        select
            node,
            component
        from {{ state.nodes }}
    {%- endset -%}
    {{ return({'sql': components, 'rows_left': state.rows_left + [0]}) }}
{%- endmacro %}

{#- Sides that count for nothing are hooked first, again and again: they make the graph small. -#}
{% macro _limits_free_sides_hooked(target_relation, state, limits, max_rounds) -%}
    {%- do state.update({'is_hooked': false}) -%}
    {%- for pass in range(max_rounds) if not state.is_hooked -%}
        {%- do _limits_live_refreshed(target_relation, state, limits) -%}
        {%- if not state.is_done -%}
            {%- do _limits_contracted(
                target_relation, state, limits,
                limits_steps_free(state.edges, state.sides, state.foes, limits)
            ) -%}
        {%- endif -%}
        {%- do state.update({'is_hooked': state.is_done or state.count_steps == 0}) -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _limits_live_refreshed(target_relation, state, limits) -%}
    {%- do _limits_table(
        target_relation, state, 'edges', limits_edges_live(state.edges, state.sides, state.foes, limits)
    ) -%}
    {%- do state.update({'count_live': count_rows(state.edges)}) -%}
    {%- do state.update({'is_done': state.count_live == 0}) -%}
{%- endmacro %}

{#- Takes the steps of a query and makes the graph of the sides that remain. -#}
{% macro _limits_contracted(target_relation, state, limits, steps_sql) -%}
    {%- do _limits_table(target_relation, state, 'steps', steps_sql) -%}
    {%- do state.update({'count_steps': count_rows(state.steps)}) -%}
    {%- if state.count_steps > 0 -%}
        {%- do state.rows_left.append(state.count_live) -%}
        {%- do log(
            target_relation.identifier ~ ': round ' ~ (state.rows_left | length) ~ ', ' ~ state.count_live
            ~ ' edges live'
        ) -%}
        {%- do _limits_steps_arrived(target_relation, state) -%}
        {%- for name, sql in {
            'edges': limits_edges_contracted(state.edges, state.steps),
            'sides': limits_sides_contracted(state.sides, state.steps, limits),
            'foes': limits_foes_contracted(state.foes, state.steps),
            'nodes': limits_nodes_mapped(state.nodes, state.steps),
        }.items() -%}
            {%- do _limits_table(target_relation, state, name, sql) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- Steps of free sides can form long chains: each jump halves them. -#}
{% macro _limits_steps_arrived(target_relation, state) -%}
    {%- do state.update({'count_on_the_way': _count_steps_on_the_way(state.steps)}) -%}
    {%- for jump in range(64) if state.count_on_the_way > 0 -%}
        {%- do _limits_table(target_relation, state, 'steps', limits_steps_jumped(state.steps)) -%}
        {%- do state.update({'count_on_the_way': _count_steps_on_the_way(state.steps)}) -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _count_steps_on_the_way(steps) -%}
    {{ return(run_query(limits_steps_on_the_way(steps)).columns[0].values()[0] | int) }}
{%- endmacro %}

{#- Replaces a table of the state by a query that may read it: two names take turns. -#}
{% macro _limits_table(target_relation, state, name, sql) -%}
    {%- set before = state.get(name) -%}
    {%- set turn = 'b' if before and before.identifier.endswith('_a') else 'a' -%}
    {%- do state.update({
        name: create_loop_table(work_relation(target_relation, name ~ '_' ~ turn), sql)
    }) -%}
    {%- if before -%}
        {%- do drop_at_once(before) -%}
    {%- endif -%}
{%- endmacro %}

{% macro _limits_not_done_error(target_relation, state, max_rounds) -%}
    {%- set largest = run_query(limits_largest_cluster(state.edges, state.sides)).rows[0] -%}
    {%- do drop_work_relations(target_relation) -%}
    {{ exceptions.raise_compiler_error(
        target_relation.identifier ~ ' is not done after ' ~ max_rounds ~ ' rounds: ' ~ state.count_live
        ~ ' edges are undecided, most of them (' ~ largest[1] ~ ') in the cluster with cluster_key '
        ~ largest[0] ~ '. The build stops and the published graph stays as it was. To mend it: drop a '
        ~ 'max_per_profile that no system guarantees from the var identifier_types in dbt_project.yml, lower '
        ~ 'max_profiles_per_value of the types in that cluster (see identity_clusters), or raise '
        ~ 'config.meta.max_rounds of the model ' ~ target_relation.identifier ~ '.'
    ) }}
{%- endmacro %}
