with rows_found as (
    {%- for finding in dropped_row_findings() %}
    select
        source_name,
        record_id,
        '{{ finding.feed }}' as feed,
        {{ finding.rule }} as rule_name,
        loaded_at
    from {{ ref(finding.model) }}
    {%- if finding.condition %}
    where {{ finding.condition }}
    {%- endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

rows_counted as (
    select
        {{ dbt.hash(dbt.concat([
            'source_name', "':'", 'record_id', "':'", 'feed', "':'", 'rule_name'
        ])) }} as dropped_row_id,
        source_name,
        record_id,
        feed,
        rule_name,
        count(*) as count_rows,
        max(loaded_at) as last_loaded_at
    from rows_found
    group by source_name, record_id, feed, rule_name
)

select * from rows_counted
