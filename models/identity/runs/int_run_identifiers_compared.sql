{{ identifiers_compared(
    ref('identity_candidate'), ref('int_profiles_before'), ref('int_graph_before')
) }}
