{#- The sources of the var cdp_sources that have a feed, checked: a list of {name, kind,
    deletes, relation}. Every
    model that reads all sources loops over it, so lineage is ordinary ref() lineage. -#}
{% macro source_feeds(feed) -%}
    {%- set feeds = [
        'identifiers', 'attributes', 'events', 'order_lines', 'interactions', 'audiences', 'consents',
        'suppressions', 'accounts',
    ] -%}
    {%- if feed not in feeds -%}
        {{ exceptions.raise_compiler_error(
            "source_feeds: unknown feed '" ~ feed ~ "'. Use one of " ~ feeds | join(', ') ~ "."
        ) }}
    {%- endif -%}
    {%- set sources = [] -%}
    {%- for name, source in _checked_sources(feeds).items() if feed in source.feeds -%}
        {%- do sources.append({
            'name': name,
            'kind': source.kind,
            'deletes': source.deletes or 'marked',
            'relation': ref('feed_' ~ name ~ '__' ~ feed),
        }) -%}
    {%- endfor -%}
    {{ return(sources) }}
{%- endmacro %}

{% macro _checked_sources(feeds) -%}
    {%- set sources = var('cdp_sources', none) -%}
    {%- if sources is not mapping or not sources -%}
        {{ _cdp_sources_error(
            'is empty', 'add a line a source, e.g. crm: {kind: entities, feeds: [identifiers]}'
        ) }}
    {%- endif -%}
    {%- set identified = [] -%}
    {%- for name, source in sources.items() -%}
        {%- if source.kind not in ['entities', 'events'] -%}
            {{ _cdp_sources_error('says ' ~ name ~ '.kind: ' ~ source.kind, 'use entities or events') }}
        {%- endif -%}
        {%- if (source.deletes or 'marked') not in ['marked', 'compare'] -%}
            {{ _cdp_sources_error('says ' ~ name ~ '.deletes: ' ~ source.deletes, 'use marked or compare') }}
        {%- endif -%}
        {%- if not source.feeds -%}
            {{ _cdp_sources_error('lists no feeds for ' ~ name, 'list those of its folder') }}
        {%- endif -%}
        {%- for feed in source.feeds if feed not in feeds -%}
            {{ _cdp_sources_error(
                'lists the unknown feed ' ~ feed ~ ' for ' ~ name, 'use ' ~ feeds | join(', ')
            ) }}
        {%- endfor -%}
        {%- if 'identifiers' in source.feeds -%}{%- do identified.append(name) -%}{%- endif -%}
    {%- endfor -%}
    {%- if not identified -%}
        {{ _cdp_sources_error(
            'has no source with an identifiers feed', 'add identifiers to the feeds of at least one'
        ) }}
    {%- endif -%}
    {{ return(sources) }}
{%- endmacro %}

{% macro _cdp_sources_error(problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        "The var cdp_sources in dbt_project.yml " ~ problem ~ ". To mend it: " ~ remedy ~ "."
    ) }}
{%- endmacro %}
