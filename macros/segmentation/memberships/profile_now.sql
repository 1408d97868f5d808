{#- SQL of the profile to which a row belongs now that was written for another one: its own again where that is live,
    else the one in which the last one went on. It expects the joins live_profiles (on the first) and
    profiles_succeeded (on the last). -#}
{% macro profile_now(relation) -%}
    case
            when live_profiles.profile_id is not null then {{ relation }}.first_profile_id
            else coalesce(profiles_succeeded.current_profile_id, {{ relation }}.profile_id)
        end
{%- endmacro %}
