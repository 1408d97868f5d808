"""Records as Tryton's parties: the commands that make or change one."""

from dataclasses import dataclass
from typing import Any

from reverse_etl.records import Record

COLUMNS = ("code", "name", "email", "phone", "vat_number")
_MECHANISMS = ("email", "phone")
_VAT = "eu_vat"

Values = dict[str, Any]


@dataclass(frozen=True)
class Party:
    """What hangs on a party in Tryton now."""

    mechanisms: list[Values]
    identifiers: list[Values]


def new_party(record: Record, label: str) -> Values:
    """The values of a party that is to be made."""
    values: Values = {"code": record.key, "name": _text(record, "name")}
    mechanisms = [
        _mechanism(kind, value, label)
        for kind in _MECHANISMS
        if (value := _text(record, kind)) is not None
    ]
    if mechanisms:
        values["contact_mechanisms"] = [["create", mechanisms]]
    if vat_number := _text(record, "vat_number"):
        values["identifiers"] = [["create", [{"type": _VAT, "code": vat_number}]]]
    return values


def changes(record: Record, party: Party, label: str) -> Values:
    """The values to write into a party.

    Of its ways of contact only those that bear our label are ours to change.
    """
    values: Values = {}
    if "name" in record.fields:
        values["name"] = _text(record, "name")
    mechanisms = [
        command
        for kind in _MECHANISMS
        if kind in record.fields
        for command in _contact(kind, _text(record, kind), party, label)
    ]
    if mechanisms:
        values["contact_mechanisms"] = mechanisms
    if "vat_number" in record.fields:
        values["identifiers"] = _vat(_text(record, "vat_number"), party)
    return values


def _contact(kind: str, value: str | None, party: Party, label: str) -> list[list[Any]]:
    there = [one for one in party.mechanisms if one["type"] == kind]
    ours = [one["id"] for one in there if one["name"] == label]
    # It may be there by somebody's hand: then it is not put there twice.
    is_theirs = any(one["value_compact"] == value for one in there if one["id"] not in ours)
    if value is None or is_theirs:
        return [["delete", ours]] if ours else []
    if not ours:
        return [["create", [_mechanism(kind, value, label)]]]
    rest = [["delete", ours[1:]]] if ours[1:] else []
    return [["write", ours[:1], {"value": value}], *rest]


def _vat(number: str | None, party: Party) -> list[list[Any]]:
    ids = [one["id"] for one in party.identifiers]
    if number is None:
        return [["delete", ids]] if ids else []
    if not ids:
        return [["create", [{"type": _VAT, "code": number}]]]
    return [["write", ids[:1], {"code": number}]]


def _mechanism(kind: str, value: str, label: str) -> Values:
    return {"type": kind, "value": value, "name": label}


def _text(record: Record, column: str) -> str | None:
    value = record.fields.get(column)
    text = "" if value is None else str(value).strip()
    return text or None
