{#- A hash of all that identity depends on beside the rows: the declared types and sources, the block list and
    its patterns, the erased, the namespace, how values are normalized and compared, and the models themselves. Made once an
    invocation: the patterns of all numbering plans take long to render. -#}
{% macro identity_fingerprint() -%}
    {{ return(remembered('identity_fingerprint', _identity_fingerprint_made)) }}
{%- endmacro %}

{% macro _identity_fingerprint_made() -%}
    {%- set parts = [
        tojson(identifier_types(), sort_keys=true),
        tojson(var('cdp_sources'), sort_keys=true),
        tojson(var('blocked_patterns', {}), sort_keys=true),
        identity_namespace(),
        erasures_known(),
        scored_pairs_model(),
        normalize_email('value'),
        normalize_identifier_text('value'),
        normalize_phone('value', 'region'),
        normalize_device_id('value'),
        tojson(contradictions(), sort_keys=true),
        script_of('value'),
    ] -%}
    {%- for compare in ['name', 'date', 'text'] -%}
        {%- do parts.append(spelling_compared('value', compare) ~ spellings_agree('value', 'other', compare)) -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values() | sort(attribute='unique_id') -%}
        {%- if node.resource_type == 'seed' and node.name == 'blocked_identifiers' -%}
            {%- do parts.append(node.checksum.checksum) -%}
        {%- elif node.resource_type == 'model' and _shapes_identity(node) -%}
            {%- do parts.append(node.raw_code) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('\n'))) }}
{%- endmacro %}

{% macro _shapes_identity(node) -%}
    {{ return('identity' in node.fqn or 'staging' in node.fqn) }}
{%- endmacro %}
