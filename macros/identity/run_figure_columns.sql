{#- The columns of identity_runs that are figures, each with the figure_name of identity_run_figures whose
    values it sums, or the change_type of identity_changes whose rows it counts. -#}
{% macro run_figure_columns() -%}
    {{ return({
        'count_sightings': 'sightings',
        'count_identifiers': 'identifiers',
        'count_quarantined': 'quarantined',
        'count_edges': 'edges',
        'count_clusters': 'clusters',
        'count_records': 'records',
        'count_profiles': 'profiles',
        'largest_profile_identifiers': 'largest_profile',
        'count_rejected_edges': 'rejected_edges',
        'count_born': 'born',
        'count_merged': 'merged',
        'count_split': 'split',
        'count_retired': 'retired',
        'count_identifiers_compared': 'identifiers_compared',
        'count_identifiers_moved': 'identifiers_moved',
        'count_stitching_rounds': 'stitching_rounds',
        'count_limit_rounds': 'limit_rounds',
    }) }}
{%- endmacro %}
