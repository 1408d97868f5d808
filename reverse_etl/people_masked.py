"""Profiles as samples show them: which identifiers they have, never the values."""

from collections.abc import Sequence

from reverse_etl.redaction import mask_value

_SHOWN = 3


def described(members: Sequence[tuple[str, str]]) -> str:
    """The first few of a profile's identifiers, by type, masked, and how many more there are."""
    shown = [f"{name} {mask_value(value)}" for name, value in members[:_SHOWN]]
    more = [f"{len(members) - _SHOWN} more"] if len(members) > _SHOWN else []
    return ", ".join(shown + more)
