{#- Notes in history_consumed which run of identity a model of history has caught up with, in the transaction that
    brings it there. -#}
{% macro commit_history(name) -%}
    {%- set consumed = published('history_consumed') -%}
    {%- if consumed is not none -%}
        {%- set fingerprint = history_fingerprint(name) -%}
        {%- set number = last_commit().number -%}
        {%- set same = "model_name = '" ~ name ~ "' and run_number = " ~ number
            ~ " and fingerprint = '" ~ fingerprint ~ "'" -%}
        {%- if run_query('select count(*) from ' ~ consumed ~ ' where ' ~ same).rows[0][0] == 0 -%}
            {%- do run_query("delete from " ~ consumed ~ " where model_name = '" ~ name ~ "'") -%}
            {%- do run_query(
                "insert into " ~ consumed ~ " (model_name, fingerprint, run_number) values ('"
                ~ name ~ "', '" ~ fingerprint ~ "', " ~ number ~ ")"
            ) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
