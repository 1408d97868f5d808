"""Delivers batches: in parallel where a destination allows it, each record with an outcome."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import cast

from reverse_etl.destinations.base import Destination, Merger
from reverse_etl.errors import (
    AmbiguousError,
    AuthenticationError,
    BatchRejectedError,
    ConfigurationError,
    QuotaError,
    RetryableError,
    ReverseEtlError,
)
from reverse_etl.jobs import JobWaiter
from reverse_etl.journal import Journal
from reverse_etl.records import Batch, Change, Operation, Outcome, RecordResult
from reverse_etl.redaction import redact, safe_reason

log = logging.getLogger(__name__)

_MAX_FAILURES_SHOWN = 20
# A destination that lost this many batches in a row is away; the rest would be too.
_MAX_LOST_BATCHES = 3
_NO_FAILURE = frozenset({Outcome.ACCEPTED, Outcome.ABORTED, Outcome.PENDING})
_LOST = (Outcome.RETRYABLE, Outcome.AMBIGUOUS)

# A result for each change of a batch, and the reason to stop if there is one.
_Answer = tuple[list[RecordResult], ReverseEtlError | None]


class Stopped(Exception):  # noqa: N818
    """Sending ended before all was sent."""

    def __init__(self, cause: ReverseEtlError) -> None:
        self.cause = cause
        super().__init__(str(cause))


class Tally:
    """Outcomes counted, and the first failures kept for the report."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self.failures: list[dict[str, str]] = []
        self._lost_batches = 0

    def add(self, changes: Sequence[Change], results: Sequence[RecordResult]) -> None:
        """Counts a batch, which holds one kind of change."""
        if changes[0].operation is not Operation.FORGET:
            counts = Counter(result.outcome for result in results)
            self.outcomes.update(counts)
            if counts.keys() - _NO_FAILURE:
                for change, result in zip(changes, results, strict=True):
                    if result.outcome not in _NO_FAILURE:
                        self._note(change, result)
        is_lost = all(result.outcome in _LOST for result in results)
        self._lost_batches = self._lost_batches + 1 if is_lost else 0

    def add_settled(self, changes: Sequence[Change], results: Sequence[RecordResult]) -> None:
        """Counts what became of attempts of earlier runs, where the destination knows."""
        for change, result in zip(changes, results, strict=True):
            if result.outcome not in _LOST:
                self.outcomes[result.outcome] += 1
            if result.outcome is Outcome.REJECTED:
                self._note(change, result)

    def _note(self, change: Change, result: RecordResult) -> None:
        if len(self.failures) < _MAX_FAILURES_SHOWN:
            self.failures.append(
                {
                    "record_key": redact(change.record_key),
                    "outcome": result.outcome,
                    "reason": result.reason or "",
                }
            )

    @property
    def is_destination_away(self) -> bool:
        """Whether going on would only lose more."""
        return self._lost_batches >= _MAX_LOST_BATCHES


