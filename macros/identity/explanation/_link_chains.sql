{#- The shortest chain of edges from start to goal as a list, each from a to b in the direction of the walk; []
    where they are one, none where there is no way. The edge numbered `without` is left out. -#}
{% macro _chain(edges, start, goal, without=none) -%}
    {%- set neighbours, came_by, state = {}, {start: none}, {'frontier': [start]} -%}
    {%- for edge in edges if edge.number != without -%}
        {%- do neighbours.setdefault(edge.a, []).append([edge.b, edge]) -%}
        {%- do neighbours.setdefault(edge.b, []).append([edge.a, edge]) -%}
    {%- endfor -%}
    {%- for step in edges if state.frontier and goal not in came_by -%}
        {%- set reached = [] -%}
        {%- for node in state.frontier -%}
            {%- for neighbour, edge in neighbours.get(node, []) if neighbour not in came_by -%}
                {%- do came_by.update({neighbour: [node, edge]}) -%}
                {%- do reached.append(neighbour) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do state.update({'frontier': reached}) -%}
    {%- endfor -%}
    {%- if goal not in came_by -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set chain = [] -%}
    {%- do state.update({'at': goal}) -%}
    {%- for step in edges if state.at != start -%}
        {%- set before, edge = came_by[state.at] -%}
        {%- do chain.insert(0, dict(edge, a=before, b=state.at)) -%}
        {%- do state.update({'at': before}) -%}
    {%- endfor -%}
    {{ return(chain) }}
{%- endmacro %}

{% macro _edges_of_profiles(profile_ids) -%}
    {%- set edges = [] -%}
    {%- for row in run_query(link_edges_of_profiles(profile_ids)).rows -%}
        {%- do edges.append({'number': loop.index, 'a': row[0], 'b': row[1], 'override_id': row[2]}) -%}
    {%- endfor -%}
    {{ return(edges) }}
{%- endmacro %}

{#- The refused edges twice: between profiles, to find a way, and between identifiers, to tell of. -#}
{% macro _refusals_of_cluster(identifier_id) -%}
    {%- set by_profile, by_identifier = [], {} -%}
    {%- for row in run_query(link_refusals(identifier_id)).rows -%}
        {%- set number = row[0] ~ '-' ~ row[1] -%}
        {%- if number in by_identifier -%}
            {%- set refused = by_identifier[number] -%}
            {%- do refused.update({'broken_rules': refused.broken_rules ~ ' and ' ~ row[4]}) -%}
        {%- else -%}
            {%- do by_profile.append({'number': number, 'a': row[2], 'b': row[3]}) -%}
            {%- do by_identifier.update({
                number: {'a': row[0], 'b': row[1], 'profile_a_id': row[2], 'broken_rules': row[4]}
            }) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'by_profile': by_profile, 'by_identifier': by_identifier}) }}
{%- endmacro %}

{#- One edge in a line: its ends, and the records or the override that it stands on. -#}
{% macro _edge_explained(edge, show_values) -%}
    {%- set names = {} -%}
    {%- for row in run_query(link_ends(edge)).rows -%}
        {%- do names.update({row[0]: _named({'name': row[1], 'value': row[2]}, show_values)}) -%}
    {%- endfor -%}
    {%- set ends = names[edge.a] ~ ' - ' ~ names[edge.b] -%}
    {%- if edge.override_id -%}
        {{ return(ends ~ ': the must_link ' ~ edge.override_id) }}
    {%- endif -%}
    {%- set rows = run_query(link_evidence(edge)).rows -%}
    {%- set records = [] -%}
    {%- for row in rows[:3] -%}
        {%- do records.append(row[0] ~ ' ' ~ row[1]) -%}
    {%- endfor -%}
    {%- set authenticated = rows | selectattr(2) | list | length -%}
    {%- set first, last = rows | map(attribute=3) | min, rows | map(attribute=4) | max -%}
    {{ return(
        ends ~ ': ' ~ rows | length ~ (' record' if rows | length == 1 else ' records')
        ~ (', ' ~ authenticated ~ ' authenticated' if authenticated else '')
        ~ ', seen ' ~ first.strftime('%Y-%m-%d')
        ~ (' to ' ~ last.strftime('%Y-%m-%d') if last.date() != first.date() else '')
        ~ ' (' ~ records | join('; ') ~ ('; ...' if rows | length > 3 else '') ~ ')'
    ) }}
{%- endmacro %}

{#- Type and value of an identifier; of a masked value the first two characters. -#}
{% macro _named(identifier, show_values) -%}
    {{ return(identifier.name ~ ' ' ~ (identifier.value if show_values else identifier.value[:2] ~ '***')) }}
{%- endmacro %}
