"""Delivers batches: in parallel where a destination allows it, each record with an outcome."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
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
from reverse_etl.records import Batch, Change, ChangeType, Operation, Outcome, RecordResult
from reverse_etl.redaction import redact, safe_reason

log = logging.getLogger(__name__)

_MAX_FAILURES_SHOWN = 20
# A destination that lost this many batches in a row is away; the rest would be too.
_MAX_LOST_BATCHES = 3
_NO_FAILURE = frozenset({Outcome.ACCEPTED, Outcome.ABORTED, Outcome.PENDING})
_LOST = (Outcome.RETRYABLE, Outcome.AMBIGUOUS)

# A result for each change of a batch, and the reason to stop if there is one.
_Answer = tuple[list[RecordResult], ReverseEtlError | None]
# Batches of one kind of change; and one with its number in the journal.
_Window = Sequence[Sequence[Change]]
_Intended = tuple[int, Sequence[Change]]


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
    """Sends windows of batches; journals an intent before and an outcome after each.

    looks_ahead: while a window is sent, the next is read and its intents made durable.
    """

    def __init__(
        self,
        destination: Destination,
        journal: Journal,
        make_batch: Callable[[Sequence[Change]], Batch],
        waiter: JobWaiter,
        tally: Tally,
        on_progress: Callable[[int], None],
        check_quota: Callable[[], None] = lambda: None,
        *,
        looks_ahead: bool = True,
    ) -> None:
        self._destination = destination
        self._journal = journal
        self._make_batch = make_batch
        self._waiter = waiter
        self._answers_later = destination.capabilities.answers_later
        self._is_idempotent = destination.capabilities.is_idempotent
        self._on_progress = on_progress
        self._check_quota = check_quota
        self._concurrency = destination.capabilities.concurrency
        self._pool = ThreadPoolExecutor(self._concurrency)
        self._looks_ahead = looks_ahead
        self._reader = ThreadPoolExecutor(1)
        self._tally = tally
        self._running: dict[Future[_Answer], _Intended] = {}
        self._answered: list[tuple[int, Sequence[RecordResult]]] = []
        self._cause: ReverseEtlError | None = None

    def send(self, windows: Iterable[_Window], announce: Callable[[], None]) -> None:
        """Sends the batches; announce runs when the intents of a window are durable.

        Raises Stopped when all are concluded, where some were not to be attempted.
        """
        left = iter(windows)
        upcoming = self._reader.submit(self._intend_next, left)
        kind: ChangeType | None = None
        while window := upcoming.result():
            if window[0][1][0].change_type is not kind:
                # Who gives up a value is written before who gets it.
                self._finish_running()
                kind = window[0][1][0].change_type
            if self._cause is None:
                announce()
            if self._looks_ahead:
                upcoming = self._reader.submit(self._intend_next, left)
            self._abort([one for one in window if not self._start(*one)])
            if not self._looks_ahead:
                self._finish_running()
                upcoming = self._reader.submit(self._intend_next, left)
        self._finish_running()
        if self._cause is not None:
            raise Stopped(self._cause)

    def _intend_next(self, windows: Iterator[_Window]) -> list[_Intended]:
        """The next window with its numbers in the journal; nothing after the last."""
        window = next(windows, None)
        if window is None:
            return []
        if self._answers_later:
            # The order in which a later run, which only knows the keys, asks for a job's rows.
            window = [sorted(batch, key=lambda change: change.record_key) for batch in window]
        return list(zip(self._journal.intend(window), window, strict=True))

    def _start(self, number: int, changes: Sequence[Change]) -> bool:
        """Begins a batch as soon as there is room for it; whether it may be attempted."""
        while len(self._running) >= self._concurrency:
            self._take_answers()
            if not self._is_idempotent:
                # What a kill now leaves unclear cannot be sent again.
                self._conclude()
        if self._cause is None:
            self._running[self._pool.submit(self._attempt, number, changes)] = number, changes
        # The disk takes its time, which the batch that was just begun can use.
        self._conclude()
        return self._cause is None

    def _finish_running(self) -> None:
        while self._running:
            self._take_answers()
            self._conclude()

    def _take_answers(self) -> None:
        """Waits until a batch is answered; what a thread has begun is a fact."""
        wait(self._running, return_when=FIRST_COMPLETED)
        for future in [one for one in self._running if one.done()]:
            number, changes = self._running.pop(future)
            results, problem = future.result()
            self._answered.append((number, results))
            self._tally.add(changes, results)
            self._cause = self._cause or problem
            if self._cause is None and self._tally.is_destination_away:
                self._cause = RetryableError("The destination lost several batches in a row.")

    def _conclude(self) -> None:
        """Makes durable what was answered."""
        if self._answered:
            self._journal.conclude(*self._answered)
            count = sum(len(results) for _, results in self._answered)
            self._answered.clear()
            self._on_progress(count)

    def _abort(self, window: Sequence[_Intended]) -> None:
        """Notes that the batches were planned and never attempted."""
        for number, changes in window:
            untried = [RecordResult(Outcome.ABORTED)] * len(changes)
            self._answered.append((number, untried))
            self._tally.add(changes, untried)
        self._conclude()

    def close(self) -> None:
        """Waits for what is under way."""
        for pool in (self._pool, self._reader):
            pool.shutdown(cancel_futures=True)

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
