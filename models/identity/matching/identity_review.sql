{{ config(enabled=scored_pairs_model() != '') }}

{%- set settings = matching_settings() -%}

{#- What the matcher is in two minds about and nobody has decided. A pair leaves where
    its two profiles become one, or a must-not-link keeps them apart. -#}
with identifiers_paired as (
    select * from {{ ref('int_identifiers_paired') }}
    where
        score >= {{ settings.review_min_score }}
        and score < {{ settings.link_min_score }}
),

records_reviewed as (
    select * from {{ ref('int_records_reviewed') }}
),

overrides_applied as (
    {{ overrides_applied(ref('int_overrides_resolved'), ref('identity_graph')) }}
),

profiles_parted as (
    select
        least(profile_a_id, profile_b_id) as profile_a_id,
        greatest(profile_a_id, profile_b_id) as profile_b_id
    from overrides_applied
    where action = 'must_not_link'
    group by least(profile_a_id, profile_b_id), greatest(profile_a_id, profile_b_id)
),

pairs_undecided as (
    select
        {{ edge_id('side_a.identifier_id', 'side_b.identifier_id') }} as review_id,
        {%- for end in ['a', 'b'] %}
        side_{{ end }}.profile_id as profile_{{ end }}_id,
        side_{{ end }}.identifier_type as identifier_{{ end }}_type,
        side_{{ end }}.identifier_value as identifier_{{ end }}_value,
        side_{{ end }}.source_name as source_{{ end }}_name,
        side_{{ end }}.record_id as record_{{ end }}_id,
        {%- endfor %}
        {%- for name in settings.attributes %}
        side_a.{{ name }} as {{ name }}_a,
        side_b.{{ name }} as {{ name }}_b,
        {%- endfor %}
        identifiers_paired.matcher_version,
        identifiers_paired.reason,
        identifiers_paired.score
    from identifiers_paired
    inner join records_reviewed as side_a
        on identifiers_paired.record_a_key = side_a.record_key
    inner join records_reviewed as side_b
        on identifiers_paired.record_b_key = side_b.record_key
    left join profiles_parted
        on
            least(side_a.profile_id, side_b.profile_id) = profiles_parted.profile_a_id
            and greatest(side_a.profile_id, side_b.profile_id)
            = profiles_parted.profile_b_id
    where
        side_a.profile_id <> side_b.profile_id
        and profiles_parted.profile_a_id is null
)

select * from pairs_undecided
