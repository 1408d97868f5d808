{#- What is known of the person identifiers that meet, as it is compared. -#}
{%- set rules = contradictions() -%}

with values_told as (
    select * from {{ ref('int_people_told') }}
),

values_spelled as (
    select
        identifier_key,
        attribute_name,
        case attribute_name
            {%- for rule in rules %}
            when '{{ rule.attribute }}'
                then {{ spelling_compared('attribute_value', rule.compare) }}
            {%- endfor %}
            when '' then ''
        end as spelling
    from values_told
),

values_ignored as (
    {%- for rule in rules %}
    {%- for value in rule.ignore %}
    select
        '{{ rule.attribute }}' as attribute_name,
        '{{ value | replace("'", "''") }}' as spelling
    union all
    {%- endfor %}
    {%- endfor %}
    select
        '' as attribute_name,
        '' as spelling
),

people_described as (
    select distinct
        values_spelled.identifier_key,
        values_spelled.attribute_name,
        values_spelled.spelling,
        {{ script_of('values_spelled.spelling') }} as script
    from values_spelled
    left join values_ignored
        on
            values_spelled.attribute_name = values_ignored.attribute_name
            and values_spelled.spelling = values_ignored.spelling
    where values_spelled.spelling <> '' and values_ignored.spelling is null
)

select * from people_described
