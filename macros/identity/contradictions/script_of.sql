{#- The script of a folded text. A name in one script and a name in another tell nothing of each other. -#}
{% macro script_of(spelling) -%}
    case
        when {{ matches_regex(spelling, "'[a-z]'") }} then 'latin'
        when {{ matches_regex(spelling, "'[α-ω]'") }} then 'greek'
        when {{ matches_regex(spelling, "'[а-яіїєґ]'") }} then 'cyrillic'
        else 'other'
    end
{%- endmacro %}
