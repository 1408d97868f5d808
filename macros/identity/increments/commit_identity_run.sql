{#- Makes the run count, in the transaction that publishes its graph: either both are there or neither. -#}
{% macro commit_identity_run() -%}
    {%- call statement('commit_identity_run') -%}
        insert into {{ published('identity_commits') }} (run_id, run_number, fingerprint, committed_at)
        values (
            '{{ invocation_id }}', {{ run_number() }}, '{{ identity_fingerprint() }}', {{ dbt.current_timestamp() }}
        )
    {%- endcall -%}
    {%- do remember_commit(run_number(), identity_fingerprint()) -%}
{%- endmacro %}
