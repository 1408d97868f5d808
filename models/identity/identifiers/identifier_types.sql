{%- set types = identifier_types() -%}

{%- for name, rule in types.items() %}
select
    '{{ name }}' as identifier_type,
    '{{ rule.kind }}' as identifier_kind,
    cast(
        {{ "'" ~ rule.derived_from ~ "'" if rule.derived_from else 'null' }}
        as {{ dbt.type_string() }}
    ) as derived_from,
    cast(
        {{ "'" ~ _patterns(rule) | join(' and ') ~ "'" if rule.pattern else 'null' }}
        as {{ dbt.type_string() }}
    ) as pattern,
    cast({{ rule.priority }} as {{ dbt.type_int() }}) as priority,
    cast(
        {{ rule.max_per_profile or 'null' }} as {{ dbt.type_int() }}
    ) as max_per_profile,
    cast(
        {{ rule.max_profiles_per_value or 'null' }}
        as {{ dbt.type_int() }}
    ) as max_profiles_per_value,
    cast({{ rule.lifetime_days or 'null' }} as {{ dbt.type_int() }}) as lifetime_days,
    {{ rule.bridges | lower }} as is_bridge
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
