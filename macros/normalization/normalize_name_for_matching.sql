{#- A person's name for comparing: folded (fold_text), without titles and forms of address. 'Dr. José  O’Neil
    Jr.' and 'jose o neil' are one. A name that is nothing but titles keeps them. -#}
{% macro normalize_name_for_matching(column, is_folded=false) -%}
    {%- set titles = [
        'mr', 'mrs', 'ms', 'miss', 'mx', 'sir', 'dr', 'prof', 'herr', 'frau', 'hr', 'fr', 'dipl', 'ing', 'mag',
        'm', 'mme', 'mlle', 'monsieur', 'madame', 'sr', 'sra', 'srta', 'don', 'dona', 'sig', 'dott',
    ] -%}
    {%- set after = ['jr', 'sr', 'ii', 'iii', 'phd', 'md', 'mba', 'esq'] -%}
    {{ regex_replace(
        regex_replace(column if is_folded else fold_text(column), "'^((" ~ titles | join('|') ~ ") )+'"),
        "'( (" ~ after | join('|') ~ "))+$'"
    ) }}
{%- endmacro %}
