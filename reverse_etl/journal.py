"""What was attempted and what became of it, on disk before anything else knows.

An intent is written before a batch is sent and an outcome after, each made durable. So a
process that is killed leaves, for every record, its outcome or the fact that it is unknown.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

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


# The columns of attempts, one value a record: what was attempted, then what became of it.
_INTENT = (
    "record_key",
    "profile_id",
    "change_type",
    "change_reason",
    "operation",
    "payload_hash",
    "field_hashes",
    "origin_run_id",
)
_TOLD = ("outcome", "reason", "destination_id", "job_id", "attempted_at")
ATTEMPT_COLUMNS = (*_INTENT, *_TOLD)
# Attempts column by column, in that order: of millions of them no object is made each.
Attempts = Sequence[Sequence[str | None]]


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
                intents = _intents(changes, changes[0].operation)
                columns = list(map(_shortened, intents))
                self._write(["intents", self._number, now_text(), len(changes), columns])
            self._sync()
        return numbers

    def conclude(self, *answers: tuple[int, Sequence[RecordResult]]) -> None:
        """Notes what became of batches by their numbers, one result a record."""
        with self._lock:
            for number, results in answers:
                self._write(_conclusion(number, results))
            self._sync()

    def note_jobs(self, number: int, start: int, results: Sequence[RecordResult]) -> None:
        """Notes that jobs of the destination decide on records of a batch; any thread may call."""
        self._append(_jobs(number, start, results))

    def _append(self, entry: list[Any]) -> None:
        with self._lock:
            self._write(entry)
            self._sync()

    def _write(self, entry: list[Any]) -> None:
        self._stream.write(json.dumps(entry, separators=(",", ":")).encode() + b"\n")

    def _sync(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())


def _conclusion(number: int, results: Sequence[RecordResult]) -> list[Any]:
    # What is most frequent, told apart without looking into each result.
    if results[0] == _ACCEPTED and all(result is results[0] for result in results):
        return ["outcome", number, now_text(), Outcome.ACCEPTED]
    if any(result.outcome is Outcome.PENDING for result in results):
        return _jobs(number, 0, results)
    rows = [[one.outcome, one.reason, one.destination_id] for one in results]
    return ["outcome", number, now_text(), rows]


def _jobs(number: int, start: int, results: Sequence[RecordResult]) -> list[Any]:
    rows = [[one.outcome, one.reason, one.destination_id, one.job_id] for one in results]
    return ["jobs", number, now_text(), start, rows]


def _intents(changes: Sequence[Sequence[Any]], operation: str) -> Attempts:
    keys, profiles, types, reasons, payloads, _, _, hashes, _, origins = zip(*changes, strict=True)
    operations = [operation] * len(changes)
    return [keys, profiles, types, reasons, operations, payloads, hashes, origins]


def _shortened(column: Sequence[str | None]) -> Sequence[str | None] | str | None:
    """A column of one value is that value."""
    first = column[0]
    return first if column.count(first) == len(column) else column


class _Batch:
    """What is known of a batch whose outcome is not all known yet."""

    def __init__(self, at: str, intents: Attempts) -> None:
        self._intents = intents
        self._count = len(intents[0])
        self._told: list[list[str | None]] = []
        self.tell_all(at, IN_FLIGHT)

    def tell(self, at: str, start: int, rows: Sequence[Sequence[str | None]]) -> None:
        """Takes in outcome, reason, the destination's id and, if there is one, the job of some."""
        end = start + len(rows)
        told = [*zip(*rows, strict=True)]
        told += [(None,) * len(rows)] * (len(_TOLD) - 1 - len(told))
        self._told = [
            [*before[:start], *now, *before[end:]]
            for before, now in zip(self._told, [*told, (at,) * len(rows)], strict=True)
        ]

    def tell_all(self, at: str, outcome: str) -> None:
        """Takes in that the batch had one outcome, and that there is no more to say of it."""
        # In the order of _TOLD.
        self._told = [[one] * self._count for one in (outcome, None, None, None, at)]

    def attempts(self) -> Attempts:
        """All that is known."""
        return [*self._intents, *self._told]

    def attempts_ended(self, outcome: str, reason: str | None) -> Attempts:
        """The same, with what became of those of which nothing is known."""
        outcomes, reasons, *others = self._told
        is_unknown = [one == IN_FLIGHT for one in outcomes]
        return [
            *self._intents,
            [outcome if one else told for one, told in zip(is_unknown, outcomes, strict=True)],
            [reason if one else told for one, told in zip(is_unknown, reasons, strict=True)],
            *others,
        ]


def read_run(path: Path) -> RunInfo | None:
    """Which run a journal belongs to; none if it died before it could say so."""
    with path.open("rb") as stream:
        line = stream.readline()
    return RunInfo(**json.loads(line)[1]) if line.endswith(b"\n") else None


class JournalReader:
    """Reads a journal, also one that is still written; a torn last line is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pending: dict[int, _Batch] = {}
        self.offset = 0

    def read(self, skip_to: int = 0) -> Iterator[Attempts]:
        """Attempts with a known outcome, noted since the last call; none before skip_to."""
        for kind, *entry in self._entries():
            if kind == "run":
                continue
            if kind == "outcome":
                concluded = self._concluded(*entry)
                if self.offset > skip_to:
                    yield concluded
            elif kind == "jobs":
                number, at, start, rows = entry
                self._pending[number].tell(at, start, rows)
            else:
                number, at, *intents = entry
                self._pending[number] = _Batch(at, _READERS[kind](*intents))

    def unfinished(self, outcome: str, reason: str | None) -> Iterator[Attempts]:
        """Attempts whose outcome is not known, or that jobs of the destination decide on."""
        for batch in self._pending.values():
            yield batch.attempts_ended(outcome, reason)

    def _concluded(
        self, number: int, at: str, results: str | Sequence[Sequence[str | None]]
    ) -> Attempts:
        batch = self._pending.pop(number)
        if isinstance(results, str):
            batch.tell_all(at, results)
        else:
            batch.tell(at, 0, results)
        return batch.attempts()

    def _entries(self) -> Iterator[list[Any]]:
        with self._path.open("rb") as stream:
            stream.seek(self.offset)
            for line in stream:
                if not line.endswith(b"\n"):
                    return
                self.offset += len(line)
                entry: list[Any] = json.loads(line)
                yield entry


def _read_columns(count: int, columns: Sequence[list[str | None] | str | None]) -> Attempts:
    return [one if isinstance(one, list) else [one] * count for one in columns]


def _read_rows(rows: Sequence[Sequence[str | None]]) -> Attempts:
    # What earlier versions wrote: eight cells a row, and the first of them six.
    return [*zip(*[[*row, *[None] * (len(_INTENT) - len(row))] for row in rows], strict=True)]


_READERS: dict[str, Callable[..., Attempts]] = {"intents": _read_columns, "intent": _read_rows}
