{#- Run after a build: dbt itself says of a test that failed only how many rows it gave, so a test may say in
    meta.remedy what to do. -#}
{% macro report_failed_gates() -%}
    {%- if execute -%}
        {%- for result in results if result.status in ['fail', 'error'] and result.node.config.get('meta') -%}
            {%- if result.node.config.meta.get('remedy') -%}
                {#- Printed, not logged: it must be seen in a quiet build too. -#}
                {%- do print(
                    'Gate ' ~ result.node.name ~ ' failed: identity stays as the last run published it. '
                    ~ 'To mend it: ' ~ result.node.config.meta.remedy
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
