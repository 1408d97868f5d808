{#- Gives a table that an older version of the project built the columns that it lacks, empty: {name: type}. -#}
{% macro add_missing_columns(columns) -%}
    {%- set built = load_relation(this) if execute else none -%}
    {%- if built is not none and built.is_table -%}
        {%- set known = adapter.get_columns_in_relation(built) | map(attribute='name') | map('lower') | list -%}
        {%- set missing = [] -%}
        {%- for name, type in columns.items() if name not in known -%}
            {%- do missing.append(api.Column(name, type)) -%}
        {%- endfor -%}
        {%- if missing -%}{%- do alter_relation_add_remove_columns(built, missing, none) -%}{%- endif -%}
    {%- endif -%}
{%- endmacro %}
