{#- The pairs of person identifiers that meet in a contact and that no must-link
    joins. -#}
with edges_weighed as (
    select * from {{ ref('int_edges_weighed') }}
    where not is_removed
),

members as (
    select * from {{ ref('int_members_touched') }}
),

people_reached as (
    {%- for ends in [['a', 'b'], ['b', 'a']] %}
    select
        contacts.identifier_key as contact_key,
        people.identifier_key as person_key,
        people.side_key
    from edges_weighed
    inner join members as contacts
        on edges_weighed.identifier_{{ ends[0] }}_key = contacts.identifier_key
    inner join members as people
        on edges_weighed.identifier_{{ ends[1] }}_key = people.identifier_key
    where
        contacts.identifier_kind = 'contact'
        and people.identifier_kind = 'person'
        and 1 = {{ 1 if contradictions() else 0 }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

people_met as (
    select
        met_first.contact_key,
        met_first.person_key as person_a_key,
        met_then.person_key as person_b_key
    from people_reached as met_first
    inner join people_reached as met_then
        on
            met_first.contact_key = met_then.contact_key
            and met_first.person_key < met_then.person_key
            and met_first.side_key <> met_then.side_key
)

select * from people_met
