{#- True where a text value can be cast to the attribute type that another expression names. -#}
{% macro matches_attribute_type(attribute_value, value_type) -%}
    case {{ value_type }}
        {%- for name, type in attribute_types().items() if type.patterns %}
        when '{{ name }}'
            then
                {%- for pattern in type.patterns %}
                {{ 'or ' if not loop.first }}{{ matches_regex(attribute_value, "'" ~ pattern ~ "'") }}
                {%- endfor %}
        {%- endfor %}
        else true
    end
{%- endmacro %}
