{#- What has to stay apart: person identifiers that meet in a contact and whose records
    say that they are two, and that contact from either, because nothing says whose it
    is. -#}
with people_parted as (
    select * from {{ ref('int_people_parted') }}
),

people_met as (
    select * from {{ ref('int_people_met') }}
),

identifiers as (
    select * from {{ ref('identifiers') }}
),

pairs_unioned as (
    {%- for ends in [
        ['person_a_key', 'person_b_key'],
        ['person_a_key', 'contact_key'],
        ['person_b_key', 'contact_key'],
    ] %}
    select
        people_met.{{ ends[0] }} as identifier_a_key,
        people_met.{{ ends[1] }} as identifier_b_key,
        people_parted.attribute_name
    from people_parted
    inner join people_met
        on
            people_parted.person_a_key = people_met.person_a_key
            and people_parted.person_b_key = people_met.person_b_key
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

contradictions_found as (
    select
        side_a.identifier_id as identifier_a_id,
        side_b.identifier_id as identifier_b_id,
        pairs_unioned.attribute_name,
        pairs_unioned.identifier_a_key,
        pairs_unioned.identifier_b_key
    from pairs_unioned
    inner join identifiers as side_a
        on pairs_unioned.identifier_a_key = side_a.identifier_key
    inner join identifiers as side_b
        on pairs_unioned.identifier_b_key = side_b.identifier_key
)

select * from contradictions_found
