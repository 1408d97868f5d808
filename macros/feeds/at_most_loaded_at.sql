{#- The time of an event, or the time it was loaded if that came first or the event has none: a clock that
    runs ahead must not win against every later record. -#}
{% macro at_most_loaded_at(event_time) -%}
    least(coalesce({{ event_time }}, loaded_at), loaded_at)
{%- endmacro %}
