{%- set now = '(select as_of_at from ' ~ ref('identity_as_of') ~ ')' -%}
-- One rule, in the model and in the query as of an instant.
with attributes_as_of as (
    {{ profile_attributes_as_of(now) | indent(4) }}
),

profile_attributes as (
    select * from {{ ref('profile_attributes') }}
),

attributes_apart as (
    select
        profile_attributes.profile_attribute_id,
        attributes_as_of.profile_attribute_id as other_profile_attribute_id
    from profile_attributes
    full outer join attributes_as_of
        on
            profile_attributes.profile_attribute_id
            = attributes_as_of.profile_attribute_id
            and profile_attributes.attribute_value = attributes_as_of.attribute_value
            and profile_attributes.record_id = attributes_as_of.record_id
    where
        profile_attributes.profile_attribute_id is null
        or attributes_as_of.profile_attribute_id is null
)

select * from attributes_apart
