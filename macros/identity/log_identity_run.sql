{#- A hook after identity_runs: one line that tells what the run did. -#}
{% macro log_identity_run() -%}
    {%- set run_started = ref('int_run_started') -%}
    {%- if execute -%}
        {%- set columns = [
            'count_profiles', 'count_identifiers', 'count_born', 'count_merged', 'count_split', 'count_retired',
            'count_identifiers_moved', 'count_rejected_edges', 'count_seconds'
        ] -%}
        {%- set row = run_query(
            'select ' ~ columns | join(', ') ~ ' from ' ~ this ~ ' where run_id in (select run_id from '
            ~ run_started ~ ')'
        ).rows[0] -%}
        {%- set told = [] -%}
        {%- for value in row -%}
            {%- do told.append('{:,}'.format(value | int)) -%}
        {%- endfor -%}
        {%- do log(
            this.identifier ~ ': {} profiles of {} identifiers; {} born, {} merged, {} split, {} retired; {} '
            'identifiers changed profile; {} edges rejected; {} seconds'.format(*told),
            info=true
        ) -%}
    {%- endif -%}
{%- endmacro %}
