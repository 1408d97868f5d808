{#- The types an attribute can have: the patterns of which a value must match one, and the column type in
    profiles. The patterns admit only what every engine can cast, so that no odd value fails the build. -#}
{% macro attribute_types() -%}
    {%- set leap_year = '([12][0-9](0[48]|[2468][048]|[13579][26])|(1[26]|2[048])00)' -%}
    {{ return({
        'text': {'patterns': [], 'column_type': dbt.type_string()},
        'number': {
            'patterns': ['^-?[0-9]{1,18}([.][0-9]{1,6})?$'],
            'column_type': dbt.type_numeric(),
        },
        'boolean': {'patterns': ['^(true|false)$'], 'column_type': dbt.type_boolean()},
        'date': {
            'patterns': [
                '^[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$',
                '^[12][0-9]{3}-(0[13-9]|1[0-2])-(29|30)$',
                '^[12][0-9]{3}-(0[13578]|1[02])-31$',
                '^' ~ leap_year ~ '-02-29$',
            ],
            'column_type': 'date',
        },
    }) }}
{%- endmacro %}
