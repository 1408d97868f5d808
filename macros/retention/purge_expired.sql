{#- A post-hook of a model that holds a class of data: takes out the rows whose time, an instant column, is before the
    class's retention (var retention_days, counted back from identity_as_of), or empties the given columns of them, and
    leaves a row of proof in reverse_etl.retention_purges. keep: a condition on rows that stay all the same. Does
    nothing where the class is kept for ever. -#}
{% macro purge_expired(data_class, instant, columns=[], keep='') -%}
    {%- set days, identity_as_of = retention_days(data_class), ref('identity_as_of') -%}
    {%- if execute and days %}
    {%- set cutoff = '(select ' ~ days_before('as_of_at', days) ~ ' from ' ~ identity_as_of ~ ')' -%}
    {%- set conditions = [instant ~ ' < ' ~ cutoff] -%}
    {%- if columns -%}
        {%- do conditions.append('(' ~ columns | join(' is not null or ') ~ ' is not null)') -%}
    {%- endif -%}
    {%- if keep -%}
        {%- do conditions.append('not coalesce(' ~ keep ~ ', false)') -%}
    {%- endif -%}
    insert into {{ api.Relation.create(
        database=target.database, schema='reverse_etl', identifier='retention_purges'
    ) }} (invocation_id, data_class, relation_name, column_names, cutoff_at, count_rows, purged_at)
    select
        '{{ invocation_id }}',
        '{{ data_class }}',
        '{{ this.schema }}.{{ this.identifier }}',
        {{ "'" ~ columns | join(', ') ~ "'" if columns else 'null' }},
        {{ cutoff }},
        count(*),
        {{ utc_now() }}
    from {{ this }}
    where {{ conditions | join(' and ') }}
    having count(*) > 0;
    {% if columns -%}
    update {{ this }} set {{ columns | join(' = null, ') }} = null
    {%- else -%}
    delete from {{ this }}
    {%- endif %}
    where {{ conditions | join(' and ') }}
    {%- endif %}
{%- endmacro %}
