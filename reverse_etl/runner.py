"""One sync from beginning to end: recover, lease, plan, guard, send, record."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from uuid import uuid4

from reverse_etl.batching import BatchLimits, cut, make_batch, windows
from reverse_etl.config import SyncConfig
from reverse_etl.destinations.base import Destination
from reverse_etl.errors import ConfigurationError, PlanChangedError, ReverseEtlError
from reverse_etl.guard import Case, Verdict, check_overrides, judge
from reverse_etl.jobs import JobWaiter, ask_for_jobs, look_up_lost
from reverse_etl.journal import Journal, JournalReader, RunInfo, now_text
from reverse_etl.ledger import Finish, describe_process, read_hash_key
from reverse_etl.notify import check_notification, notify
from reverse_etl.outcomes import Outcomes
from reverse_etl.pacing import Meter
from reverse_etl.plan import COUNTS, Plan, Planner
from reverse_etl.progress import Progress
from reverse_etl.records import Outcome, Status, SyncResult
from reverse_etl.redaction import redact
from reverse_etl.sender import Sender, Stopped, Tally
from reverse_etl.session import Session, check_fit
from reverse_etl.spool import Spool, read_changes
from reverse_etl.upstream import builds_of, read_builds

log = logging.getLogger(__name__)

_WINDOW_ROWS = 10_000
# Where the tables are not kept up with it, a window costs little, and a kill leaves less unclear.
_WINDOW_ROWS_ALONE = 5_000
_RENEW_SECONDS = 60


@dataclass(frozen=True)
class SyncOptions:
    """How a sync is asked to run; plan_hash is of the plan that it must still be.

    resync sends everything that is to be there again, whatever was accepted before, and
    removes as ever what is there by our books and should not be.
    """

    retry_rejected: bool = False
    overrides: tuple[str, ...] = ()
    override_reason: str = ""
    plan_hash: str | None = None
    resync: bool = False


def run_sync(session: Session, sync: SyncConfig, options: SyncOptions) -> SyncResult:
    """Carries out one sync; raises only if nothing was begun or nothing could be recorded."""
    check_overrides(options.overrides)
    if options.overrides and not options.override_reason.strip():
        raise ConfigurationError(
            f"An override of {', '.join(options.overrides)} needs a reason, which is recorded.",
            'Add --reason "..." and say why it is right this time.',
        )
    check_notification(session)
    meter = Meter()
    destination = session.open_destination(sync, meter)
    try:
        with session.folder.lock_sync(sync.name):
            for name in session.ledger.recover():
                log.warning("Recovered a run of %s that ended before its time", name)
            run = _Run(session, sync, options, destination, meter)
            result = run.carry_out()
        notify(session, result, run.previous_status)
        return result
    finally:
        destination.close()


class _Run:
    """The state of one run."""

    def __init__(
        self,
        session: Session,
        sync: SyncConfig,
        options: SyncOptions,
        destination: Destination,
        meter: Meter,
    ) -> None:
        self._meter = meter
        self._session = session
        self._sync = sync
        self._options = options
        self._destination = destination
        self._recorded_at = time.monotonic()
        self._plan: Plan | None = None
        self._verdict = Verdict((), (), 0)
        self._tally = Tally()
        self._outcomes: Outcomes | None = None
        self.previous_status: str | None = None

    def carry_out(self) -> SyncResult:
        run = self._begin()
        folder = self._session.folder
        with folder.open_journal(self._sync.name, run.run_id) as stream:
            path = folder.journal_path(self._sync.name, run.run_id)
            journal, reader = Journal(stream, run), JournalReader(path)
            with folder.open_spool(f"{self._sync.name}.outcomes") as kept:
                outcomes = self._outcomes = Outcomes(kept)
                status, message, exit_code = self._work(run, journal, reader)
                finish = self._end(status, message)
                if status is Status.FAILED:
                    self._session.ledger.finish_from(run, path, finish)
                else:
                    self._session.ledger.finish(run, reader, finish, outcomes.read())
            path.unlink()
        return SyncResult(
            sync_name=self._sync.name,
            run_id=run.run_id,
            status=status,
            counts=self._counts(),
            message=message,
            guards=self._verdict.guards,
            failures=tuple(self._tally.failures),
            exit_code=exit_code,
        )

    def _begin(self) -> RunInfo:
        """Validates against the warehouse, then takes the lease: both or neither."""
        run = RunInfo(
            run_id=uuid4().hex,
            sync_name=self._sync.name,
            destination_name=self._sync.destination,
            object_name=self._sync.object_name,
            sync_mode=self._sync.mode,
            overrides=", ".join(self._options.overrides),
            override_reason=redact(self._options.override_reason.strip()),
            started_by=describe_process(),
            started_at=now_text(),
        )
        with self._session.warehouse.connect() as connection:
            self._session.ledger.check(self._sync, connection)
            columns = Planner(self._sync, connection, self._session.warehouse.dialect).check()
            check_fit(self._destination, self._sync, columns)
            daily = self._destination.capabilities.daily_requests
            used = self._session.ledger.requests_today(connection, self._sync.destination)
            self._meter.allow(daily, used)
            self.previous_status = self._session.ledger.last_status(connection, self._sync)
            return self._session.ledger.begin(connection, run)

    def _work(
        self, run: RunInfo, journal: Journal, reader: JournalReader
    ) -> tuple[Status, str, int]:
        """Plans and sends; how it ended, in a word, a sentence and an exit code."""
        try:
            self._plan_and_send(run, journal, reader)
        except Stopped as stop:
            return Status.ABORTED, str(stop.cause), stop.cause.exit_code
        except ReverseEtlError as error:
            return Status.FAILED, str(error), error.exit_code
        except BaseException as error:
            # Also a defect or Ctrl-C ends with a closed run: what is known gets recorded.
            with suppress(ReverseEtlError):
                finish = self._end(Status.INTERRUPTED, f"ended by {type(error).__name__}")
                path = self._session.folder.journal_path(run.sync_name, run.run_id)
                self._session.ledger.finish_from(run, path, finish)
                path.unlink()
            raise
        if self._verdict.guards:
            reasons = "; ".join(f"{one.name}: {one.reason}" for one in self._verdict.guards)
            return Status.GUARDED, reasons, 3
        failed = (Outcome.REJECTED, Outcome.RETRYABLE, Outcome.AMBIGUOUS)
        is_partial = any(self._tally.outcomes[outcome] for outcome in failed)
        waiting = self._tally.outcomes[Outcome.PENDING]
        message = f"{waiting} records wait for a job of the destination" if waiting else ""
        return (Status.PARTIAL, message, 1) if is_partial else (Status.SUCCEEDED, message, 0)

    def _plan_and_send(self, run: RunInfo, journal: Journal, reader: JournalReader) -> None:
        folder = self._session.folder
        waiter = JobWaiter(self._destination, self._session.sleep)
        self._settle(run, journal, reader, waiter)
        with folder.open_spool(self._sync.name) as stream:
            spool = Spool(stream)
            plan, count = self._make_plan(spool)
            progress = Progress(self._sync.name, count)

            def advance(rows: int) -> None:
                progress.advance(rows)
                # A slow window must not outlive the lease.
                if time.monotonic() - self._recorded_at > _RENEW_SECONDS:
                    self._record(run, reader)

            sender = Sender(
                self._destination,
                journal,
                partial(make_batch, self._sync, run.run_id, plan.columns),
                waiter,
                self._tally,
                advance,
                partial(self._meter.check, self._sync.destination),
                looks_ahead=not self._session.warehouse.is_server,
            )
            try:
                self._send_all(sender, spool, plan, lambda: self._record(run, reader))
            finally:
                progress.close()
                sender.close()

    def _settle(
        self, run: RunInfo, journal: Journal, reader: JournalReader, waiter: JobWaiter
    ) -> None:
        """Learns what became of earlier attempts, so that the plan need not guess."""
        offered, ledger = self._destination.capabilities, self._session.ledger
        asks = offered.can_look_up and not offered.is_idempotent
        if not (offered.answers_later or asks):
            return
        with self._session.warehouse.connect(read_only=True) as connection:
            jobs = ledger.open_jobs(connection, self._sync) if offered.answers_later else []
            lost = ledger.lost_answers(connection, self._sync) if asks else []
        batch_of = partial(make_batch, self._sync, run.run_id, ())
        for changes, results in chain(
            ask_for_jobs(waiter, batch_of, jobs), look_up_lost(self._destination, batch_of, lost)
        ):
            (number,) = journal.intend([changes])
            journal.conclude((number, results))
            self._tally.add_settled(changes, results)
            log.info("%s: asked again about %s records", self._sync.name, len(changes))
        if jobs or lost:
            ledger.record(run, reader)

    def _make_plan(self, spool: Spool) -> tuple[Plan, int]:
        """Plans in one short connection; what may be sent lies in the spool afterwards."""
        session, options = self._session, self._options
        with session.warehouse.connect(read_only=True) as connection:
            planner = Planner(
                self._sync,
                connection,
                session.warehouse.dialect,
                offered=self._destination.capabilities,
                retry_rejected=options.retry_rejected,
                sends_all=options.resync,
            )
            plan = self._plan = planner.make(read_hash_key(connection))
            if options.plan_hash is not None and options.plan_hash != planner.digest():
                raise PlanChangedError(
                    f"The model or the state of {self._sync.name} moved since the plan.",
                    "Look at a new plan.",
                )
            offered = self._destination.capabilities
            noted = read_builds(connection, session.warehouse.dialect, session.project)
            builds = builds_of(self._sync, session.project, noted)
            case = Case(self._sync, plan, session.project, builds, offered, datetime.now(UTC))
            verdict = self._verdict = judge(case, options.overrides)
            return plan, spool.write(planner.changes(verdict.actions))

    def _send_all(
        self, sender: Sender, spool: Spool, plan: Plan, record: Callable[[], None]
    ) -> None:
        offer = self._destination.capabilities
        limits = BatchLimits(offer.batch_rows, offer.batch_bytes)
        is_server = self._session.warehouse.is_server
        window_rows = _WINDOW_ROWS if is_server else _WINDOW_ROWS_ALONE
        rows = max(window_rows, offer.batch_rows * offer.concurrency)
        changes = read_changes(spool.read(), plan.columns)
        sender.send(windows(cut(changes, limits), rows), record)

    def _record(self, run: RunInfo, reader: JournalReader) -> None:
        """Keeps the tables up with the journal where others may look at them meanwhile."""
        if self._session.warehouse.is_server:
            self._session.ledger.record(run, reader)
        elif self._outcomes is not None:
            self._outcomes.add(reader.read())
        self._recorded_at = time.monotonic()

    def _end(self, status: Status, message: str) -> Finish:
        granted = self._plan.consents.granted if self._plan else None
        counts = {**self._counts(), "requests": self._meter.made}
        return Finish(status, message, counts, granted, self._plan.kinds if self._plan else None)

    def _counts(self) -> dict[str, int]:
        counts = dict(self._plan.counts) if self._plan else dict.fromkeys(COUNTS, 0)
        outcomes = {outcome.value: self._tally.outcomes[outcome] for outcome in Outcome}
        return {**counts, "held": self._verdict.held, **outcomes}
