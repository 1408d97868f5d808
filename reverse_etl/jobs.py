"""Jobs of a destination that answer later, and answers that were lost: asked for, then recorded."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple, cast

from reverse_etl.destinations.base import Destination, LateAnswer, LookUp
from reverse_etl.errors import DeliveryError
from reverse_etl.records import (
    Batch,
    Change,
    ChangeType,
    Outcome,
    RecordResult,
)
from reverse_etl.redaction import safe_reason
from reverse_etl.warehouse import Row

log = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
# A job that takes longer is left to the next run, which asks for it first.
_MAX_SECONDS = 600.0
_LOOK_UP_ROWS = 500
_TYPES = {
    "upsert": ChangeType.ADDED,
    "remove": ChangeType.REMOVED,
    "merge": ChangeType.MERGED,
}
MakeBatch = Callable[[Sequence[Change]], Batch]


class JobWaiter:
    """Asks a destination for its jobs until they are done, with longer and longer pauses."""

    def __init__(self, destination: Destination, sleep: Callable[[float], None]) -> None:
        self._destination = destination
        self._sleep = sleep

    def wait(self, batch: Batch, answer: Sequence[RecordResult]) -> list[RecordResult]:
        """The results with those of finished jobs in place; pending ones that take too long."""
        results = list(answer)
        slept, pause = 0.0, _FIRST_PAUSE
        while True:
            for job_id in sorted({one.job_id or "" for one in results if _is_pending(one)}):
                places = [n for n, one in enumerate(results) if one.job_id == job_id]
                part = replace(batch, records=[batch.records[place] for place in places])
                for place, result in zip(places, self._poll(job_id, part), strict=True):
                    results[place] = result
            if slept >= _MAX_SECONDS or not any(map(_is_pending, results)):
                return results
            self._sleep(pause)
            slept += pause
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _poll(self, job_id: str, batch: Batch) -> list[RecordResult]:
        try:
            return cast(LateAnswer, self._destination).poll(job_id, batch)
        except DeliveryError as error:
            # That the question got lost says nothing about the job.
            log.warning("%s: a job could not be asked for: %s", batch.sync_name, error)
            return [RecordResult(Outcome.PENDING, job_id=job_id)] * len(batch.records)


def _is_pending(result: RecordResult) -> bool:
    return result.outcome is Outcome.PENDING


class AttemptLeft(NamedTuple):
    """An attempt of an earlier run that nobody knows the outcome of."""

    run_id: str
    record_key: str
    profile_id: str | None
    operation: str
    attempted_hash: str | None
    answered_run_id: str | None
    is_there: bool

    def change(self) -> Change:
        """The change that it attempted, without values; its ids are those of the attempt."""
        kind = _TYPES[self.operation]
        is_update = kind is ChangeType.ADDED and self.is_there
        return Change(
            record_key=self.record_key,
            profile_id=self.profile_id,
            change_type=ChangeType.CHANGED if is_update else kind,
            reason=None,
            payload_hash=self.attempted_hash,
            answered_run_id=self.answered_run_id,
            origin_run_id=self.run_id,
        )


def _jobs_left(rows: Sequence[Row]) -> Iterator[tuple[str, list[Change]]]:
    """Each job with its changes in the order they were sent in."""
    for (job_id, _), group in groupby(rows, lambda row: (row[0], row[1])):
        changes = [AttemptLeft(*row[1:]).change() for row in group]
        yield job_id, sorted(changes, key=lambda change: change.record_key)


def ask_for_jobs(
    waiter: JobWaiter, make_batch: MakeBatch, rows: Sequence[Row]
) -> Iterator[tuple[list[Change], list[RecordResult]]]:
    """What became of each job that an earlier run left; pending ones stay for the next run."""
    for job_id, changes in _jobs_left(rows):
        pending = [RecordResult(Outcome.PENDING, job_id=job_id)] * len(changes)
        yield changes, waiter.wait(make_batch(changes), pending)


def look_up_lost(
    destination: Destination, make_batch: MakeBatch, rows: Sequence[Row]
) -> Iterator[tuple[list[Change], list[RecordResult]]]:
    """What a destination that must not be sent a record twice holds of lost attempts."""
    for start in range(0, len(rows), _LOOK_UP_ROWS):
        changes = [AttemptLeft(*row).change() for row in rows[start : start + _LOOK_UP_ROWS]]
        try:
            held = cast(LookUp, destination).look_up(make_batch(changes))
        except DeliveryError as error:
            reason = safe_reason(error.message)
            yield changes, [RecordResult(Outcome.AMBIGUOUS, reason)] * len(changes)
            continue
        # Not held means never taken: what is to be there is sent in this run.
        yield changes, [RecordResult(_found(is_held)) for is_held in held]


def _found(is_held: bool) -> Outcome:
    return Outcome.ACCEPTED if is_held else Outcome.RETRYABLE
