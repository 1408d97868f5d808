{#- It begins empty; identity_graph adds a row in the transaction that publishes. -#}
{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false
) }}

with no_commit as (
    select
        cast('{{ invocation_id }}' as {{ dbt.type_string() }}) as run_id,
        cast(0 as {{ dbt.type_int() }}) as run_number,
        cast('' as {{ dbt.type_string() }}) as fingerprint,
        {{ utc_now() }} as committed_at
    where 1 = 0
)

select * from no_commit
