{#- The CTEs that end in groups_ranked: the records that say something of a group of attributes, the winner first. The
    query has the CTE attributes_judged. -#}
{% macro attribute_groups_ranked() -%}
-- What one record says of a whole group, an address say: this is what competes.
groups_gathered as (
    select
        profile_id,
        source_name,
        record_id,
        attribute_group,
        strategy,
        {{ dbt.listagg('lower(attribute_value)', "'|'", 'order by attribute_name') }}
            as group_value,
        source_rank,
        sum(length(attribute_value)) as count_characters,
        sum(case when is_required then 1 else 0 end) = max(count_required)
            as is_complete,
        max(observed_at) as observed_at
    from attributes_judged
    where drop_reason is null
    group by profile_id, source_name, record_id, attribute_group, strategy, source_rank
),

groups_compared as (
    select
        groups_gathered.*,
        count(*) over (
            partition by
                groups_gathered.profile_id,
                groups_gathered.attribute_group,
                groups_gathered.group_value
        ) as count_alike
    from groups_gathered
),

groups_scored as (
    select
        groups_compared.*,
        case groups_compared.strategy
            when 'source_priority' then -groups_compared.source_rank
            when 'longest' then groups_compared.count_characters
            when 'most_frequent' then groups_compared.count_alike
            else 0
        end as score
    from groups_compared
),

-- A record that lacks a required attribute wins only where no record has all of them.
groups_ranked as (
    select
        profile_id,
        source_name,
        record_id,
        attribute_group,
        row_number() over (
            partition by profile_id, attribute_group
            order by
                is_complete desc,
                score desc,
                case when strategy = 'first' then observed_at end asc,
                observed_at desc,
                source_rank asc,
                {{ dbt.hash(dbt.concat(['source_name', "':'", 'record_id'])) }} asc
        ) as group_rank
    from groups_scored
)
{%- endmacro %}
