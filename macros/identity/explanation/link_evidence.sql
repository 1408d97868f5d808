{#- The records behind all edges among some identifiers, of each edge the newest three with figures of them all:
    (identifier_a_id, identifier_b_id, source_name, record_id, count_records, count_authenticated,
    first_observed_at, last_observed_at). -#}
{% macro link_evidence(identifier_ids) -%}
    {%- set identifiers = "'" ~ identifier_ids | join("', '") ~ "'" -%}
    {%- set edge = 'partition by identifier_a_id, identifier_b_id' -%}
    with records_ranked as (
        select
            identifier_a_id,
            identifier_b_id,
            source_name,
            record_id,
            count(*) over ({{ edge }}) as count_records,
            sum(case when is_authenticated then 1 else 0 end) over ({{ edge }}) as count_authenticated,
            min(first_observed_at) over ({{ edge }}) as first_observed_at,
            max(last_observed_at) over ({{ edge }}) as last_observed_at,
            row_number() over ({{ edge }} order by last_observed_at desc, source_name, record_id) as record_rank
        from {{ ref('identity_evidence') }}
        where identifier_a_id in ({{ identifiers }}) and identifier_b_id in ({{ identifiers }})
    )

    select
        identifier_a_id,
        identifier_b_id,
        source_name,
        record_id,
        count_records,
        count_authenticated,
        first_observed_at,
        last_observed_at
    from records_ranked
    where record_rank <= 3
    order by identifier_a_id, identifier_b_id, record_rank
{%- endmacro %}
