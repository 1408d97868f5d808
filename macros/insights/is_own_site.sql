{#- True where an address in lower case is on one of the company's own sites (var own_sites), subdomains included. -#}
{% macro is_own_site(url) -%}
    (
        {%- for site in var('own_sites') %}
        {{ 'or ' if not loop.first }}{{ url }} like '%//{{ site }}%'
        or {{ url }} like '%.{{ site }}%'
        {%- else %}
        1 = 0
        {%- endfor %}
    )
{%- endmacro %}
