{#- A hook of identifier_keys: takes out erased values, and in a run that reads everything also what else stands on
    erased records only: what was quarantined, or said by an older version. Does nothing where nobody is erased. -#}
{% macro erased_keys_deleted() -%}
    {%- set erased_records, identifiers_read = ref('erased_records'), ref('int_identifiers_read') -%}
    {%- set sources = source_feeds('identifiers') -%}
    {%- if execute and erasures_known() and load_cached_relation(this) is not none %}
    delete from {{ this }}
    where {{ erasure_hash('identifier_id') }} in ({{ identifier_tombstones() }})
    {%- if not is_increment() %}
    or (
        identifier_id in (
            {%- for source in sources %}
            select {{ identifier_id('identifier_type', 'identifier_value') }}
            from {{ source.relation }}
            where {{ erased_record_hash() }} in (
                select record_hash from {{ erased_records }}
            )
            {%- for name, rule in identifier_types().items() if rule.derived_from %}
            union all
            select {{ identifier_id("'" ~ name ~ "'", sha256_hex('identifier_value')) }}
            from {{ source.relation }}
            where
                identifier_type = '{{ rule.derived_from }}'
                and {{ erased_record_hash() }} in (
                    select record_hash from {{ erased_records }}
                )
            {%- endfor %}
            {%- if not loop.last %}
            union all
            {%- endif %}
            {%- endfor %}
        )
        and identifier_id not in (
            select {{ identifier_id('identifier_type', 'identifier_value') }}
            from {{ identifiers_read }}
            where identifier_value is not null
        )
    )
    {%- endif %}
    {%- endif %}
{%- endmacro %}
