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

attributes_pivoted as (
    select
        source_name,
        record_id
        {%- for name in attributes %},
        max(case when attribute_name = '{{ name }}' then attribute_value end)
            as {{ name }}
        {%- endfor %}
    from attributes_versioned
    where version_rank = 1 and row_rank = 1
    group by source_name, record_id
),

records_compared as (
    select
        records_matchable.record_key,
        attributes_pivoted.source_name,
        attributes_pivoted.record_id
        {%- for name, rule in attributes.items() %},
        {{ compared_value('attributes_pivoted.' ~ name, rule.kind) }} as {{ name }}
        {%- endfor %}
    from attributes_pivoted
    inner join records_matchable
        on
            attributes_pivoted.source_name = records_matchable.source_name
            and attributes_pivoted.record_id = records_matchable.record_id
)

select * from records_compared
