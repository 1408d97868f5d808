"""Adds people to Meta's custom audiences and takes them out, hashed."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from reverse_etl.destinations.base import Capabilities, Context, RowResults
from reverse_etl.destinations.meta.client import Client
from reverse_etl.destinations.meta.payload import Cell, Payload, Row, rows
from reverse_etl.destinations.meta.settings import MetaSettings
from reverse_etl.destinations.reasons import by_record, masking
from reverse_etl.errors import BatchRejectedError, ConfigurationError
from reverse_etl.records import Batch, Mode, OnRemoved, Outcome, RecordResult

_UNTOLD = RecordResult(Outcome.AMBIGUOUS, "the answer does not say that all rows were received")
_BLOCKED_AUDIENCE = 471
_PERMISSION = "ads_management"


class MetaDestination:
    """One token; each sync has its audience."""

    type_name: ClassVar[str] = "meta"
    settings_type: ClassVar[type] = MetaSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.MIRROR, Mode.AUDIENCE}),
        removals=frozenset({OnRemoved.REMOVE_FROM_LIST, OnRemoved.DELETE, OnRemoved.NOTHING}),
        sync_settings=frozenset({"audience_id", "calling_code"}),
        batch_rows=10_000,
        batch_bytes=2_000_000,
        row_results=RowResults.AGGREGATE,
        identifiers={"email": "meta", "phone": "meta"},
        screens_names=True,
    )

    def __init__(self, settings: MetaSettings, context: Context) -> None:
        self._settings = settings
        self._client = Client(settings, context)

    @property
    def capabilities(self) -> Capabilities:
        return replace(
            self.offered,
            batch_rows=self._settings.batch_rows,
            concurrency=self._settings.concurrency,
        )

    def send(self, batch: Batch) -> list[RecordResult]:
        return self._deliver(batch, "POST")

    def remove(self, batch: Batch) -> list[RecordResult]:
        return self._deliver(batch, "DELETE")

    def check(self) -> str:
        self._check_permission()
        if self._settings.audience_id is None:
            return "the token works; audiences are named by the syncs"
        found = self._client.read(f"{self._settings.audience_id}?fields=id,operation_status")
        status = found.get("operation_status") or {}
        if status.get("code") == _BLOCKED_AUDIENCE:
            raise ConfigurationError(
                f"Meta has blocked audience {self._settings.audience_id}.",
                "Its name or content suggests health or money: appeal in the Audience Manager, "
                "or make a new one.",
            )
        return f"the token works for audience {self._settings.audience_id}"

    def _check_permission(self) -> None:
        granted = self._client.read("me/permissions").get("data")
        names = [one.get("permission") for one in granted or [] if one.get("status") == "granted"]
        if isinstance(granted, list) and _PERMISSION not in names:
            raise ConfigurationError(
                f"Meta: the token lacks the permission {_PERMISSION}.",
                "Make a token with it for the system user, in the Business settings.",
            )

    def close(self) -> None:
        self._client.close()

    def check_sync(self, batch: Batch) -> None:
        self._audience(batch)
        Payload(batch, self._settings.calling_code)

    def _audience(self, batch: Batch) -> str:
        if self._settings.audience_id is None:
            raise ConfigurationError(
                f"Sync {batch.sync_name} names no audience.",
                'Set `audience_id: "1234"` in its exposure.',
            )
        return self._settings.audience_id

    def _deliver(self, batch: Batch, method: str) -> list[RecordResult]:
        audience_id, payload = self._audience(batch), Payload(batch, self._settings.calling_code)
        made = rows(payload, batch.records)
        cells = [row.cells for row in made.values() if not row.problem]
        answer: dict[str, Any] | None = None
        if cells:
            with masking(batch):
                answer = self._client.users(
                    method, audience_id, lambda: _document(payload.schema, cells)
                )
                _raise_invalid(answer, len(batch.records))
        told = {one: _result(row, answer, len(cells)) for one, row in made.items()}
        return by_record(batch.records, told)


def _document(schema: list[str], cells: Sequence[tuple[Cell, ...]]) -> object:
    # A session of its own for each attempt, opened and closed by it: so a run that is killed
    # leaves none open, and a batch that is halved or comes again disturbs no order.
    return {
        "session": {
            "session_id": secrets.randbelow(2**62) + 1,
            "batch_seq": 1,
            "last_batch_flag": True,
            "estimated_num_total": len(cells),
        },
        "payload": {"schema": schema, "is_raw": False, "data": cells},
    }


def _raise_invalid(answer: dict[str, Any], count: int) -> None:
    """Meta counts the rows it cannot read and does not name them: halving finds them."""
    invalid = answer.get("num_invalid_entries")
    if isinstance(invalid, int) and invalid > 0:
        raise BatchRejectedError(f"Meta cannot read {invalid} of {count} rows")


def _result(row: Row, answer: dict[str, Any] | None, count: int) -> RecordResult:
    if row.problem:
        return RecordResult(Outcome.REJECTED, row.problem)
    received = (answer or {}).get("num_received")
    if not isinstance(received, int) or received < count:
        return _UNTOLD
    left_out = ", ".join(row.left_out)
    return RecordResult(Outcome.ACCEPTED, f"left out: {left_out}" if left_out else None)


DESTINATION = MetaDestination
