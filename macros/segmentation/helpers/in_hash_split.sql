{#- A condition: the profile is in the part of a random split that goes from one percentage to another, e.g. from 0 to
    50 and from 50 to 100. It goes by the profile's id, so a merge may move somebody; a holdout stays. -#}
{% macro in_hash_split(salt, from_percent, to_percent, profile_id='profiles.profile_id') -%}
    {%- do check_number('in_hash_split', 'from_percent', from_percent, 0, 99) -%}
    {%- do check_number('in_hash_split', 'to_percent', to_percent, from_percent + 1, 100) -%}
    {%- set bucket = hash_bucket(salt, 100, profile_id) -%}
    ({{ bucket }} >= {{ from_percent }} and {{ bucket }} < {{ to_percent }})
{%- endmacro %}