class Sender:
    """Sends windows of batches; journals an intent before and an outcome after each."""

    def __init__(
        self,
        destination: Destination,
        journal: Journal,
        make_batch: Callable[[Sequence[Change]], Batch],
        waiter: JobWaiter,
        tally: Tally,
        on_progress: Callable[[int], None],
        check_quota: Callable[[], None] = lambda: None,
    ) -> None:
        self._destination = destination
        self._journal = journal
        self._make_batch = make_batch
        self._waiter = waiter
        self._answers_later = destination.capabilities.answers_later
        self._on_progress = on_progress
        self._check_quota = check_quota
        self._concurrency = destination.capabilities.concurrency
        self._pool = ThreadPoolExecutor(self._concurrency)
        self._tally = tally

    def send_window(self, window: Sequence[Sequence[Change]], announce: Callable[[], None]) -> None:
        """Sends the batches; announce runs when the intents are durable."""
        if self._answers_later:
            # The order in which a later run, which only knows the keys, asks for a job's rows.
            window = [sorted(batch, key=lambda change: change.record_key) for batch in window]
        waiting = deque(zip(self._journal.intend(window), window, strict=True))
        announce()
        running: deque[tuple[int, Sequence[Change], Future[_Answer]]] = deque()
        cause: ReverseEtlError | None = None
        while running or (waiting and cause is None):
            while waiting and cause is None and len(running) < self._concurrency:
                number, changes = waiting.popleft()
                future = self._pool.submit(self._attempt, number, changes)
                running.append((number, changes, future))
            number, changes, future = running.popleft()
            # What a thread has begun is waited for: its outcome is a fact.
            results, problem = future.result()
            cause = cause or problem
            self._conclude(number, changes, results)
            if cause is None and self._tally.is_destination_away:
                cause = RetryableError("The destination lost several batches in a row.")
        if cause is not None:
            for number, changes in waiting:
                untried = [RecordResult(Outcome.ABORTED)] * len(changes)
                self._conclude(number, changes, untried)
            raise Stopped(cause)

    def _conclude(
        self, number: int, changes: Sequence[Change], results: Sequence[RecordResult]
    ) -> None:
        self._journal.conclude(number, results)
        self._tally.add(changes, results)
        self._on_progress(len(changes))

    def close(self) -> None:
        """Waits for what is under way."""
        self._pool.shutdown(cancel_futures=True)

    def abort(self, window: Sequence[Sequence[Change]]) -> None:
        """Notes that the batches were planned and never attempted."""
        for number, changes in zip(self._journal.intend(window), window, strict=True):
            results = [RecordResult(Outcome.ABORTED)] * len(changes)
            self._conclude(number, changes, results)

    def _attempt(self, number: int, changes: Sequence[Change]) -> _Answer:
        """Delivers a batch, whole or in parts."""
        if changes[0].operation is Operation.FORGET:
            return [RecordResult(Outcome.ACCEPTED)] * len(changes), None
        results: list[RecordResult] = []
        cause: ReverseEtlError | None = None
        try:
            self._check_quota()
            self._deliver(number, self._make_batch(changes), results)
        except (AuthenticationError, ConfigurationError, QuotaError) as error:
            cause = error
        untried = len(changes) - len(results)
        return [*results, *[RecordResult(Outcome.ABORTED)] * untried], cause

    def _deliver(self, number: int, batch: Batch, results: list[RecordResult]) -> None:
        """Appends results as they come, so that none is lost when a half stops the run."""
        count = len(batch.records)
        try:
            answer = self._call(batch)
            if any(one.outcome is Outcome.PENDING for one in answer):
                # From here on the job's id is all that tells what becomes of the records.
                self._journal.note_jobs(number, len(results), answer)
                answer = self._waiter.wait(batch, answer)
            results += answer
        except BatchRejectedError as error:
            if count == 1:
                results.append(RecordResult(Outcome.REJECTED, safe_reason(error.message)))
                return
            log.info("%s: a batch of %s was refused whole; halving it", batch.sync_name, count)
            middle = count // 2
            for number, part in enumerate((batch.records[:middle], batch.records[middle:])):
                half = replace(batch, id=f"{batch.id}-{number}", records=part)
                self._deliver(number, half, results)
        except RetryableError as error:
            reason = safe_reason(error.message)
            results += [RecordResult(Outcome.RETRYABLE, reason)] * count
        except AmbiguousError as error:
            reason = safe_reason(error.message)
            results += [RecordResult(Outcome.AMBIGUOUS, reason)] * count

    def _call(self, batch: Batch) -> list[RecordResult]:
        results = self._method(batch.operation)(batch)
        if len(results) != len(batch.records):
            raise ReverseEtlError(
                f"A destination gave {len(results)} results for {len(batch.records)} records.",
                "This is a defect of the destination's code.",
            )
        return results

    def _method(self, operation: Operation) -> Callable[[Batch], list[RecordResult]]:
        if operation is Operation.MERGE:
            return cast(Merger, self._destination).merge
        is_removal = operation is Operation.REMOVE
        return self._destination.remove if is_removal else self._destination.send
