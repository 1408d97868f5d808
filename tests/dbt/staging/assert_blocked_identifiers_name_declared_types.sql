-- A blocked value of a type that is not declared would block nothing, unseen.
with blocked_identifiers as (
    select * from {{ ref('blocked_identifiers') }}
),

undeclared as (
    select
        identifier_type,
        match_kind,
        value
    from blocked_identifiers
    where
        identifier_type not in (
            'any',
            {%- for name in identifier_types() %}
            '{{ name }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
)

select * from undeclared
