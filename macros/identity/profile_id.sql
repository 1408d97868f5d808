{#- The id of the profile that an identifier anchors: hashed with the namespace, so that nobody who knows
    an e-mail can tell its profile. -#}
{% macro profile_id(anchor_identifier_id) -%}
    substring(
        {{ sha256_hex(dbt.concat([dbt.string_literal(var('identity_namespace') ~ ':'), anchor_identifier_id])) }},
        1, 32
    )
{%- endmacro %}
