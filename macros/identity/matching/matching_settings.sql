{#- The vars of matching by score, checked: a dictionary of link_min_score, review_min_score and attributes (name
    to {kind, swapped_with, group}). Where nothing is matched by score they are not looked at: dbt renders also what
    is off. -#}
{% macro matching_settings() -%}
    {%- if scored_pairs_model() == '' -%}
        {{ return({'link_min_score': 1, 'review_min_score': 1, 'attributes': {}}) }}
    {%- endif -%}
    {%- if scored_pairs_model() == 'record_pairs_scored_by_splink' and not python_models_run() -%}
        {{ _matching_error(
            'scored_pairs_model', 'is record_pairs_scored_by_splink, which runs on DuckDB, not on ' ~ target.type,
            'name a model of your own that gives scores (docs/matching.md)'
        ) }}
    {%- endif -%}
    {%- set attributes = var('compared_attributes', none) -%}
    {%- if attributes is not mapping or not attributes -%}
        {{ _matching_error('compared_attributes', 'is empty', 'list at least one, e.g. last_name: {kind: name}') }}
    {%- endif -%}
    {%- for name, rule in attributes.items() -%}
        {%- do _check_compared_attribute(name, rule, attributes) -%}
    {%- endfor -%}
    {%- do _check_keys('comparison_keys', attributes) -%}
    {%- do _check_keys('learning_keys', attributes) -%}
    {%- do _check_learning(var('learning_keys'), attributes) -%}
    {%- set most = var('max_records_per_key', none) -%}
    {%- if most is not integer or most < 2 -%}
        {{ _matching_error('max_records_per_key', 'is ' ~ most, 'give a whole number of 2 or more') }}
    {%- endif -%}
    {{ return({
        'link_min_score': _checked_score('link_min_score'),
        'review_min_score': _checked_score('review_min_score'),
        'attributes': attributes,
    }) }}
{%- endmacro %}

{% macro _checked_score(name) -%}
    {%- set score = var(name, none) -%}
    {%- if score is not number or score is boolean or score <= 0 or score > 1 -%}
        {{ _matching_error(name, 'is ' ~ score, 'give a probability above 0, at most 1, e.g. 0.9') }}
    {%- endif -%}
    {%- if name == 'review_min_score' and score > var('link_min_score') -%}
        {{ _matching_error(
            name, 'is ' ~ score ~ ', above link_min_score, which is ' ~ var('link_min_score'),
            'lower it to where review begins, or make both equal for no review'
        ) }}
    {%- endif -%}
    {{ return(score) }}
{%- endmacro %}

{% macro _check_compared_attribute(name, rule, attributes) -%}
    {%- set kinds = ['name', 'date', 'text', 'code'] -%}
    {%- if name not in var('attribute_rules') -%}
        {{ _matching_error(
            'compared_attributes', 'names the unknown attribute ' ~ name,
            'use one of the var attribute_rules: ' ~ var('attribute_rules').keys() | join(', ')
        ) }}
    {%- endif -%}
    {%- for key in rule if key not in ['kind', 'swapped_with', 'group'] -%}
        {{ _matching_error(
            'compared_attributes', 'has the unknown setting ' ~ name ~ '.' ~ key, 'use kind, swapped_with or group'
        ) }}
    {%- endfor -%}
    {%- if rule.kind not in kinds -%}
        {{ _matching_error(
            'compared_attributes', 'says ' ~ name ~ '.kind: ' ~ rule.kind, 'use one of ' ~ kinds | join(', ')
        ) }}
    {%- endif -%}
    {%- if rule.swapped_with and (rule.swapped_with == name or rule.swapped_with not in attributes) -%}
        {{ _matching_error(
            'compared_attributes', 'says ' ~ name ~ '.swapped_with: ' ~ rule.swapped_with,
            'name another attribute that is compared: ' ~ attributes.keys() | join(', ')
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro _check_keys(setting, attributes) -%}
    {%- set keys = var(setting, none) -%}
    {%- if keys is string or keys is mapping or not keys -%}
        {{ _matching_error(setting, 'is empty', 'list keys, e.g. [[birth_date], [last_name, first_name]]') }}
    {%- endif -%}
    {%- for key in keys -%}
        {%- if key is string or not key -%}
            {{ _matching_error(setting, 'has the key ' ~ key, 'write each key as a list, e.g. [birth_date]') }}
        {%- endif -%}
        {%- for name in key if name not in attributes -%}
            {{ _matching_error(
                setting, 'names ' ~ name ~ ', which is not compared',
                'use attributes of compared_attributes: ' ~ attributes.keys() | join(', ')
            ) }}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}

{#- What agrees anyway cannot be learned from, so every attribute has to be outside one of the keys. -#}
{% macro _check_learning(keys, attributes) -%}
    {%- for name, rule in attributes.items() -%}
        {%- set ends = [name, rule.swapped_with or name] -%}
        {%- set elsewhere = [] -%}
        {%- for key in keys if not (ends[0] in key or ends[1] in key) -%}
            {%- do elsewhere.append(key) -%}
        {%- endfor -%}
        {%- if not elsewhere -%}
            {{ _matching_error(
                'learning_keys', 'has ' ~ ends | unique | join(' or ') ~ ' in every key',
                'add a key without it, so that it can be learned how often it agrees'
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}

{% macro _matching_error(name, problem, remedy) -%}
    {{ exceptions.raise_compiler_error(
        "The var " ~ name ~ " in dbt_project.yml " ~ problem ~ ". To mend it: " ~ remedy ~ "."
    ) }}
{%- endmacro %}
