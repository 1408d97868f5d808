{#- The secret that profile ids are made with: the environment variable CDP_IDENTITY_NAMESPACE, else the var
    identity_namespace. -#}
{% macro identity_namespace() -%}
    {%- set namespace = env_var('CDP_IDENTITY_NAMESPACE', '') or var('identity_namespace', '') -%}
    {%- if not namespace -%}
        {{ exceptions.raise_compiler_error(
            'No identity namespace. To mend it: set the environment variable CDP_IDENTITY_NAMESPACE to a '
            ~ 'secret that you keep for life.'
        ) }}
    {%- endif -%}
    {{ return(namespace) }}
{%- endmacro %}
