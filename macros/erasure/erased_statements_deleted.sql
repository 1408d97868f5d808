{#- A hook of consent_evidence: takes out the statements of erased records. A record whose rows the raw tables still have
    is told by erased_records; of one that is gone it is told by the strongest of the identifiers that
    consent_identifiers kept. Does nothing where nobody is erased. -#}
{% macro erased_statements_deleted() -%}
    {%- set erased_records, identifier_types = ref('erased_records'), ref('identifier_types') -%}
    {%- set identifiers = published('consent_identifiers') -%}
    {%- if execute and erasures_known() and load_cached_relation(this) is not none %}
    delete from {{ this }}
    where {{ erased_record_hash() }} in (
        select record_hash from {{ erased_records }}
        {%- if identifiers is not none %}
        union all
        select {{ erased_record_hash('ranked') }}
        from (
            select
                kept.source_name,
                kept.record_id,
                kept.identifier_id,
                row_number() over (
                    partition by kept.source_name, kept.record_id
                    order by types.priority, kept.identifier_id
                ) as strength_rank
            from {{ identifiers }} as kept
            inner join {{ identifier_types }} as types on kept.identifier_type = types.identifier_type
        ) as ranked
        where
            ranked.strength_rank = 1
            and {{ erasure_hash('ranked.identifier_id') }} in ({{ identifier_tombstones() }})
        {%- endif %}
    )
    {%- endif %}
{%- endmacro %}
