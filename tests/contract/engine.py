"""Drives one destination as the engine does, and keeps what it says of each record."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reverse_etl.destinations import destination_type
from reverse_etl.destinations.base import Context, parse_settings
from reverse_etl.errors import ReverseEtlError
from reverse_etl.jobs import JobWaiter
from reverse_etl.records import (
    Batch,
    Change,
    ChangeType,
    Operation,
    Outcome,
    Record,
    RecordResult,
)
from reverse_etl.sender import Sender, Stopped, Tally

from .vendor import Vendor


class Memory:
    """A journal that is kept in memory."""

    def __init__(self) -> None:
        self._batches: dict[int, Sequence[Change]] = {}
        self.results: dict[str, RecordResult] = {}
        self.jobs: list[str | None] = []

    def intend(self, batches: Sequence[Sequence[Change]]) -> list[int]:
        first = len(self._batches)
        self._batches.update(enumerate(batches, first))
        return list(range(first, first + len(batches)))

    def note_jobs(self, number: int, first: int, results: Sequence[RecordResult]) -> None:
        self.jobs += [one.job_id for one in results]

    def conclude(self, *answers: tuple[int, Sequence[RecordResult]]) -> None:
        for number, results in answers:
            for change, result in zip(self._batches[number], results, strict=True):
                self.results[change.record_key] = result


@dataclass(frozen=True)
class Told:
    """What became of the records of one run, and why it stopped if it did."""

    results: Mapping[str, RecordResult]
    cause: ReverseEtlError | None

    @property
    def outcomes(self) -> Counter[Outcome]:
        return Counter(result.outcome for result in self.results.values())

    def keys(self, outcome: Outcome) -> set[str]:
        return {key for key, result in self.results.items() if result.outcome is outcome}


@dataclass
class Account:
    """An account of one type at one url, opened as `reverse-etl` opens it.

    A patient one waits as long as a busy machine may take; the vendor's settings are for those
    that must give up.
    """

    type_name: str
    vendor: Vendor
    url: str
    folder: Path
    is_patient: bool = True
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        kind = destination_type(self.type_name, "")
        values = self.vendor.settings(self.url, self.folder)
        if self.is_patient and "timeout_seconds" in values:
            values["timeout_seconds"] = 60
        settings = parse_settings(kind.settings_type, values, "destinations.yml: destination crm")
        context = Context("crm", self.folder, self.slept.append, random.Random(1))
        self.destination = kind(settings, context)
        self._runs = 0

    def close(self) -> None:
        self.destination.close()

    def send(self, *batches: Mapping[str, Mapping[str, object]]) -> Told:
        """Upserts each batch of records by key."""
        return self._run(
            [
                [self._change(key, ChangeType.ADDED, row) for key, row in one.items()]
                for one in batches
            ]
        )

    def remove(self, *keys: str) -> Told:
        """Removes the records, in the way the vendor's tests ask for."""
        return self._run([[self._change(key, ChangeType.REMOVED, {}) for key in keys]])

    def batch(
        self, operation: Operation, records: Mapping[str, Mapping[str, Any]], **changes: Any
    ) -> Batch:
        """A batch as the engine would cut it."""
        values: dict[str, Any] = {
            "id": f"b{self._runs}-{'-'.join(records)}"[:200],
            "run_id": f"run{self._runs}",
            "sync_name": "contract",
            "object_name": self.vendor.object_name,
            "operation": operation,
            "on_removed": self.vendor.on_removed,
            "key": self.vendor.key,
            "columns": self.vendor.columns,
            "records": [Record(f"r{self._runs}-{key}", key, row) for key, row in records.items()],
        }
        return Batch(**{**values, **changes})

    def _run(self, batches: Sequence[Sequence[Change]]) -> Told:
        self._runs += 1
        memory = Memory()
        sender = Sender(
            self.destination,
            memory,  # type: ignore[arg-type]
            self._make_batch,
            JobWaiter(self.destination, self.slept.append),
            Tally(),
            lambda count: None,
        )
        cause = None
        try:
            sender.send([batches], lambda: None)
        except Stopped as stopped:
            cause = stopped.cause
        finally:
            sender.close()
        return Told(memory.results, cause)

    def _change(self, key: str, kind: ChangeType, row: Mapping[str, object]) -> Change:
        return Change(key, key, kind, None, None, None, row)

    def _make_batch(self, changes: Sequence[Change]) -> Batch:
        operation = changes[0].operation
        rows = {one.record_key: one.fields or self._key_fields(one.record_key) for one in changes}
        return self.batch(operation, rows)

    def _key_fields(self, key: str) -> dict[str, object]:
        return {self.vendor.key[0]: key}
