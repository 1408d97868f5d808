{#- True where a text expression contains a match of a regular expression (a SQL expression too). Use
    only what every engine's dialect shares: classes, anchors, groups, quantifiers; no look-around, no
    back-references, no \d. -#}
{% macro matches_regex(expression, pattern) -%}
    {{ return(adapter.dispatch('matches_regex', 'cdp')(expression, pattern)) }}
{%- endmacro %}

{% macro default__matches_regex(expression, pattern) -%}
    regexp_matches({{ expression }}, {{ pattern }})
{%- endmacro %}

{#- PostgreSQL's regexp_matches returns rows; its test is an operator. -#}
{% macro postgres__matches_regex(expression, pattern) -%}
    ({{ expression }} ~ {{ pattern }})
{%- endmacro %}

{% macro bigquery__matches_regex(expression, pattern) -%}
    regexp_contains({{ expression }}, {{ pattern }})
{%- endmacro %}

{#- Spark's operator takes any expression on its right. -#}
{% macro spark__matches_regex(expression, pattern) -%}
    ({{ expression }} rlike {{ pattern }})
{%- endmacro %}

{#- Snowflake's rlike must match the whole text. -#}
{% macro snowflake__matches_regex(expression, pattern) -%}
    (regexp_instr({{ expression }}, {{ pattern }}) > 0)
{%- endmacro %}
