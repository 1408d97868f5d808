{#- The language of a locale, in lower case: fr for fr-FR, FR and fr_CA. -#}
{% macro normalize_language(column) -%}
    {{ regex_replace('lower(' ~ normalize_identifier_text(column) ~ ')', "'[-_].*$'") }}
{%- endmacro %}
