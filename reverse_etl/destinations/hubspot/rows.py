"""Records as rows of HubSpot's batch calls, and what its answers say of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from reverse_etl.destinations.hubspot.values import as_text
from reverse_etl.destinations.reasons import masked
from reverse_etl.errors import RetryableError
from reverse_etl.records import Batch, Outcome, Record, RecordResult

# Row errors that say nothing against the row.
_PASSING = frozenset({"RATE_LIMITS", "INTERNAL_ERROR"})


def read_rows(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows that were read; who is not among them is not at HubSpot."""
    rows, errors = answer.get("results"), answer.get("errors") or []
    is_whole = answer.get("status") == "COMPLETE" and isinstance(rows, list)
    if is_whole and all(error.get("category") == "OBJECT_NOT_FOUND" for error in errors):
        return rows or []
    raise RetryableError("HubSpot's answer does not say which contacts it has")


def as_properties(batch: Batch, record: Record) -> dict[str, str]:
    """What a contact's properties are to be, but for the key."""
    name = batch.key[0]
    return {column: as_text(value) for column, value in record.fields.items() if column != name}


def as_input(batch: Batch, record: Record) -> dict[str, Any]:
    """One row of an upsert."""
    return {
        "id": record.key,
        "idProperty": batch.key[0],
        "properties": as_properties(batch, record),
        "objectWriteTraceId": record.id,
    }


def told_of(sent: Sequence[Record], answer: Mapping[str, Any]) -> dict[str, RecordResult]:
    """Results by record id, of the rows that the answer mentions."""
    records = {record.id: record for record in sent}
    told = {
        row["objectWriteTraceId"]: RecordResult(Outcome.ACCEPTED, None, str(row["id"]))
        for row in answer.get("results") or []
        if row.get("objectWriteTraceId") in records
    }
    for error in answer.get("errors") or []:
        is_passing = error.get("category") in _PASSING
        outcome = Outcome.RETRYABLE if is_passing else Outcome.REJECTED
        for trace in (error.get("context") or {}).get("objectWriteTraceId") or []:
            if trace in records:
                reason = masked(str(error.get("message") or "refused"), [records[trace]])
                told[trace] = RecordResult(outcome, reason)
    return told
