{#- True where an address in lower case is on one of the company's own sites (var own_sites), subdomains included. Its
    host alone counts: other sites carry ours in their paths. -#}
{% macro is_own_site(url) -%}
    {%- set host = dbt.split_part(dbt.split_part(url, "'//'", 2), "'/'", 1) -%}
    (
        {%- for site in var('own_sites') %}
        {{ 'or ' if not loop.first }}{{ host }} = '{{ site }}'
        or {{ host }} like '%.{{ site }}'
        {%- else %}
        1 = 0
        {%- endfor %}
    )
{%- endmacro %}
