{#- The CTE winners_chosen: the values that profiles have. The query has the CTEs attributes_judged and
    groups_ranked. -#}
{% macro attribute_winners_chosen() -%}
winners_chosen as (
    select
        {{ dbt.hash(dbt.concat([
            'attributes_judged.profile_id', "':'", 'attributes_judged.attribute_name'
        ])) }} as profile_attribute_id,
        attributes_judged.profile_id,
        attributes_judged.source_name,
        attributes_judged.record_id,
        attributes_judged.attribute_name,
        attributes_judged.attribute_group,
        attributes_judged.attribute_value,
        attributes_judged.strategy,
        attributes_judged.observed_at
    from attributes_judged
    inner join groups_ranked
        on
            attributes_judged.profile_id = groups_ranked.profile_id
            and attributes_judged.attribute_group = groups_ranked.attribute_group
            and attributes_judged.source_name = groups_ranked.source_name
            and attributes_judged.record_id = groups_ranked.record_id
    where
        groups_ranked.group_rank = 1
        and attributes_judged.drop_reason is null
)
{%- endmacro %}
