{#- The flags of the var profile_consents as a list of {name, purpose, channel}: has_<purpose>_<channel>_consent,
    or has_<purpose>_consent for any channel. -#}
{% macro consent_flags() -%}
    {%- set declared = var('profile_consents', none) or {} -%}
    {%- if declared is not mapping -%}
        {{ exceptions.raise_compiler_error(
            'The var profile_consents in dbt_project.yml is no mapping of purposes to lists of channels. To mend it: '
            ~ 'write e.g. marketing: [email].'
        ) }}
    {%- endif -%}
    {%- set flags = [] -%}
    {%- for purpose, channels in declared.items() -%}
        {%- if channels is string or channels is mapping or not channels -%}
            {{ exceptions.raise_compiler_error(
                'The var profile_consents in dbt_project.yml gives ' ~ purpose ~ ' no list of channels, but '
                ~ channels ~ '. To mend it: write e.g. ' ~ purpose ~ ': [any].'
            ) }}
        {%- endif -%}
        {%- for channel in channels -%}
            {%- set told = [purpose] + ([channel] if channel != 'any' else []) -%}
            {%- do flags.append({
                'name': 'has_' ~ told | join('_') ~ '_consent', 'purpose': purpose, 'channel': channel
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(flags) }}
{%- endmacro %}
