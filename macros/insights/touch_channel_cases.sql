{#- The branches of a CASE that give a touch its channel, by one list (mediums, agents or events) of each channel of
    the var touch_channels; a branch that never holds where none has it. -#}
{% macro touch_channel_cases(column, list) -%}
    {%- set declared = var('touch_channels', none) -%}
    {%- if declared is not mapping -%}
        {{ _insight_var_error('touch_channels', declared, 'write e.g. email: {mediums: [email]}') }}
    {%- endif -%}
    {%- set branches = [] -%}
    {%- for channel, signs in declared.items() -%}
        {%- for sign in signs if sign not in ('mediums', 'agents', 'events') -%}
            {{ _insight_var_error(
                'touch_channels: ' ~ channel, sign, 'a channel is told by mediums, agents and events alone'
            ) }}
        {%- endfor -%}
        {%- if signs[list] -%}
            {%- do branches.append(
                'when ' ~ column ~ " in ('" ~ signs[list] | join("', '") ~ "') then '" ~ channel ~ "'"
            ) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ branches | join('\n            ') or 'when 1 = 0 then null' }}
{%- endmacro %}
