{#- Makes the run count, in the transaction that publishes its graph: either both are there or neither. -#}
{% macro commit_identity_run() -%}
    {%- call statement('commit_identity_run') -%}
        insert into {{ published('identity_commits') }} (run_id, run_number, fingerprint, committed_at)
        select
            run_id,
            {{ run_number() }},
            '{{ identity_fingerprint() }}',
            {{ utc_now() }}
        from {{ published('int_run_started') }}
        where run_id not in (select run_id from {{ published('identity_commits') }})
    {%- endcall -%}
    {%- do remember('last_commit', {'number': run_number(), 'fingerprint': identity_fingerprint()}) -%}
{%- endmacro %}
