{#- dbt's own macro calls another macro for every cell of a seed, which takes a minute for the demo's raw
    tables. This one writes the placeholders of a row once. (DuckDB reads the file itself.) -#}
{% macro postgres__load_csv_rows(model, agate_table) -%}
    {% set columns = get_seed_column_quoted_csv(model, agate_table.column_names) %}
    {% set row_placeholders = '(' ~ (['%s'] * agate_table.column_names | length) | join(', ') ~ ')' %}
    {% set statements = [] %}
    {% for rows in agate_table.rows | batch(get_batch_size()) %}
        {% set bindings = [] %}
        {% for row in rows %}
            {% do bindings.extend(row) %}
        {% endfor %}
        {% set statement -%}
            insert into {{ this.render() }} ({{ columns }})
            values {{ ([row_placeholders] * rows | length) | join(', ') }}
        {%- endset %}
        {% do adapter.add_query(statement, bindings=bindings, abridge_sql_log=True) %}
        {% do statements.append(statement) if loop.first %}
    {% endfor %}
    {{ return(statements | first) }}
{%- endmacro %}
