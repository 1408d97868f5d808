{#- Fails where a profile holds more identifiers than count_identifiers: people grown together through a
    shared value look like this. Gives the profiles at fault. -#}
{% test largest_profile_at_most(model, count_identifiers) %}
    select
        profile_id,
        count(*) as count_identifiers
    from {{ model }}
    group by profile_id
    having count(*) > {{ count_identifiers }}
{% endtest %}
