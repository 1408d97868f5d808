{{ config(materialized='ephemeral') }}

{#- As a sync reads consents: what is stated of the channel decides, and what names no
    channel only where nothing is. -#}
with profile_consents as (
    select
        profile_id,
        purpose,
        channel,
        case when is_granted then 1 else 0 end as is_granted_number
    from {{ ref('profile_consents') }}
),

consents_flagged as (
    select
        {%- for flag in consent_flags() %}
        coalesce(
            max(
                case
                    when
                        purpose = '{{ flag.purpose }}'
                        and channel = '{{ flag.channel }}'
                        then is_granted_number
                end
            ),
            max(
                case
                    when purpose = '{{ flag.purpose }}' and channel = 'any'
                        then is_granted_number
                end
            ),
            0
        ) = 1 as {{ flag.name }},
        {%- endfor %}
        profile_id
    from profile_consents
    group by profile_id
)

select * from consents_flagged
