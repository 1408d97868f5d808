{#- No id is live twice: who had it in the last run keeps it, also where this run does
    not resolve that profile again. -#}

with ids_due as (
    select * from {{ ref('int_ids_due') }}
),

anchors_before as (
    select * from {{ ref('int_anchors_before') }}
),

{%- if is_increment() %}

ids_live_elsewhere as (
    select published.profile_id
    from {{ published('identity_graph') }} as published
    inner join ids_due on published.profile_id = ids_due.due_id
    left join {{ ref('int_profiles_before') }} as profiles_before
        on published.identifier_id = profiles_before.identifier_id
    where profiles_before.identifier_id is null
    group by published.profile_id
),
{%- endif %}

ids_claimed as (
    select
        ids_due.profile_key,
        ids_due.anchor_identifier_id,
        ids_due.known_id,
        ids_due.due_id,
        ids_due.generation,
        row_number() over (
            partition by ids_due.due_id
            order by
                case when anchors_before.profile_id is null then 1 else 0 end,
                ids_due.claim,
                ids_due.anchor_identifier_id
        ) as claim_rank
    from ids_due
    left join anchors_before
        on
            ids_due.due_id = anchors_before.profile_id
            and ids_due.anchor_identifier_id = anchors_before.anchor_identifier_id
),

ids_granted as (
    select
        ids_claimed.*,
        ids_claimed.claim_rank = 1
        {%- if is_increment() %}
        and ids_live_elsewhere.profile_id is null
        {%- endif %} as is_granted
    from ids_claimed
    {%- if is_increment() %}
    left join ids_live_elsewhere
        on ids_claimed.due_id = ids_live_elsewhere.profile_id
    {%- endif %}
),

profiles_named as (
    select
        profile_key,
        anchor_identifier_id,
        known_id,
        case
            when is_granted then due_id
            else {{ profile_id(
                'anchor_identifier_id', dbt.cast('generation + 1', dbt.type_string())
            ) }}
        end as profile_id,
        case when is_granted then generation else generation + 1 end as generation
    from ids_granted
)

select * from profiles_named
