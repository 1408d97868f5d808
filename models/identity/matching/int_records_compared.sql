{{ config(enabled=scored_pairs_model() != '') }}

{%- set attributes = matching_settings().attributes -%}

with attributes_unioned as (
    {{ feed_union('attributes') }}
),

records_matchable as (
    select * from {{ ref('int_records_matchable') }}
),

attributes_versioned as (
    select
        source_name,
        record_id,
        attribute_name,
        attribute_value,
        {{ record_version_rank('observed_at') }} as version_rank,
        row_number() over (
            partition by source_name, record_id, attribute_name
            order by observed_at desc, loaded_at desc, attribute_value asc
        ) as row_rank
    from attributes_unioned
),

attributes_folded as (
    select
        records_matchable.record_key,
        records_matchable.source_name,
        records_matchable.record_id,
        versions.attribute_name,
        {{ fold_text('versions.attribute_value') }} as folded_value
    from attributes_versioned as versions
    inner join records_matchable
        on
            versions.source_name = records_matchable.source_name
            and versions.record_id = records_matchable.record_id
    where versions.version_rank = 1 and versions.row_rank = 1
),

attributes_pivoted as (
    select
        {%- for name in attributes %}
        max(case when attribute_name = '{{ name }}' then folded_value end) as {{ name }},
        {%- endfor %}
        record_key,
        source_name,
        record_id
    from attributes_folded
    group by record_key, source_name, record_id
),

records_compared as (
    select
        record_key,
        {%- for name, rule in attributes.items() %}
        {{ compared_value(name, rule.kind) }} as {{ name }},
        {%- endfor %}
        source_name,
        record_id
    from attributes_pivoted
)

select * from records_compared
