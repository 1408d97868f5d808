{{ config(materialized='table') }}

{#- "Now" for contracts. Not what the partner loaded last: whoever ends a contract may
    send nothing any more, and the contract must end all the same. Identifiers are
    normalized before they are counted, so that other feeds are asked where there are any. -#}
{%- if var('as_of', none) %}
select cast('{{ var("as_of") }}' as {{ dbt.type_timestamp() }}) as as_of_at
{%- else -%}
with loads as (
    select loaded_at from {{ ref('stg_partner__purchases') }}
    {%- for name, source in var('cdp_sources').items() if name != 'partner' %}
    {%- set others = source.feeds | reject('equalto', 'identifiers') | list %}
    {%- for feed in others or source.feeds %}
    union all
    select loaded_at from {{ ref('feed_' ~ name ~ '__' ~ feed) }}
    {%- endfor %}
    {%- endfor %}
),

newest_load as (
    select max(loaded_at) as as_of_at from loads
)

select * from newest_load
{%- endif %}
