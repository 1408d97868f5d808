{#- Searches in a list of edges from a to b. A `for` over a list also visits what is appended meanwhile, so a
    list serves as queue, and each search takes one pass over the edges, however many a profile has. -#}

{#- The edges at each node, as {node: [[neighbour, edge]]}. -#}
{% macro _edges_by_node(edges) -%}
    {%- set by_node = {} -%}
    {%- for edge in edges -%}
        {%- do by_node.setdefault(edge.a, []).append([edge.b, edge]) -%}
        {%- do by_node.setdefault(edge.b, []).append([edge.a, edge]) -%}
    {%- endfor -%}
    {{ return(by_node) }}
{%- endmacro %}

{#- The shortest chain of edges from start to goal, each turned to lead from a to b; [] where they are one node,
    none where there is no way. -#}
{% macro _shortest_chain(edges, start, goal) -%}
    {%- set by_node, came_by, queue = _edges_by_node(edges), {start: none}, [start] -%}
    {%- for node in queue if goal not in came_by -%}
        {%- for neighbour, edge in by_node.get(node, []) if neighbour not in came_by -%}
            {%- do came_by.update({neighbour: dict(edge, a=node, b=neighbour)}) -%}
            {%- do queue.append(neighbour) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if goal not in came_by -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set chain, nodes = [], [goal] -%}
    {%- for node in nodes if came_by[node] is not none -%}
        {%- do chain.append(came_by[node]) -%}
        {%- do nodes.append(came_by[node].a) -%}
    {%- endfor -%}
    {{ return(chain | reverse | list) }}
{%- endmacro %}

{#- Which edges of a chain nothing replaces, as places from 1; edges of one number go together. Its nodes are gone through in order, each with all
    that it reaches beside the chain: an edge is passed by where something before it reaches a node behind it. -#}
{% macro _edges_without_detour(edges, chain) -%}
    {%- set places, on_chain = {}, {} -%}
    {%- for edge in chain -%}
        {%- do places.update({edge.b: loop.index}) -%}
        {%- do on_chain.update({edge.number: true}) -%}
    {%- endfor -%}
    {%- set by_node = _edges_by_node(edges | rejectattr('number', 'in', on_chain) | list) -%}
    {%- set seen, farthest, alone = {}, [0], [] -%}
    {%- for edge in chain -%}
        {%- set queue = [edge.a] -%}
        {%- for node in queue if node not in seen -%}
            {%- do seen.update({node: true}) -%}
            {%- do farthest.append([farthest[-1], places.get(node, 0)] | max) -%}
            {%- for neighbour, _ in by_node.get(node, []) if neighbour not in seen -%}
                {%- do queue.append(neighbour) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if farthest[-1] < loop.index -%}
            {%- do alone.append(loop.index) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(alone) }}
{%- endmacro %}
