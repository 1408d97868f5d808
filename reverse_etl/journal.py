"""What was attempted and what became of it, on disk before anything else knows.

An intent is written before a batch is sent and an outcome after, each made durable. So a
process that is killed leaves, for every record, its outcome or the fact that it is unknown.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from reverse_etl.records import Change, Outcome, RecordResult

# While a run goes on, its unfinished attempts are in flight; afterwards they are ambiguous.
IN_FLIGHT = "in_flight"
_ACCEPTED = RecordResult(Outcome.ACCEPTED)


@dataclass(frozen=True)
class RunInfo:
    """Which run a journal belongs to."""

    run_id: str
    sync_name: str
    destination_name: str
    object_name: str
    sync_mode: str
    overrides: str
    started_by: str
    started_at: str
    lease_token: int = 0
    override_reason: str = ""


class Attempt(NamedTuple):
    """One record of one batch, and what became of it."""

    record_key: str
    profile_id: str | None
    change_type: str
    change_reason: str | None
    operation: str
    payload_hash: str | None
    destination_id: str | None = None
    outcome: str = IN_FLIGHT
    reason: str | None = None
    attempted_at: str | None = None
    field_hashes: str | None = None
    origin_run_id: str | None = None
    job_id: str | None = None


def now_text() -> str:
    """This instant in UTC, as every engine reads it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


class Journal:
    """Appends to one run's journal; each call returns when the disk has it."""

    def __init__(self, stream: IO[bytes], run: RunInfo) -> None:
        self._stream = stream
        self._number = 0
        self._lock = threading.Lock()
        self._append(["run", asdict(run)])

    def intend(self, batches: Sequence[Sequence[Change]]) -> list[int]:
        """Notes that the batches are about to be sent; their numbers."""
        numbers = []
        with self._lock:
            for changes in batches:
                self._number += 1
                numbers.append(self._number)
                operation = changes[0].operation
                rows = [_intent(change, operation) for change in changes]
                self._write(["intent", self._number, now_text(), rows])
            self._sync()
        return numbers

    def conclude(self, number: int, results: Sequence[RecordResult]) -> None:
        """Notes what became of a batch, one result a record."""
        first, rows = results[0], None
        # What is most frequent, told apart without looking into each result.
        if first == _ACCEPTED and all(result is first for result in results):
            rows = Outcome.ACCEPTED
        elif any(result.outcome is Outcome.PENDING for result in results):
            self.note_jobs(number, 0, results)
            return
        self._append(["outcome", number, now_text(), rows or list(map(_told, results))])

    def note_jobs(self, number: int, start: int, results: Sequence[RecordResult]) -> None:
        """Notes that jobs of the destination decide on records of a batch; any thread may call."""
        rows = [[one.outcome, one.reason, one.destination_id, one.job_id] for one in results]
        self._append(["jobs", number, now_text(), start, rows])

    def _append(self, entry: list[Any]) -> None:
        with self._lock:
            self._write(entry)
            self._sync()

    def _write(self, entry: list[Any]) -> None:
        self._stream.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")

    def _sync(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())


def _told(result: RecordResult) -> list[str | None]:
    return [result.outcome, result.reason, result.destination_id]


def _intent(change: Change, operation: str) -> list[str | None]:
    return [
        change.record_key,
        change.profile_id,
        change.change_type,
        change.reason,
        operation,
        change.payload_hash,
        change.field_hashes,
        change.origin_run_id,
    ]


class JournalReader:
    """Reads a journal, also one that is still written; a torn last line is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending: dict[int, list[Attempt]] = {}
        self.offset = 0
        self.run: RunInfo | None = None

    def read(self, skip_to: int = 0) -> Iterator[Attempt]:
        """Attempts with a known outcome, noted since the last call; none before skip_to."""
        for entry in self._entries():
            if entry[0] == "run":
                self.run = RunInfo(**entry[1])
            elif entry[0] == "intent":
                _, number, at, rows = entry
                self._pending[number] = [_attempt(row, at) for row in rows]
            elif entry[0] == "jobs":
                self._note_jobs(*entry[1:])
            else:
                concluded = self._concluded(entry)
                if self.offset > skip_to:
                    yield from concluded

    def unfinished(self, outcome: str, reason: str | None) -> Iterator[Attempt]:
        """Attempts whose outcome is not known, or that jobs of the destination decide on."""
        for attempts in self._pending.values():
            for attempt in attempts:
                is_unknown = attempt.outcome == IN_FLIGHT
                yield attempt._replace(outcome=outcome, reason=reason) if is_unknown else attempt

    def _note_jobs(self, number: int, at: str, start: int, rows: list[list[str | None]]) -> None:
        attempts = self._pending[number]
        for place, row in enumerate(rows, start):
            concluded = _conclude(attempts[place], row[:3], at)
            attempts[place] = concluded._replace(job_id=row[3])

    def _concluded(self, entry: list[Any]) -> Iterator[Attempt]:
        _, number, at, results = entry
        attempts = self._pending.pop(number)
        if isinstance(results, str):
            results = [(results, None, None)] * len(attempts)
        return (
            _conclude(attempt, result, at)
            for attempt, result in zip(attempts, results, strict=True)
        )

    def _entries(self) -> Iterator[list[Any]]:
        with self._path.open("rb") as stream:
            stream.seek(self.offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    return
                self.offset += len(line)
                entry: list[Any] = json.loads(line)
                yield entry


def _conclude(attempt: Attempt, result: Sequence[str | None], at: str) -> Attempt:
    # Spelt out: _replace takes several times as long, for every record.
    outcome, reason, destination_id = result
    key, profile_id, change_type, change_reason, operation, payload_hash, *_ = attempt
    return Attempt(
        key,
        profile_id,
        change_type,
        change_reason,
        operation,
        payload_hash,
        destination_id,
        outcome or IN_FLIGHT,
        reason,
        at,
        attempt.field_hashes,
        attempt.origin_run_id,
    )


def _attempt(row: Sequence[Any], at: str) -> Attempt:
    # A journal that an earlier version left has the first six cells.
    key, profile_id, change_type, change_reason, operation, payload_hash, *later = row
    field_hashes, origin_run_id = later or (None, None)
    return Attempt(
        key,
        profile_id,
        change_type,
        change_reason,
        operation,
        payload_hash,
        None,
        IN_FLIGHT,
        None,
        at,
        field_hashes,
        origin_run_id,
    )
