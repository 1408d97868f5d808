"""What a sync would do now, for people and machines; changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

from reverse_etl.config import SyncConfig
from reverse_etl.guard import Case, Verdict, judge
from reverse_etl.plan import Plan, Planner
from reverse_etl.plan_sql import SENDABLE
from reverse_etl.records import Change, Guard
from reverse_etl.redaction import mask_value, redact
from reverse_etl.runner import SyncOptions
from reverse_etl.session import Session


@dataclass(frozen=True)
class Preview:
    """A plan with its guards; samples show the shape of values, never values."""

    sync_name: str
    destination: str
    type: str
    object_name: str
    mode: str
    counts: Mapping[str, int]
    guards: tuple[Guard, ...]
    requests: int
    plan_hash: str
    samples: tuple[Mapping[str, object], ...]


def preview_sync(session: Session, sync: SyncConfig, options: SyncOptions) -> Preview:
    """Plans one sync in one short connection that writes nothing."""
    destination = session.open_destination(sync)
    offered = destination.capabilities
    destination.close()
    dialect = session.warehouse.dialect
    with session.warehouse.connect(read_only=True) as connection:
        hash_key = session.ledger.check(sync, connection)
        planner = Planner(
            sync,
            connection,
            dialect,
            offered=offered,
            retry_rejected=options.retry_rejected,
        )
        plan = planner.make(hash_key)
        case = Case(sync, plan, session.project, offered, datetime.now(UTC))
        verdict = judge(case, options.overrides)
        return Preview(
            sync_name=sync.name,
            destination=sync.destination,
            type=session.type_of(sync).type_name,
            object_name=sync.object_name,
            mode=sync.mode,
            counts={**plan.counts, "held": verdict.held},
            guards=verdict.guards,
            requests=_requests(plan, verdict, offered.batch_rows),
            plan_hash=planner.digest(),
            samples=tuple(_samples(sync, planner, plan)),
        )


def _requests(plan: Plan, verdict: Verdict, batch_rows: int) -> int:
    counts = {action: plan.counts.get(action, 0) for action in verdict.actions}
    removals = sum(count for action, count in counts.items() if "removed" in action)
    upserts = sum(counts.values()) - removals
    return ceil(removals / batch_rows) + ceil(upserts / batch_rows)


def _samples(sync: SyncConfig, planner: Planner, plan: Plan) -> list[dict[str, object]]:
    return [
        _sample(sync, action, change)
        for action in SENDABLE
        if plan.counts.get(action)
        for change in planner.samples(plan, action)
    ]


def _sample(sync: SyncConfig, action: str, change: Change) -> dict[str, object]:
    is_pii = bool(sync.pii_columns & set(sync.key))
    key = mask_value(change.record_key) if is_pii else redact(change.record_key)
    fields = {name: mask_value(value) for name, value in change.fields.items()}
    return {"action": action, "record_key": key, "fields": fields}
