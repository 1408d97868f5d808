{{ config(materialized='view') }}

{#- A clear value and the hash of it are one address. -#}
{%- set hashed = identifier_types().values() | map(attribute='derived_from')
    | select | unique | list -%}

with suppressions_unioned as (
    select * from {{ ref('int_suppressions_unioned') }}
),

identity_graph as (
    select * from {{ ref('identity_graph') }}
),

contacts_keyed as (
    select
        profile_id,
        identifier_id,
        identifier_type,
        case
            {%- for type in hashed %}
            when identifier_type = '{{ type }}'
                then {{ sha256_hex('identifier_value') }}
            {%- endfor %}
            else identifier_value
        end as address_key,
        is_shared
    from identity_graph
    where
        identifier_kind = 'contact'
        and profile_id in (
            select suppressions_unioned.profile_id from suppressions_unioned
        )
)

select * from contacts_keyed
