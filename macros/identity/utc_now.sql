{#- SQL of the instant at which dbt renders it, UTC, to the second, or of a timedelta before that. For logs of
    runs alone: what a model says of people counts from identity_as_of. -#}
{% macro utc_now(before=none) -%}
    {%- set now = modules.datetime.datetime.now(modules.pytz.utc) -%}
    {%- set instant = now - before if before is not none else now -%}
    cast('{{ instant.strftime("%Y-%m-%d %H:%M:%S") }}' as {{ dbt.type_timestamp() }})
{%- endmacro %}
