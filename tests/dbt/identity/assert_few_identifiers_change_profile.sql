-- A gate: few of the identifiers that the last run knew change profile. A value that
-- suddenly joins everybody, or a link that is lost everywhere, looks like this.
{{ config(meta={
    'remedy': 'see which profiles would go: select change_type, count(*) from '
        'int_profiles_changed group by change_type (schema of identity). If it is right, '
        'e.g. after a change of rules, publish it once with '
        '`dbt build --vars \'{max_identity_churn: 1}\'`; if it is usual, raise the vars '
        'max_identity_churn and min_identifiers_moved in dbt_project.yml.'
}) }}

with identifiers_compared as (
    {{ identifiers_compared(
        ref('identity_candidate'), ref('int_profiles_before'), ref('int_graph_before')
    ) }}
),

churn_exceeded as (
    select
        count_compared,
        count_moved
    from identifiers_compared
    where
        count_moved > {{ var('min_identifiers_moved') }}
        and count_moved > {{ var('max_identity_churn') }} * count_compared
)

select * from churn_exceeded
