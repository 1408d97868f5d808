{#- A whole number from 0 to buckets - 1 for a profile: evenly spread, the same in each run and on every engine, and
    for another salt independent of this one. -#}
{% macro hash_bucket(salt, buckets=100, profile_id='profiles.profile_id') -%}
    {%- do check_number('hash_bucket', 'buckets', buckets, 2, 10000) -%}
    {%- if salt is not string or not salt or "'" in salt -%}
        {%- do segment_error('hash_bucket', 'salt', salt, 'give a name of the split, e.g. spring_mailing') -%}
    {%- endif -%}
    {%- set digits = 'substr(' ~ sha256_hex(dbt.concat(["'" ~ salt ~ ":'", profile_id])) ~ ', 1, 7)' -%}
    {{ modulo(hex_number(digits), buckets) }}
{%- endmacro %}
