{#- A refusal by Global Privacy Control stands before what the string says of the same
    purpose. Browsers repeat a string for as long as it is not changed, so a choice is as
    old as the string; strings know the day only, so one of the same day is as old as
    the signal. -#}
{%- set gpc_refuses = var('gpc_refuses', []) -%}
{%- set purposes = (tcf_purposes() | list + gpc_refuses) | unique | list -%}
{%- set changed_at = tcf_instant('tcf_string', 'last_updated') -%}
{%- set ends_at = dbt.dateadd('day', var('tcf_valid_days', 390), 'changed_at') -%}

with browser_signals as (
    select * from {{ ref('stg_consent__browser_signals') }}
),

signals_dated as (
    select
        *,
        case
            when {{ tcf_is_readable('tcf_string') }}
                then {{ changed_at }}
        end as changed_at
    from browser_signals
),

purposes_decoded as (
    {%- for purpose in purposes %}
    select
        record_id,
        '{{ purpose }}' as purpose,
        region,
        {%- if purpose in tcf_purposes() %}
        {{ tcf_status('tcf_string', purpose) | indent(8) }} as tcf_status,
        {%- else %}
        cast(null as {{ dbt.type_string() }}) as tcf_status,
        {%- endif %}
        {{ 'has_gpc' if purpose in gpc_refuses else 'false' }} as is_refused_by_gpc,
        changed_at,
        seen_at,
        loaded_at
    from signals_dated
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

choices_stated as (
    select
        record_id,
        purpose,
        case when is_refused_by_gpc then 'refused' else tcf_status end as status,
        case when is_refused_by_gpc then 'gpc' else 'tcf' end as signal_kind,
        region,
        case
            when is_refused_by_gpc or changed_at is null then seen_at
            when changed_at < {{ dbt.date_trunc('day', 'seen_at') }} then changed_at
            else seen_at
        end as stated_at,
        case when not is_refused_by_gpc then {{ ends_at }} end as expires_at,
        loaded_at
    from purposes_decoded
    where is_refused_by_gpc or tcf_status is not null
)

select * from choices_stated
