{#- Stops the build: a helper of segments was given what it cannot use. -#}
{% macro segment_error(helper, argument, got, wanted) -%}
    {{ exceptions.raise_compiler_error(
        'The helper ' ~ helper ~ ' got ' ~ argument ~ ': ' ~ got ~ '. To mend it: ' ~ wanted ~ '.'
    ) }}
{%- endmacro %}
