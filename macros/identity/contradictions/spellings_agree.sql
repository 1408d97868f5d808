{#- True where two spellings (see spelling_compared) may be of one value. A name: also with a letter typed wrong, two
    in six or more, as an initial or short form of the other, or where one of several first names is left out.
    A date: also with a digit or two typed wrong, or day and month swapped. A text: only the same. -#}
{% macro spellings_agree(side_a, side_b, compare) -%}
    {%- set lengths = [dbt.length(side_a), dbt.length(side_b)] | join(', ') -%}
    {%- set same = side_a ~ ' = ' ~ side_b -%}
    {%- set typo -%}
    {{ letters_apart(side_a, side_b) }} <= case
        when greatest({{ lengths }}) >= 6 then 2
        when greatest({{ lengths }}) >= 3 then 1
        else 0
    end
    {%- endset -%}
    {%- if compare == 'text' -%}
    {{ same }}
    {%- elif compare == 'date' -%}
    ({{ same }}
    or {{ side_a }} = {{ dbt.concat([
        'substr(' ~ side_b ~ ', 1, 5)', 'substr(' ~ side_b ~ ', 9, 2)', "'-'", 'substr(' ~ side_b ~ ', 6, 2)'
    ]) }}
    or {{ typo }})
    {%- else -%}
    ({{ same }}
    or {{ _is_part_of_name(side_a, side_b) }}
    or {{ _is_part_of_name(side_b, side_a) }}
    or {{ typo }})
    {%- endif -%}
{%- endmacro %}

{#- The first word of one name is how the other begins, or, of three letters or more, stands anywhere in it. -#}
{% macro _is_part_of_name(part, name) -%}
    {%- set word = dbt.split_part(part, "' '", 1) -%}
    {{ dbt.position(word, name) }} = 1
    or ({{ dbt.length(word) }} >= 3 and {{ dbt.position(word, name) }} > 0)
{%- endmacro %}
