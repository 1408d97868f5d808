{{ identifiers_compared(ref('identity_candidate'), ref('int_profiles_before')) }}
