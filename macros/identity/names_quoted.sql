{#- The names of sources as SQL literals for an in-list; one empty text where there are none. -#}
{% macro names_quoted(sources) -%}
    {%- for source in sources %}'{{ source.name }}'{{ ', ' if not loop.last }}{% else %}''{% endfor -%}
{%- endmacro %}
