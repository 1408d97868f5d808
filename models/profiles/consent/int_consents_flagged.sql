{{ config(materialized='ephemeral') }}

{#- As a sync reads consents: what is stated of the channel decides, and what names no
    channel only where nothing is. -#}
with profile_consents as (
    select * from {{ ref('profile_consents') }}
),

consents_flagged as (
    select
        profile_id
        {%- for flag in consent_flags() %},
        coalesce(
            max(
                case
                    when
                        purpose = '{{ flag.purpose }}' and channel = '{{ flag.channel }}'
                        then case when is_granted then 1 else 0 end
                end
            ),
            max(
                case
                    when purpose = '{{ flag.purpose }}' and channel = 'any'
                        then case when is_granted then 1 else 0 end
                end
            ),
            0
        ) = 1 as {{ flag.name }}
        {%- endfor %}
    from profile_consents
    group by profile_id
)

select * from consents_flagged
