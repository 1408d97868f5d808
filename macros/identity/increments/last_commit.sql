{#- The last run of identity that counts, as {number, fingerprint}; number 0 before the first. It is told by
    identity_commits, to which identity_graph adds a row in the transaction that publishes. Asked once an
    invocation. -#}
{% macro last_commit() -%}
    {{ return(remembered('last_commit', _last_commit_asked)) }}
{%- endmacro %}

{% macro _last_commit_asked() -%}
    {%- set commits = published('identity_commits') -%}
    {%- if commits is none -%}
        {{ return({'number': 0, 'fingerprint': none}) }}
    {%- endif -%}
    {%- set rows = run_query(
        'select run_number, fingerprint from ' ~ commits ~ ' order by run_number desc limit 1'
    ).rows -%}
    {%- if not rows -%}
        {{ return({'number': 0, 'fingerprint': none}) }}
    {%- endif -%}
    {{ return({'number': rows[0][0] | int, 'fingerprint': rows[0][1]}) }}
{%- endmacro %}
