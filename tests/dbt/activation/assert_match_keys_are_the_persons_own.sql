{#- What a sync sends to find a person belongs to that profile and no other, and is no
    address that must not be contacted. -#}
{%- set match_keys = {
    'sync_webhook__customers': {'email': 'email', 'phone': 'phone'},
    'sync_file__lapsed_customers': {'email_sha256': 'email_sha256'},
    'sync_file__cookie_only_visitors': {'cookie_id': 'cookie_id'},
} -%}

with identity_graph as (
    select * from {{ ref('identity_graph') }}
),

addresses_in_force as (
    select distinct identifier_id
    from {{ ref('suppressed_addresses') }}
    where is_in_force
),

keys_sent as (
    {%- for model_name, keys in match_keys.items() %}
    {%- set outer_loop = loop %}
    {%- for column, type in keys.items() %}
    select
        '{{ model_name }}' as model_name,
        profile_id,
        '{{ type }}' as identifier_type,
        {{ column }} as identifier_value
    from {{ ref(model_name) }}
    where {{ column }} is not null
    {%- if not (loop.last and outer_loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

keys_at_fault as (
    select
        keys_sent.model_name,
        keys_sent.profile_id,
        keys_sent.identifier_type
    from keys_sent
    left join identity_graph
        on
            keys_sent.profile_id = identity_graph.profile_id
            and keys_sent.identifier_type = identity_graph.identifier_type
            and keys_sent.identifier_value = identity_graph.identifier_value
            and not identity_graph.is_shared
    left join addresses_in_force
        on identity_graph.identifier_id = addresses_in_force.identifier_id
    where
        identity_graph.identifier_id is null
        or addresses_in_force.identifier_id is not null
)

select * from keys_at_fault
