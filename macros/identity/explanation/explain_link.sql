{#- Says why two identifiers are in one profile or why not, on the graph as it is published:
    dbt run-operation explain_link --args '{a: "email:ada@mail.example", b: "customer_id:4711"}'
    Values are masked unless show_values is true. -#}
{% macro explain_link(a, b, show_values=false) -%}
    {%- if execute -%}
        {%- set sides = [_link_side('a', a), _link_side('b', b)] -%}
        {%- for line in _link_explained(sides, show_values) -%}
            {{ print(line) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- One identifier, written as type:value or as its identifier_id. -#}
{% macro _link_side(argument, written) -%}
    {%- set written = (written ~ '').strip() -%}
    {%- set name, separator, value = written.partition(':') -%}
    {%- set name = name.strip().lower() if separator else none -%}
    {%- if separator and name not in identifier_types() -%}
        {{ exceptions.raise_compiler_error(
            'explain_link: the argument ' ~ argument ~ " names the type '" ~ name ~ "'. Write type:value; types are "
            ~ identifier_types().keys() | join(', ') ~ '.'
        ) }}
    {%- endif -%}
    {%- set rows = run_query(link_identifiers_known(name, value.strip() if separator else written)).rows -%}
    {%- if not rows -%}
        {{ exceptions.raise_compiler_error(
            'explain_link: no record carries the ' ~ (name or 'identifier_id') ~ ' of the argument ' ~ argument
            ~ '. Write type:value as the model identifiers has it, which is as the staging normalized it (e-mails in '
            ~ 'lower case, phones as +33612345678), or an identifier_id.'
        ) }}
    {%- endif -%}
    {{ return({
        'identifier_id': rows[0][0], 'name': rows[0][1], 'value': rows[0][2], 'profile_id': rows[0][3],
        'quarantine_reason': rows[0][4],
    }) }}
{%- endmacro %}

{% macro _link_explained(sides, show_values) -%}
    {%- set names, lines = [], [] -%}
    {%- for side in sides -%}
        {%- do names.append(_link_name(side.name, side.value, show_values)) -%}
        {%- if side.quarantine_reason -%}
            {%- do lines.append(
                names[-1] ~ ' is quarantined as ' ~ side.quarantine_reason ~ ', so it links nothing.'
            ) -%}
        {%- elif side.profile_id is none -%}
            {%- do lines.append(names[-1] ~ ' has no profile before the next build that is published.') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if lines -%}
        {{ return(lines) }}
    {%- elif sides[0].profile_id == sides[1].profile_id -%}
        {{ return(
            [names | join(' and ') ~ ' are in one profile, ' ~ sides[0].profile_id ~ '.']
            + _link_joined(sides, show_values)
        ) }}
    {%- endif -%}
    {{ return(
        [names | join(' and ') ~ ' are in two profiles, ' ~ sides[0].profile_id ~ ' and ' ~ sides[1].profile_id ~ '.']
        + _link_refused(sides, show_values)
    ) }}
{%- endmacro %}

{#- Within one profile: the shortest chain of edges, and which of them nothing could replace. -#}
{% macro _link_joined(sides, show_values) -%}
    {%- set edges = _link_edges([sides[0].profile_id]) -%}
    {%- set chain = _shortest_chain(edges, sides[0].identifier_id, sides[1].identifier_id) -%}
    {%- set alone = _edges_without_detour(_link_edges_of_values(edges), _link_edges_of_values(chain)) -%}
    {%- set lines = _link_lines(chain, show_values) -%}
    {%- if alone -%}
        {%- do lines.append('Without edge ' ~ alone | join(' or ') ~ ' they would be parted.') -%}
    {%- elif chain -%}
        {%- do lines.append('No single edge parts them: each has another way round it.') -%}
    {%- endif -%}
    {{ return(lines) }}
{%- endmacro %}

{#- Between profiles: the fewest refused edges that lead from one to the other, and how each is reached. -#}
{% macro _link_refused(sides, show_values) -%}
    {%- set refusals = _link_refusals(sides[0].identifier_id) -%}
    {%- set way = _shortest_chain(refusals.values() | list, sides[0].profile_id, sides[1].profile_id) -%}
    {%- if way is none -%}
        {%- set lines = [] -%}
        {%- for row in run_query(link_overrides(sides[0].profile_id, sides[1].profile_id)).rows -%}
            {%- do lines.append('The must_not_link ' ~ row[0] ~ ' keeps them apart.') -%}
        {%- endfor -%}
        {{ return(lines + ['No chain of records leads from one to the other.']) }}
    {%- endif -%}
    {%- set edges = _link_edges([sides[0].profile_id] + way | map(attribute='b') | list) -%}
    {%- set chain, at = [], [sides[0].identifier_id] -%}
    {%- for step in way -%}
        {%- set ends = step.ends if step.a == step.profile_a_id else step.ends | reverse | list -%}
        {%- do chain.extend(_shortest_chain(edges, at[-1], ends[0])) -%}
        {%- do chain.append({'a': ends[0], 'b': ends[1], 'broken_rules': step.broken_rules}) -%}
        {%- do at.append(ends[1]) -%}
    {%- endfor -%}
    {%- do chain.extend(_shortest_chain(edges, at[-1], sides[1].identifier_id)) -%}
    {{ return(
        ['What leads from one to the other, with what was refused:'] + _link_lines(chain, show_values)
    ) }}
{%- endmacro %}
