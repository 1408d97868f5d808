"""One module an engine, found by the name of its type in profiles.yml."""
