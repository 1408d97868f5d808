{#- The table beside a model of the stitching loop that tells its last rounds: (round_number, count_rows_left),
    round 0 being what the loop began with. -#}
{% macro loop_rounds(relation) -%}
    {{ return(relation.incorporate(
        path={'identifier': relation.identifier ~ '__rounds'}, type='table'
    )) }}
{%- endmacro %}
