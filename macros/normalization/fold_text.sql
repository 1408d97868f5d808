{#- A text for comparing: lower case, accents taken off, every run of punctuation and blanks one blank. Letters
    that are no Latin, Greek or Cyrillic ones stay as they are. Engines disagree on lower() outside ASCII and
    on what an accent is, so every letter is listed. Square brackets are no use in a class of every engine. -#}
{% macro fold_text(column) -%}
    {%- set letters = _folded_letters() -%}
    {%- set folded = "translate(" ~ normalize_identifier_text(column) ~ ",\n                '"
        ~ '[]' ~ letters.keys() | join ~ _combining_accents() ~ "',\n                '  " ~ letters.values() | join ~ "')" -%}
    {%- set spelled = namespace(sql='lower(' ~ folded ~ ')') -%}
    {%- for letters, text in [('ßẞ', 'ss'), ('æÆ', 'ae'), ('œŒ', 'oe'), ('þÞ', 'th')] -%}
        {%- for letter in letters -%}
            {%- set spelled.sql = 'replace(' ~ spelled.sql ~ ", '" ~ letter ~ "', '" ~ text ~ "')" -%}
        {%- endfor -%}
    {%- endfor -%}
    trim({{ regex_replace(spelled.sql, "'[!-/:-@^_`{|}~¡-¿‐-‧‹› ]+'", "' '") }})
{%- endmacro %}

{#- Each letter with the one that takes its place. -#}
{% macro _folded_letters() -%}
    {%- set places = {
        'a': 'àáâãäåāăąǎÀÁÂÃÄÅĀĂĄǍ', 'c': 'çćĉċčÇĆĈĊČ', 'd': 'ďđðĎĐÐ', 'e': 'èéêëēĕėęěÈÉÊËĒĔĖĘĚ',
        'g': 'ĝğġģĜĞĠĢ', 'h': 'ĥħĤĦ', 'i': 'ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ', 'j': 'ĵĴ', 'k': 'ķĶ', 'l': 'ĺļľłĹĻĽŁ',
        'n': 'ñńņňÑŃŅŇ', 'o': 'òóôõöøōŏőÒÓÔÕÖØŌŎŐ', 'r': 'ŕŗřŔŖŘ', 's': 'śŝşšșŚŜŞŠȘ', 't': 'ţťțŧŢŤȚŦ',
        'u': 'ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ', 'w': 'ŵŴ', 'y': 'ýÿŷÝŸŶ', 'z': 'źżžŹŻŽ',
        'α': 'άΑΆ', 'ε': 'έΕΈ', 'η': 'ήΗΉ', 'ι': 'ίϊΐΙΊΪ', 'ο': 'όΟΌ', 'υ': 'ύϋΰΥΎΫ', 'ω': 'ώΩΏ', 'σ': 'ςΣ',
        'и': 'йИЙ', 'е': 'ёЕЁ',
    } -%}
    {%- set lower = 'βγδζθκλμνξπρτφχψабвгджзклмнопрстуфхцчшщъыьэюяіїєґ' -%}
    {%- set upper = 'ΒΓΔΖΘΚΛΜΝΞΠΡΤΦΧΨАБВГДЖЗКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ' -%}
    {%- set letters = {} -%}
    {%- for letter, variants in places.items() -%}
        {%- for variant in variants -%}
            {%- do letters.update({variant: letter}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for letter in upper -%}
        {%- do letters.update({letter: lower[loop.index0]}) -%}
    {%- endfor -%}
    {{ return(letters) }}
{%- endmacro %}

{#- Accents that are characters of their own (grave to caron, ring, cedilla, ogonek); they go. -#}
{% macro _combining_accents() -%}
    {{ return('\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328') }}
{%- endmacro %}
