"""What the tables say about each sync: its last run, what is there, what fails."""

from dataclasses import dataclass
from datetime import datetime

from reverse_etl.ledger import read_hash_key
from reverse_etl.plan import COUNTS
from reverse_etl.records import Outcome
from reverse_etl.redaction import redact
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Row

_COUNTED = (*COUNTS, "held", *(outcome.value for outcome in Outcome))
_RUN = (
    "run_id",
    "status",
    "message",
    "overrides",
    "override_reason",
    "started_at",
    "finished_at",
)
_FAILURES_SHOWN = 20


@dataclass(frozen=True)
class SyncStatus:
    """One sync; last_run is None if it never ran."""

    sync_name: str
    destination: str
    last_run: dict[str, object] | None
    in_destination: int
    uncertain: int
    failing: dict[str, int]
    failing_rows: list[dict[str, str]]


def read_status(session: Session, names: list[str]) -> list[SyncStatus]:
    """The status of the named syncs, or of all."""
    syncs = session.syncs(names)
    with session.warehouse.connect(read_only=True) as connection:
        read_hash_key(connection)
        reader = _StatusReader(session, connection)
        return [reader.read(sync.name, sync.destination) for sync in syncs]


class _StatusReader:
    def __init__(self, session: Session, connection: Connection) -> None:
        self._connection = connection
        self._literal = session.warehouse.dialect.literal

    def read(self, name: str, destination: str) -> SyncStatus:
        where = f"where sync_name = {self._literal(name)}"
        there, uncertain = self._connection.rows(
            "select coalesce(sum(case when is_in_destination then 1 else 0 end), 0), "
            "coalesce(sum(case when is_uncertain or in_flight_run_id is not null "
            f"then 1 else 0 end), 0) from reverse_etl.sync_state {where}"
        )[0]
        is_failing = f"{where} and outcome <> 'accepted'"
        failing = self._connection.rows(
            "select outcome, count(*) from reverse_etl.sync_state "
            f"{is_failing} group by outcome order by outcome"
        )
        rows = self._connection.rows(
            "select record_key, outcome, reason from reverse_etl.sync_state "
            f"{is_failing} order by attempted_at desc, record_key limit {_FAILURES_SHOWN}"
        )
        return SyncStatus(
            sync_name=name,
            destination=destination,
            last_run=self._last_run(where),
            in_destination=int(there),
            uncertain=int(uncertain),
            failing={str(outcome): int(count) for outcome, count in failing},
            failing_rows=[_failing_row(row) for row in rows],
        )

    def _last_run(self, where: str) -> dict[str, object] | None:
        names = [*_RUN, *(f"count_{name}" for name in _COUNTED)]
        rows = self._connection.rows(
            f"select {', '.join(names)} from reverse_etl.sync_runs {where} "
            "order by started_at desc, run_id limit 1"
        )
        if not rows:
            return None
        run = {name: _plain(value) for name, value in zip(names, rows[0], strict=True)}
        counts = {name: run.pop(f"count_{name}") or 0 for name in _COUNTED}
        return {**run, "counts": counts}


def _plain(value: object) -> object:
    return value.isoformat() + "Z" if isinstance(value, datetime) else value


def _failing_row(row: Row) -> dict[str, str]:
    record_key, outcome, reason = row
    return {"record_key": redact(record_key), "outcome": outcome, "reason": reason or ""}
