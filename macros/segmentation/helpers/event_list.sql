{#- An event type, or a list of them, as a list in SQL: ('order_placed', 'store_purchase'). -#}
{% macro event_list(helper, argument, event_types) -%}
    {%- set types = [event_types] if event_types is string else event_types -%}
    {%- if types is mapping or types is not sequence or not types -%}
        {%- do segment_error(
            helper, argument, event_types,
            "give an event type of profile_events or a list of them, e.g. 'order_placed'"
        ) -%}
    {%- endif -%}
    {%- for type in types if type is not string or not type or "'" in type -%}
        {%- do segment_error(helper, argument, type, "give event types as text, e.g. 'order_placed'") -%}
    {%- endfor -%}
    {{ return("('" ~ types | join("', '") ~ "')") }}
{%- endmacro %}
