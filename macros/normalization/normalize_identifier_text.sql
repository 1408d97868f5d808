{#- A text without blanks around it and without characters that nobody sees: every kind of blank becomes
    an ordinary one, zero-width characters go. NULL stays NULL; nothing but blanks becomes ''. -#}
{% macro normalize_identifier_text(column) -%}
    trim(translate({{ column }}, {{ _unseen_characters() }}, '{{ ' ' * 8 }}'))
{%- endmacro %}

{#- The first eight are blanks (tab, line feed, carriage return, no-break, figure, narrow no-break,
    medium mathematical, ideographic); the rest have no width. Engines disagree on which of them trim()
    takes off, and on chr() above 127. -#}
{% macro _unseen_characters() -%}
    {%- set blanks = '\u00a0\u2007\u202f\u205f\u3000' -%}
    {%- set widthless = '\u00ad\u200b\u200c\u200d\u2060\ufeff' -%}
    chr(9) || chr(10) || chr(13) || '{{ blanks ~ widthless }}'
{%- endmacro %}
