{#- The id of the profile that an identifier anchors: hashed with the namespace, so that nobody who knows
    an e-mail can tell its profile. A generation, as text, makes another id for the same anchor, for when
    its own is taken. -#}
{% macro profile_id(anchor_identifier_id, generation=none) -%}
    {%- set parts = [dbt.string_literal(identity_namespace() ~ ':'), anchor_identifier_id] -%}
    {%- if generation -%}
        {%- do parts.extend(["':'", generation]) -%}
    {%- endif -%}
    substring({{ sha256_hex(dbt.concat(parts)) }}, 1, 32)
{%- endmacro %}
