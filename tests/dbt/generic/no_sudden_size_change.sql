{#- Finds the segments that grew or shrank much since the run before: a source that did not come in, a condition that
    matches nobody or everybody. Gives them, and says in words which and what to do. -#}
{% test no_sudden_size_change(model, max_change, at_least) %}
    {%- set found = segments_changed_much(model, max_change, at_least) -%}
    {%- if execute and flags.WHICH in ['build', 'test'] -%}
        {%- for row in run_query(found).rows -%}
            {#- Printed, not logged: it must be seen in a quiet build too. -#}
            {%- do print(
                'The segment ' ~ row[0] ~ ' went from ' ~ row[1] ~ ' profiles in the run before to ' ~ row[2]
                ~ ', a change of more than ' ~ (row[3] | float * 100) | round(1) ~ ' %. To mend it: see whether the'
                ~ ' sources of seg_' ~ row[0] ~ ' came in; if the change is meant, the next run is quiet, and'
                ~ ' config.meta.max_size_change in its YAML file allows more.'
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ found }}
{% endtest %}
