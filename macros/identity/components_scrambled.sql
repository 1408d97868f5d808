{#- Step 0 of connected components: the pairs of a query under a seeded random order of their integers, as
    (node_a, node_b). With labels in order of arrival a chain would shrink by one node a round; under a random
    order it shrinks by a constant share. Repeated pairs stay: to find them takes as long as a round, which
    drops them. -#}
{% macro components_scrambled(sql) -%}
    select
        {{ _scramble('node_a') }} as node_a,
        {{ _scramble('node_b') }} as node_b
    from (
        {{ sql }}
    ) as pairs
{%- endmacro %}

{#- A bijection of the integers below the prime 2^31 - 1: x -> (multiplier * x + offset) mod prime. Products
    stay below 2^62. The inverse multiplier times the multiplier is 1 modulo the prime. -#}
{% macro _scramble(node) -%}
    cast({{ modulo('1103515245 * ' ~ node ~ ' + 12345', '2147483647') }} as {{ dbt.type_int() }})
{%- endmacro %}

{% macro _unscramble(node) -%}
    {%- set wide = 'cast(' ~ node ~ ' as ' ~ dbt.type_bigint() ~ ')' -%}
    {{ modulo('2104886853 * ' ~ modulo(wide ~ ' + 2147471302', '2147483647'), '2147483647') }}
{%- endmacro %}
