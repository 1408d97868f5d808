{#- The id of a statement, from the columns of a feed of consents: a hash of all that it says, so that another expiry
    makes another one. -#}
{% macro consent_statement_id() -%}
    {%- set columns = [
        'source_name', 'record_id', 'purpose', 'channel', 'status', 'legal_basis', 'region',
        dbt.cast('stated_at', dbt.type_string()), dbt.cast('expires_at', dbt.type_string()),
    ] -%}
    {%- set contents = [] -%}
    {%- for column in columns -%}
        {%- do contents.extend(["coalesce(" ~ column ~ ", '')", "':'"]) -%}
    {%- endfor -%}
    {{ dbt.hash(dbt.concat(contents)) }}
{%- endmacro %}
