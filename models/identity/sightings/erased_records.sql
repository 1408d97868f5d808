{#- Their raw rows stay with their owner; nothing else is made of them. A record is the
    person's whose its strongest identifier was; of other people's records only the
    erased identifiers go. Empty, and read from nothing, where nobody is erased. -#}
{%- set types = identifier_types() -%}

with values_fed as (
    {%- for source in source_feeds('identifiers') %}
    select
        source_name,
        record_id,
        identifier_type,
        identifier_value
    from {{ source.relation }}
    where
        identifier_value <> ''
        {%- if not erasures_known() %}
        and 1 = 0
        {%- endif %}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

values_identified as (
    select
        source_name,
        record_id,
        {{ identifier_id('identifier_type', 'identifier_value') }} as identifier_id,
        case identifier_type
            {%- for name, rule in types.items() %}
            when '{{ name }}' then {{ rule.priority }}
            {%- endfor %}
        end as priority
    from values_fed
),

values_ranked as (
    select
        source_name,
        record_id,
        identifier_id,
        row_number() over (
            partition by source_name, record_id
            order by priority asc, identifier_id asc
        ) as strength_rank
    from values_identified
),

tombstones as (
    {{ identifier_tombstones() }}
),

records_hashed as (
    select distinct
        values_ranked.source_name,
        {{ erased_record_hash('values_ranked') }} as record_hash
    from values_ranked
    inner join tombstones
        on
            {{ erasure_hash('values_ranked.identifier_id') }}
            = tombstones.identifier_hash
    where values_ranked.strength_rank = 1
)

select * from records_hashed
