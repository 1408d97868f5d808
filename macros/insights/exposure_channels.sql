{#- The var exposure_channels as a list of {name, kind, events, property, record_prefix, outcomes}; stops the build
    where a channel does not say what is sent in it, or what an answer is. -#}
{% macro exposure_channels() -%}
    {%- set declared = var('exposure_channels', none) -%}
    {%- if declared is not mapping or not declared -%}
        {{ _insight_var_error('exposure_channels', declared, 'write e.g. phone: {kind: call, outcomes: [sale]}') }}
    {%- endif -%}
    {%- set channels = [] -%}
    {%- for name, channel in declared.items() -%}
        {%- if channel is not mapping or not channel.kind -%}
            {{ _insight_var_error(
                'exposure_channels: ' ~ name, channel, 'give it the kind of touchpoint that is sent, e.g. kind: call'
            ) }}
        {%- endif -%}
        {%- set matched = channel.events and channel.property and channel.record_prefix is defined -%}
        {%- if (channel.events and not matched) or not (channel.events or channel.outcomes) -%}
            {{ _insight_var_error(
                'exposure_channels: ' ~ name, channel,
                'say what an answer is, by outcomes: [sale] or by events: [email_opened], property: send_id and'
                ~ ' record_prefix: "send:"'
            ) }}
        {%- endif -%}
        {%- do channels.append({
            'name': name, 'kind': channel.kind, 'outcomes': channel.get('outcomes', []),
            'events': channel.get('events', []), 'property': channel.property,
            'record_prefix': channel.record_prefix,
        }) -%}
    {%- endfor -%}
    {{ return(channels) }}
{%- endmacro %}

{% macro _insight_var_error(name, value, remedy) -%}
    {{ exceptions.raise_compiler_error(
        'The var ' ~ name ~ ' in dbt_project.yml is not as it must be: ' ~ value ~ '. To mend it: ' ~ remedy ~ '.'
    ) }}
{%- endmacro %}
