{#- The CTEs that end in attributes_judged: what each record says of each attribute, with the reason why it counts for
    nothing. The query has the CTEs attributes_unioned, attribute_rules and identity_records, by which a model and a
    query as of a date judge by one rule. -#}
{% macro attributes_judged() -%}
attributes_versioned as (
    select
        source_name,
        record_id,
        attribute_name,
        trim(attribute_value) as attribute_value,
        {{ record_version_rank('observed_at') }} as version_rank,
        row_number() over (
            partition by source_name, record_id, attribute_name
            order by observed_at desc, loaded_at desc, attribute_value asc
        ) as row_rank,
        observed_at,
        loaded_at
    from attributes_unioned
),

-- The first reason that applies is the one given.
attributes_judged as (
    select
        identity_records.profile_id,
        versions.source_name,
        versions.record_id,
        versions.attribute_name,
        attribute_rules.attribute_group,
        versions.attribute_value,
        attribute_rules.strategy,
        case
            when versions.version_rank > 1 then 'older_version'
            when versions.row_rank > 1 then 'repeated_row'
            when attribute_rules.attribute_name is null then 'undeclared_attribute'
            when attribute_rules.ignores_blanks and versions.attribute_value = ''
                then 'blank_value'
            when not {{ matches_attribute_type(
                'versions.attribute_value', 'attribute_rules.value_type'
            ) | indent(16) }}
                then 'uncastable_value'
            when identity_records.profile_id is null then 'no_usable_identifier'
        end as drop_reason,
        attribute_rules.source_rank,
        attribute_rules.count_required,
        attribute_rules.is_required,
        versions.observed_at,
        versions.loaded_at
    from attributes_versioned as versions
    left join attribute_rules
        on
            versions.attribute_name = attribute_rules.attribute_name
            and versions.source_name = attribute_rules.source_name
    left join identity_records
        on
            versions.source_name = identity_records.source_name
            and versions.record_id = identity_records.record_id
    where versions.attribute_value is not null
)
{%- endmacro %}
