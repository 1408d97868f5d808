{#- The types an attribute can have: what a value must match to be one, and the column type of profiles.
    A pattern admits only what every engine can cast, so that one odd value never fails the build. -#}
{% macro attribute_types() -%}
    {%- set common_day = '(0[1-9]|1[0-9]|2[0-8])' -%}
    {%- set leap_year = '([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)' -%}
    {%- set date_pattern = '^([12][0-9]{3}-(0[1-9]|1[0-2])-' ~ common_day
        ~ '|[12][0-9]{3}-(0[13-9]|1[0-2])-(29|30)'
        ~ '|[12][0-9]{3}-(0[13578]|1[02])-31'
        ~ '|' ~ leap_year ~ '-02-29)$' -%}
    {{ return({
        'text': {'pattern': none, 'column_type': dbt.type_string()},
        'number': {'pattern': '^-?[0-9]{1,18}([.][0-9]{1,6})?$', 'column_type': dbt.type_numeric()},
        'boolean': {'pattern': '^(true|false)$', 'column_type': dbt.type_boolean()},
        'date': {'pattern': date_pattern, 'column_type': 'date'},
    }) }}
{%- endmacro %}
