{#- Says why two identifiers are in one profile or why not, on the graph as it is published:
    dbt run-operation explain_link --args '{a: "email:ada@mail.example", b: "customer_id:4711"}'
    Values are masked unless show_values is true. -#}
{% macro explain_link(a, b, show_values=false) -%}
    {%- if execute -%}
        {%- set sides = [_identifier_explained('a', a), _identifier_explained('b', b)] -%}
        {%- for line in _link_explained(sides, show_values) -%}
            {{ print(line) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- One identifier written as type:value: {identifier_id, name, value, profile_id, quarantine_reason}. -#}
{% macro _identifier_explained(argument, written) -%}
    {%- set name, separator, value = (written ~ '').partition(':') -%}
    {%- set types = identifier_types() -%}
    {%- if not separator or name not in types -%}
        {{ exceptions.raise_compiler_error(
            'explain_link: the argument ' ~ argument ~ " is '" ~ written ~ "'. Write type:value; types are "
            ~ types.keys() | join(', ') ~ '.'
        ) }}
    {%- endif -%}
    {%- set rows = run_query(link_identifiers_known(name, value.strip())).rows -%}
    {%- if not rows -%}
        {{ exceptions.raise_compiler_error(
            'explain_link: no record carries the ' ~ name ~ ' of the argument ' ~ argument
            ~ '. Write it as the model identifiers has it, which is as the staging normalized it: e-mails in '
            ~ 'lower case, phones as +33612345678.'
        ) }}
    {%- endif -%}
    {{ return({
        'identifier_id': rows[0][0], 'name': name, 'value': rows[0][1], 'profile_id': rows[0][2],
        'quarantine_reason': rows[0][3],
    }) }}
{%- endmacro %}

{% macro _link_explained(sides, show_values) -%}
    {%- set lines = [] -%}
    {%- for side in sides if side.quarantine_reason -%}
        {%- do lines.append(
            _named(side, show_values) ~ ' is quarantined as ' ~ side.quarantine_reason ~ ', so it links nothing.'
        ) -%}
    {%- endfor -%}
    {%- if lines -%}
        {{ return(lines) }}
    {%- endif -%}
    {%- set names = _named(sides[0], show_values) ~ ' and ' ~ _named(sides[1], show_values) -%}
    {%- if sides[0].profile_id == sides[1].profile_id -%}
        {{ return([names ~ ' are in one profile, ' ~ sides[0].profile_id ~ '.']
            + _chain_explained(sides, show_values)) }}
    {%- endif -%}
    {%- do lines.append(
        names ~ ' are in two profiles, ' ~ sides[0].profile_id ~ ' and ' ~ sides[1].profile_id ~ '.'
    ) -%}
    {{ return(lines + _refusal_explained(sides, show_values)) }}
{%- endmacro %}

{#- Within one profile: the shortest chain of edges, and which of them nothing could replace. -#}
{% macro _chain_explained(sides, show_values) -%}
    {%- set edges = _edges_of_profiles([sides[0].profile_id]) -%}
    {%- set chain = _chain(edges, sides[0].identifier_id, sides[1].identifier_id) -%}
    {%- set lines, alone = [], [] -%}
    {%- for edge in chain -%}
        {%- do lines.append('  ' ~ loop.index ~ '. ' ~ _edge_explained(edge, show_values)) -%}
        {%- if _chain(edges, sides[0].identifier_id, sides[1].identifier_id, edge.number) is none -%}
            {%- do alone.append(loop.index) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if alone -%}
        {%- do lines.append('Without edge ' ~ alone | join(' or ') ~ ' they would be parted.') -%}
    {%- elif chain -%}
        {%- do lines.append('No single edge parts them: each has another way round it.') -%}
    {%- endif -%}
    {{ return(lines) }}
{%- endmacro %}

{#- Between profiles: the fewest refused edges that lead from one to the other, and how each is reached. -#}
{% macro _refusal_explained(sides, show_values) -%}
    {%- set refusals = _refusals_of_cluster(sides[0].identifier_id) -%}
    {%- set way = _chain(refusals.by_profile, sides[0].profile_id, sides[1].profile_id) -%}
    {%- if way is none -%}
        {{ return(_standing_apart(sides)) }}
    {%- endif -%}
    {%- set edges = _edges_of_profiles([sides[0].profile_id] + way | map(attribute='b') | list) -%}
    {%- set lines, state = [], {'at': sides[0].identifier_id} -%}
    {%- for step in way -%}
        {%- set refused = refusals.by_identifier[step.number] -%}
        {%- if refused.profile_a_id != step.a -%}
            {%- set refused = dict(refused, a=refused.b, b=refused.a) -%}
        {%- endif -%}
        {%- for edge in _chain(edges, state.at, refused.a) -%}
            {%- do lines.append(_edge_explained(edge, show_values)) -%}
        {%- endfor -%}
        {%- do lines.append(_edge_explained(refused, show_values) ~ '; REFUSED by ' ~ refused.broken_rules) -%}
        {%- do state.update({'at': refused.b}) -%}
    {%- endfor -%}
    {%- for edge in _chain(edges, state.at, sides[1].identifier_id) -%}
        {%- do lines.append(_edge_explained(edge, show_values)) -%}
    {%- endfor -%}
    {%- set numbered = [] -%}
    {%- for line in lines -%}
        {%- do numbered.append('  ' ~ loop.index ~ '. ' ~ line) -%}
    {%- endfor -%}
    {{ return(['What leads from one to the other, with what was refused:'] + numbered) }}
{%- endmacro %}

{% macro _standing_apart(sides) -%}
    {%- set overrides = run_query(
        link_overrides(sides[0].profile_id, sides[1].profile_id)
    ).rows -%}
    {%- set lines = [] -%}
    {%- for override_id, action in overrides if action == 'must_not_link' -%}
        {%- do lines.append('The override ' ~ override_id ~ ' keeps them apart.') -%}
    {%- endfor -%}
    {{ return(lines + ['No chain of records leads from one to the other.']) }}
{%- endmacro %}
