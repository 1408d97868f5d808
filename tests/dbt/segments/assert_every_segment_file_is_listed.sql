{#- A segment that is not in the var segments would build and feed nothing, so a mistake
    stops here, told in words; the query below never has a row. -#}
{%- if execute and flags.WHICH in ['build', 'test'] -%}
    {%- set listed = segment_names() -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('seg_') -%}
        {%- set meta = node.config.meta or {} -%}
        {%- set problem = (
            'is not listed; add ' ~ node.name[4:] ~ ' to the var segments in dbt_project.yml'
            if node.name[4:] not in listed
            else 'has no owner; add config.meta.owner to its YAML file' if not meta.get('owner')
            else 'has no purpose; add config.meta.purpose to its YAML file' if not meta.get('purpose')
            else 'has no description; add one to its YAML file' if not node.description
        ) -%}
        {%- if problem -%}
            {{ exceptions.raise_compiler_error('The segment ' ~ node.original_file_path ~ ' ' ~ problem ~ '.') }}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}

select segment_name
from {{ ref('int_segment_members') }}
where 1 = 0
