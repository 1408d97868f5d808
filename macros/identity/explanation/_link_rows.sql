{#- What the queries of a link give, as edges to search in and as lines to read. -#}

{% macro _link_edges(profile_ids) -%}
    {%- set edges = [] -%}
    {%- for row in run_query(link_edges_of_profiles(profile_ids)).rows -%}
        {%- do edges.append({
            'a': row[0], 'b': row[1], 'override_id': row[2], 'values': {row[0]: row[3], row[1]: row[4]},
        }) -%}
    {%- endfor -%}
    {{ return(edges) }}
{%- endmacro %}

{#- The same edges between values, where a derived identifier is one with what it is derived from. -#}
{% macro _link_edges_of_values(edges) -%}
    {%- set edges_of_values = [] -%}
    {%- for edge in edges -%}
        {%- set ends = [edge['values'][edge.a], edge['values'][edge.b]] -%}
        {%- do edges_of_values.append({
            'a': ends[0], 'b': ends[1], 'number': (ends | sort + [edge.override_id]) | join('-'),
        }) -%}
    {%- endfor -%}
    {{ return(edges_of_values) }}
{%- endmacro %}

{#- The refused edges as edges between profiles, each with its two identifiers and every rule that it breaks. -#}
{% macro _link_refusals(identifier_id) -%}
    {%- set refusals = {} -%}
    {%- for row in run_query(link_refusals(identifier_id)).rows -%}
        {%- set number = row[0] ~ '-' ~ row[1] -%}
        {%- do refusals.setdefault(number, {
            'number': number, 'a': row[2], 'b': row[3], 'ends': [row[0], row[1]], 'profile_a_id': row[2],
            'broken_rules': [],
        }).broken_rules.append(row[4]) -%}
    {%- endfor -%}
    {{ return(refusals) }}
{%- endmacro %}

{#- A chain of edges, one numbered line each: its ends, and the records or the override that it stands on. -#}
{% macro _link_lines(chain, show_values) -%}
    {%- if not chain -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set identifier_ids = [chain[0].a] + chain | map(attribute='b') | list -%}
    {%- set names, evidence, scores, lines = {}, {}, {}, [] -%}
    {%- for row in run_query(link_names(identifier_ids)).rows -%}
        {%- do names.update({row[0]: {
            'text': _link_name(row[1], row[2], show_values), 'value': row[2], 'shown': _link_value(row[2], show_values)
        }}) -%}
    {%- endfor -%}
    {%- for row in run_query(link_evidence(identifier_ids)).rows -%}
        {%- do evidence.setdefault(_link_ends(row[0], row[1]), []).append(row) -%}
    {%- endfor -%}
    {%- if scored_pairs_model() -%}
        {%- for row in run_query(link_scores(identifier_ids)).rows -%}
            {%- do scores.update({_link_ends(row[0], row[1]): row}) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- for edge in chain -%}
        {%- set ends, number = [names[edge.a], names[edge.b]], _link_ends(edge.a, edge.b) -%}
        {%- if edge.override_id -%}
            {%- set support = 'the must_link ' ~ edge.override_id -%}
        {%- elif number in evidence -%}
            {%- set support = _link_records(evidence[number], ends) -%}
        {%- else -%}
            {%- set support = _link_score(scores[number], ends) -%}
        {%- endif -%}
        {%- do lines.append(
            '  ' ~ loop.index ~ '. ' ~ ends[0].text ~ ' - ' ~ ends[1].text ~ ': ' ~ support
            ~ ('; REFUSED by ' ~ edge.broken_rules | join(' and ') if edge.broken_rules else '')
        ) -%}
    {%- endfor -%}
    {{ return(lines) }}
{%- endmacro %}

{#- What an edge is looked up by, whichever of its ends comes first. -#}
{% macro _link_ends(a, b) -%}
    {{ return([a, b] | sort | join('-')) }}
{%- endmacro %}

{#- A record_id is often made of a value, which is then shown as its end is. -#}
{% macro _link_record(source_name, record_id, ends) -%}
    {{ return(
        source_name ~ ' '
        ~ record_id.replace(ends[0].value, ends[0].shown).replace(ends[1].value, ends[1].shown)
    ) }}
{%- endmacro %}

{#- What ties two identifiers that no record holds both of. -#}
{% macro _link_score(row, ends) -%}
    {{ return(
        'a matcher gave ' ~ _link_record(row[2], row[3], ends) ~ ' and ' ~ _link_record(row[4], row[5], ends)
        ~ ' the score ' ~ row[6] | float
    ) }}
{%- endmacro %}

{#- The records of an edge in words. -#}
{% macro _link_records(rows, ends) -%}
    {%- set _, _, _, _, count, authenticated, first, last = rows[0] -%}
    {%- set records = [] -%}
    {%- for row in rows -%}
        {%- do records.append(_link_record(row[2], row[3], ends)) -%}
    {%- endfor -%}
    {{ return(
        count ~ (' record' if count == 1 else ' records')
        ~ (', ' ~ authenticated ~ ' authenticated' if authenticated else '')
        ~ ', seen ' ~ first.strftime('%Y-%m-%d')
        ~ (' to ' ~ last.strftime('%Y-%m-%d') if last.date() != first.date() else '')
        ~ ' (' ~ records | join('; ') ~ ('; ...' if count > rows | length else '') ~ ')'
    ) }}
{%- endmacro %}

{% macro _link_name(name, value, show_values) -%}
    {{ return(name ~ ' ' ~ _link_value(value, show_values)) }}
{%- endmacro %}

{#- Of a masked value the first two characters. -#}
{% macro _link_value(value, show_values) -%}
    {{ return(value if show_values else value[:2] ~ '***') }}
{%- endmacro %}
