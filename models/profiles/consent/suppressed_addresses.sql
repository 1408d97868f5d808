{%- set columns = [
    'contacts_alike.profile_id', 'contacts_alike.identifier_id', 'contacts_alike.identifier_type',
    'suppressions_unioned.source_name', 'suppressions_unioned.record_id', 'suppressions_unioned.scope', 'suppressions_unioned.reason',
] -%}
{%- set reasons = var('suppression_reasons_of_addresses') | join("', '") -%}

with suppressions_unioned as (
    select * from {{ ref('int_suppressions_unioned') }}
),

contacts_keyed as (
    select * from {{ ref('int_contacts_keyed') }}
),

identity_as_of as (
    select * from {{ ref('identity_as_of') }}
),

addresses_suppressed as (
    select
        {{ columns | join(',\n        ') }},
        max(case
            when suppressions_unioned.until_at <= identity_as_of.as_of_at then 0
            when suppressions_unioned.since_at > identity_as_of.as_of_at then 0
            else 1
        end) = 1 as is_in_force,
        min(suppressions_unioned.since_at) as since_at,
        case
            when count(suppressions_unioned.until_at) = count(*)
                then max(suppressions_unioned.until_at)
        end as until_at
    from suppressions_unioned
    inner join contacts_keyed
        on suppressions_unioned.identifier_id = contacts_keyed.identifier_id
    inner join contacts_keyed as contacts_alike
        on
            contacts_keyed.profile_id = contacts_alike.profile_id
            and contacts_keyed.address_key = contacts_alike.address_key
    cross join identity_as_of
    where suppressions_unioned.reason in ('{{ reasons }}')
    group by
        {{ columns | join(',\n        ') }}
),

profiles_reachable as (
    select distinct
        contacts_keyed.profile_id,
        contacts_keyed.identifier_type
    from contacts_keyed
    left join addresses_suppressed
        on
            contacts_keyed.identifier_id = addresses_suppressed.identifier_id
            and addresses_suppressed.is_in_force
    where
        not contacts_keyed.is_shared
        and addresses_suppressed.identifier_id is null
),

addresses_judged as (
    select
        {{ dbt.hash(dbt.concat([
            'addresses_suppressed.identifier_id', "':'", 'source_name', "':'",
            'record_id', "':'", 'scope', "':'", 'reason'
        ])) }} as suppressed_address_id,
        addresses_suppressed.*,
        profiles_reachable.profile_id is not null as has_another
    from addresses_suppressed
    left join profiles_reachable
        on
            addresses_suppressed.profile_id = profiles_reachable.profile_id
            and addresses_suppressed.identifier_type
            = profiles_reachable.identifier_type
)

select * from addresses_judged
