"""Values as HubSpot's properties take them: text, whatever their kind."""

from datetime import date, datetime
from decimal import Decimal


def as_text(value: object) -> str:
    """The text of a value; an empty text, which clears the property, for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds") + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)
