{#- The ISO 3166 code of two letters of a country as people write it. A name that is not known keeps its
    text, in capitals. -#}
{% macro normalize_country(column) -%}
    {%- set country = normalize_identifier_text(column) -%}
    case lower({{ country }})
            {%- for code, names in _country_names().items() %}
            {%- for name in names %}
            when '{{ name }}' then '{{ code }}'
            {%- endfor %}
            {%- endfor %}
            else upper({{ country }})
        end
{%- endmacro %}

{#- Names in English and in the country's languages, codes of three letters, and codes in use that are not
    ISO's. Lower case. -#}
{% macro _country_names() -%}
    {{ return({
        'AT': ['austria', 'österreich', 'oesterreich', 'aut'],
        'BE': ['belgium', 'belgique', 'belgië', 'belgien', 'bel'],
        'CA': ['canada', 'can'],
        'CH': ['switzerland', 'schweiz', 'suisse', 'svizzera', 'che'],
        'DE': ['germany', 'deutschland', 'allemagne', 'alemania', 'deu', 'ger'],
        'ES': ['spain', 'españa', 'espana', 'espagne', 'spanien', 'esp'],
        'FR': ['france', 'frankreich', 'francia', 'fra'],
        'GB': [
            'uk', 'u.k.', 'united kingdom', 'great britain', 'britain', 'england', 'scotland', 'wales',
            'northern ireland', 'gbr',
        ],
        'GR': ['el', 'greece', 'grc'],
        'IE': ['ireland', 'éire', 'eire', 'irl'],
        'IT': ['italy', 'italia', 'italien', 'italie', 'ita'],
        'LU': ['luxembourg', 'luxemburg', 'lux'],
        'NL': ['netherlands', 'the netherlands', 'nederland', 'holland', 'nld'],
        'PT': ['portugal', 'prt'],
        'US': [
            'usa', 'u.s.', 'u.s.a.', 'united states', 'united states of america', 'etats-unis',
            'états-unis', 'estados unidos', 'vereinigte staaten',
        ],
    }) }}
{%- endmacro %}
