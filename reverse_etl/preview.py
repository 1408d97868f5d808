"""What a sync would do now, for people and machines; changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from reverse_etl.config import SyncConfig
from reverse_etl.destinations.base import Capabilities
from reverse_etl.guard import Case, Verdict, judge
from reverse_etl.plan import Plan, Planner
from reverse_etl.plan_sql import SENDABLE, UPSERTS
from reverse_etl.records import Change, Guard
from reverse_etl.redaction import mask_value, redact
from reverse_etl.runner import SyncOptions
from reverse_etl.session import Session, check_fit
from reverse_etl.spool import changes_of, row_bytes
from reverse_etl.upstream import builds_of, read_builds
from reverse_etl.warehouse import Connection, Row

_WEIGHED = 50
_SHOWN = 3


@dataclass(frozen=True)
class Preview:
    """A plan with its guards; samples show the shape of values, never values."""

    sync_name: str
    destination: str
    type: str
    object_name: str
    mode: str
    counts: Mapping[str, int]
    changed_columns: Mapping[str, int]
    invalid: Mapping[str, int]
    guards: tuple[Guard, ...]
    requests: int
    minutes: float | None
    days_of_quota: float | None
    plan_hash: str
    samples: tuple[Mapping[str, object], ...]


def preview_sync(session: Session, sync: SyncConfig, options: SyncOptions) -> Preview:
    """Plans one sync in one short connection that writes nothing."""
    destination = session.open_destination(sync)
    try:
        with session.warehouse.connect(read_only=True) as connection:
            session.ledger.check(sync, connection)
            columns = Planner(sync, connection, session.warehouse.dialect).check()
            check_fit(destination, sync, columns)
            return preview_on(session, connection, sync, destination.capabilities, options)
    finally:
        destination.close()


def preview_on(
    session: Session,
    connection: Connection,
    sync: SyncConfig,
    offered: Capabilities,
    options: SyncOptions,
    *,
    is_built: bool = True,
) -> Preview:
    """The same on an open connection, which it leaves as it was.

    Of a model that is_built does not hold of, earlier builds tell nothing.
    """
    hash_key = session.ledger.check(sync, connection)
    planner = Planner(
        sync,
        connection,
        session.warehouse.dialect,
        offered=offered,
        retry_rejected=options.retry_rejected,
        sends_all=options.resync,
    )
    plan = planner.make(hash_key)
    dialect, project = session.warehouse.dialect, session.project
    noted = read_builds(connection, dialect, project) if is_built else {}
    builds = builds_of(sync, project, noted)
    case = Case(sync, plan, project, builds, offered, datetime.now(UTC))
    verdict = judge(case, options.overrides)
    samples = _read_samples(planner, plan)
    requests = _requests(plan, verdict, _batch_rows(samples, plan, offered))
    pace, quota = offered.requests_per_second, offered.daily_requests
    preview = Preview(
        sync_name=sync.name,
        destination=sync.destination,
        type=session.type_of(sync).type_name,
        object_name=sync.object_name,
        mode=sync.mode,
        counts={**plan.counts, "held": verdict.held},
        changed_columns=planner.changed_columns(plan),
        invalid=plan.invalid,
        guards=verdict.guards,
        requests=requests,
        minutes=round(requests / pace / 60, 2) if pace else None,
        days_of_quota=round(requests / quota, 2) if quota else None,
        plan_hash=planner.digest(),
        samples=tuple(_masked_samples(sync, samples, plan)),
    )
    planner.forget()
    return preview


def _read_samples(planner: Planner, plan: Plan) -> dict[str, list[Row]]:
    """Some changes of each kind, read once: of what is sent enough to tell its size."""
    return {
        action: planner.samples(action, _WEIGHED if action in UPSERTS else _SHOWN)
        for action in SENDABLE
        if plan.counts.get(action)
    }


def _batch_rows(samples: Mapping[str, Sequence[Row]], plan: Plan, offered: Capabilities) -> int:
    """How many rows a batch will have, by the size of some of them."""
    rows = [row for action in UPSERTS for row in samples.get(action, ())]
    if not rows:
        return offered.batch_rows
    mean = sum(row_bytes(row, plan.columns) for row in rows) / len(rows)
    return max(1, min(offered.batch_rows, int(offered.batch_bytes / mean)))


def _requests(plan: Plan, verdict: Verdict, batch_rows: int) -> int:
    """One kind of change does not share a request with another; removals share theirs."""
    counts = Counter[str]()
    for action in verdict.actions:
        if action != "forgotten":
            counts[action.split("_")[0]] += plan.counts.get(action, 0)
    return sum(ceil(count / batch_rows) for count in counts.values())


def _masked_samples(
    sync: SyncConfig, samples: Mapping[str, Sequence[Row]], plan: Plan
) -> Iterator[dict[str, object]]:
    for action, rows in samples.items():
        for row in rows[:_SHOWN]:
            (change,) = changes_of([[value] for value in row], plan.columns)
            yield _sample(sync, action, change)


def _sample(sync: SyncConfig, action: str, change: Change) -> dict[str, object]:
    is_pii = bool(sync.pii_columns & set(sync.key))
    key = mask_value(change.record_key) if is_pii else redact(change.record_key)
    fields = {name: mask_value(value) for name, value in change.fields.items()}
    return {"action": action, "record_key": key, "fields": fields}
