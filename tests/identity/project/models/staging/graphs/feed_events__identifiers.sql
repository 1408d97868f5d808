select * from {{ source('graphs', 'sightings') }}
where source_name = 'events'
