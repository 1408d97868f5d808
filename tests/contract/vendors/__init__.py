"""The other end of each type of destination: one module a type, found by the type's name."""
