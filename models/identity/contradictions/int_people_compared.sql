{#- Of each pair that meets: the first attribute of the var contradictions that is known
    of both, and whether any value of the one agrees with any of the other. -#}
with people_met as (
    select distinct
        person_a_key,
        person_b_key
    from {{ ref('int_people_met') }}
),

people_described as (
    select * from {{ ref('int_people_described') }}
),

attributes_told as (
    {%- for rule in contradictions() %}
    select
        people_met.person_a_key,
        people_met.person_b_key,
        side_a.attribute_name,
        {{ loop.index }} as trust_rank,
        max(
            case
                when
                    {{ spellings_agree(
                        'side_a.spelling', 'side_b.spelling', rule.compare
                    ) | indent(20) }}
                    then 1
                else 0
            end
        ) = 1 as is_agreeing
    from people_met
    inner join people_described as side_a
        on people_met.person_a_key = side_a.identifier_key
    inner join people_described as side_b
        on
            people_met.person_b_key = side_b.identifier_key
            and side_a.attribute_name = side_b.attribute_name
            and side_a.script = side_b.script
    where side_a.attribute_name = '{{ rule.attribute }}'
    group by people_met.person_a_key, people_met.person_b_key, side_a.attribute_name
    union all
    {%- endfor %}
    select
        person_a_key,
        person_b_key,
        cast(null as {{ dbt.type_string() }}) as attribute_name,
        0 as trust_rank,
        true as is_agreeing
    from people_met
    where 1 = 0
),

attributes_ranked as (
    select
        *,
        row_number() over (
            partition by person_a_key, person_b_key
            order by trust_rank
        ) as known_rank
    from attributes_told
),

people_compared as (
    select
        person_a_key,
        person_b_key,
        attribute_name,
        is_agreeing
    from attributes_ranked
    where known_rank = 1
)

select * from people_compared
