{#- One round of the sequential rule, for all clusters at once, as (node, into_node). Two sides whose
    strongest edge is the same are joined; the smaller is the root of a tree of those that point at it,
    over at most two edges. They are taken in order of strength by running sums, up to the first that
    does not fit, that a must-not-link parts from one before it, or whose edge is weaker than an edge that
    leaves what was already taken: past that point the sequential rule may look elsewhere first. -#}
{% macro limits_steps_taken(live, sides, foes, limits) -%}
    with {{ limits_edges_directed(live) }},

    answered as (
        select
            pointed.node,
            pointed.neighbour,
            pointed.strength_rank,
            pointed.is_bridge,
            neighbours.neighbour = pointed.node and pointed.node < pointed.neighbour as is_root
        from pointed
        inner join pointed as neighbours on pointed.neighbour = neighbours.node
    ),

    rooted as (
        select
            node,
            strength_rank,
            is_bridge,
            is_root,
            case when is_root then node else neighbour end as parent_node
        from answered
    ),

    trees as (
        select
            rooted.node,
            rooted.strength_rank,
            rooted.is_bridge,
            roots.node as root_node
        from rooted
        inner join rooted as parents on rooted.parent_node = parents.node
        inner join rooted as roots on parents.parent_node = roots.node
        where roots.is_root
    ),

    leaving as (
        select
            directed.node,
            min(directed.strength_rank) as leaving_rank
        from directed
        inner join trees on directed.node = trees.node
        left join trees as neighbours on directed.neighbour = neighbours.node
        where neighbours.node is null or neighbours.root_node <> trees.root_node
        group by directed.node
    ),

    queued as (
        select
            trees.node,
            trees.root_node,
            trees.strength_rank,
            trees.is_bridge,
            {%- for column in limits %}
            sides.{{ column }},
            {%- endfor %}
            sides.count_identified,
            leaving.leaving_rank,
            row_number() over (
                partition by trees.root_node
                order by trees.strength_rank, case when trees.node = trees.root_node then 0 else 1 end
            ) as place
        from trees
        inner join {{ sides }} as sides on trees.node = sides.node
        left join leaving on trees.node = leaving.node
    ),

    summed as (
        select
            node,
            root_node,
            strength_rank,
            is_bridge,
            {%- for column in limits %}
            {{ column }},
            sum({{ column }}) over ({{ _limits_places_before() }}) as {{ column }}_before,
            {%- endfor %}
            count_identified,
            sum(count_identified) over ({{ _limits_places_before() }}) as count_identified_before,
            min(leaving_rank) over ({{ _limits_places_before() }}) as leaving_rank_before,
            place
        from queued
    ),

    opposed as (
        select summed.node
        from summed
        inner join {{ foes }} as foes on summed.node = foes.node_a
        inner join summed as earlier on foes.node_b = earlier.node
        where earlier.root_node = summed.root_node and earlier.place < summed.place
        group by summed.node
    ),

    stopped as (
        select
            summed.root_node,
            min(summed.place) as place
        from summed
        left join opposed on summed.node = opposed.node
        where
            summed.place > 1
            and (
                opposed.node is not null
                or summed.strength_rank > summed.leaving_rank_before
                or (
                    not summed.is_bridge
                    and summed.count_identified > 0
                    and summed.count_identified_before > 0
                )
                {%- for column, maximum in limits.items() %}
                or (
                    summed.{{ column }} > 0
                    and summed.{{ column }}_before > 0
                    and summed.{{ column }}_before + summed.{{ column }} > {{ maximum }}
                )
                {%- endfor %}
            )
        group by summed.root_node
    )

    select
        summed.node,
        summed.root_node as into_node
    from summed
    left join stopped on summed.root_node = stopped.root_node
    where summed.place > 1 and (stopped.place is null or summed.place < stopped.place)
{%- endmacro %}

{% macro _limits_places_before() -%}
    partition by root_node order by place rows between unbounded preceding and 1 preceding
{%- endmacro %}
