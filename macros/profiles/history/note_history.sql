{#- Notes in history_fingerprints by what a model was written, in the transaction that writes it. -#}
{% macro note_history(name) -%}
    {%- set noted = published('history_fingerprints') -%}
    {%- if noted is not none -%}
        {%- do run_query("delete from " ~ noted ~ " where model_name = '" ~ name ~ "'") -%}
        {%- do run_query(
            "insert into " ~ noted ~ " (model_name, fingerprint) values ('"
            ~ name ~ "', '" ~ history_fingerprint(name) ~ "')"
        ) -%}
    {%- endif -%}
{%- endmacro %}
