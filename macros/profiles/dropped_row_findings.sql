{#- What each rule takes out or flags, and where to find it: a list of {feed, model, rule, condition}; rule and
    condition are SQL over the model's columns. dropped_rows lists what they find. -#}
{% macro dropped_row_findings() -%}
    {%- set repeated = {'rule': "'repeated_row'", 'condition': 'row_rank > 1'} -%}
    {%- set nobodys = {
        'rule': "'no_usable_identifier'", 'condition': 'profile_id is null',
    } -%}
    {{ return([
        dict(feed='events', model='int_events_repeated', **repeated),
        dict(feed='order_lines', model='int_order_lines_ranked', **repeated),
        dict(feed='interactions', model='int_interactions_ranked', **repeated),
        dict(feed='audiences', model='int_audiences_ranked', **repeated),
        {
            'feed': 'audiences',
            'model': 'int_audiences_ranked',
            'rule': 'drop_reason',
            'condition': 'row_rank = 1 and drop_reason is not null',
        },
        dict(feed='consents', model='int_consents_ranked', **repeated),
        {'feed': 'identifiers', 'model': 'int_identifiers_quarantined', 'rule': 'quarantine_reason'},
        {
            'feed': 'attributes',
            'model': 'int_attributes_judged',
            'rule': 'drop_reason',
            'condition': 'drop_reason is not null',
        },
        {
            'feed': 'order_lines',
            'model': 'int_order_lines_ranked',
            'rule': 'drop_reason',
            'condition': 'row_rank = 1 and drop_reason is not null',
        },
        {
            'feed': 'order_lines',
            'model': 'purchases',
            'rule': "'no_exchange_rate'",
            'condition': 'revenue_eur is null',
        },
        {
            'feed': 'consents',
            'model': 'int_consents_ranked',
            'rule': "'unknown_status'",
            'condition': "coalesce(status, '') not in ('granted', 'refused', 'unparseable')",
        },
        {
            'feed': 'consents',
            'model': 'int_consents_ranked',
            'rule': "'unparseable_consent'",
            'condition': "status = 'unparseable'",
        },
        dict(feed='events', model='profile_events', **nobodys),
        dict(feed='order_lines', model='purchases', **nobodys),
        dict(feed='interactions', model='touchpoints', **nobodys),
        dict(feed='audiences', model='profile_audiences', **nobodys),
        {
            'feed': 'consents',
            'model': 'consent_statements',
            'rule': "'no_usable_identifier'",
            'condition': 'profile_id is null and gone_at is null',
        },
        dict(feed='suppressions', model='int_suppressions_unioned', **nobodys),
        {
            'feed': 'events',
            'model': 'profile_events',
            'rule': "'time_of_loading'",
            'condition': 'occurred_at = loaded_at',
        },
        {
            'feed': 'order_lines',
            'model': 'purchases',
            'rule': "'time_of_loading'",
            'condition': 'ordered_at = loaded_at',
        },
        {
            'feed': 'interactions',
            'model': 'touchpoints',
            'rule': "'time_of_loading'",
            'condition': 'started_at = loaded_at',
        },
    ]) }}
{%- endmacro %}
