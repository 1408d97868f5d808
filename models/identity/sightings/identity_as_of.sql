with identifier_sightings as (
    select * from {{ ref('identifier_sightings') }}
),

newest_load as (
    select max(last_loaded_at) as newest_loaded_at
    from identifier_sightings
    where is_supported
),

as_of_chosen as (
    {%- if var('as_of', none) %}
    select cast('{{ var("as_of") }}' as {{ dbt.type_timestamp() }}) as as_of_at
    {%- else %}
    select newest_loaded_at as as_of_at
    {%- endif %}
    from newest_load
)

select * from as_of_chosen
