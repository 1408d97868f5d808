{#- A street and number for comparing: folded (fold_text), the usual words for streets in their short form, the
    sign before a number left out. Number and order of the words stay. -#}
{% macro normalize_address_for_matching(column, is_folded=false) -%}
    {%- set folded = column if is_folded else fold_text(column) -%}
    {%- set shortened = namespace(sql="' ' || " ~ folded ~ " || ' '") -%}
    {%- for short, words in _street_words().items() -%}
        {%- for word in words -%}
            {%- set shortened.sql = 'replace(' ~ shortened.sql ~ ", '" ~ word ~ " ', '" ~ short ~ " ')" -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ 'trim(' ~ shortened.sql ~ ')' }}
{%- endmacro %}

{#- Short form and the words it stands for. A blank before a word: it stands alone; none: it ends one, as in
    Hauptstraße. -#}
{% macro _street_words() -%}
    {{ return({
        'str': ['strasse'],
        'pl': ['platz', ' place', ' plaza'],
        ' st': [' street', ' saint', ' sankt'],
        ' ave': [' avenue', ' av', ' avda', ' avenida'],
        ' bd': [' boulevard', ' boul', ' blvd', ' bld'],
        ' rd': [' road'],
        ' ln': [' lane'],
        ' dr': [' drive'],
        ' sq': [' square'],
        ' ct': [' court'],
        ' ch': [' chemin'],
        ' rte': [' route'],
        ' apt': [' apartment', ' appartement'],
        '': [' nr', ' no', ' num', ' n'],
    }) }}
{%- endmacro %}
