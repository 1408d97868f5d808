"""What a sync would do: the model compared with consent, suppressions and state, in SQL."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from reverse_etl.config import AS_OF_MODEL, SyncConfig
from reverse_etl.errors import ConfigurationError
from reverse_etl.plan_sql import PlanSql
from reverse_etl.records import Change, ChangeType, Column
from reverse_etl.warehouse import Connection, Dialect, Row

COUNTS = (
    "added",
    "changed",
    "removed_left_model",
    "removed_refused",
    "removed_unknown_consent",
    "unchanged",
    "withheld_no_consent",
    "suppressed",
    "invalid",
    "rejected_waiting",
)
_FETCH = 5000


@dataclass(frozen=True)
class Plan:
    """What a sync found, before any guard; the rows wait in the warehouse's temporary table."""

    columns: tuple[Column, ...]
    counts: Mapping[str, int]
    rows_in_model: int
    rows_in_destination: int
    consents: int


class Planner:
    """Plans one sync on one open connection."""

    def __init__(
        self,
        sync: SyncConfig,
        connection: Connection,
        dialect: Dialect,
        *,
        retry_rejected: bool = False,
    ) -> None:
        self._sync = sync
        self._connection = connection
        self._dialect = dialect
        self._sql = PlanSql(sync, dialect, retry_rejected)

    def check(self) -> tuple[Column, ...]:
        """The columns that are sent; raises where the model cannot be synced."""
        columns = self._connection.columns(self._sync.relation)
        names = [column.name for column in columns]
        for wanted in ("profile_id", *self._sync.key):
            if wanted not in names:
                raise ConfigurationError(
                    f"Sync {self._sync.name} ({self._sync.file}): the model "
                    f"{self._sync.relation} has no column {wanted}.",
                    "Select it in the model, or correct `key`; then run `dbt build`.",
                )
        return tuple(column for column in columns if column.name != "profile_id")

    def make(self, hash_key: str) -> Plan:
        """Compares; leaves the temporary tables sync_model and sync_plan."""
        columns = self.check()
        self._connection.execute(self._sql.model(columns, hash_key))
        self._connection.execute(self._sql.plan(self._as_of()))
        return Plan(
            columns=columns,
            counts=self._counts(),
            rows_in_model=self._number("select sum(count_rows) from sync_model"),
            rows_in_destination=self._number(
                "select count(*) from reverse_etl.sync_state where is_in_destination "
                f"and sync_name = {self._dialect.literal(self._sync.name)}"
            ),
            consents=self._number(
                f"select count(*) from {self._sync.relations['profile_consents']}"
            ),
        )

    def changes(self, plan: Plan, actions: Sequence[str]) -> Iterator[list[Change]]:
        """The planned changes with their values, refusals first, each list small."""
        for rows in self._connection.stream(self._sql.changes(plan.columns, actions), _FETCH):
            yield [self._change(row, plan.columns) for row in rows]

    def digest(self) -> str:
        """A hash of all that would be done; equal for equal plans."""
        found = hashlib.sha256()
        for rows in self._connection.stream(self._sql.actions(), _FETCH):
            for row in rows:
                found.update(repr(row).encode())
        return found.hexdigest()

    def samples(self, plan: Plan, action: str, count: int = 3) -> list[Change]:
        """A few of the planned changes of one kind."""
        sql = f"{self._sql.changes(plan.columns, [action])} limit {count}"
        return [self._change(row, plan.columns) for row in self._connection.rows(sql)]

    def _change(self, row: Row, columns: tuple[Column, ...]) -> Change:
        record_key, profile_id, action, payload_hash, answered_run_id, *values = row
        kind, _, reason = action.partition("_")
        change_type = ChangeType(kind)
        is_sent = change_type in (ChangeType.ADDED, ChangeType.CHANGED)
        names = (column.name for column in columns)
        return Change(
            record_key=record_key,
            profile_id=profile_id,
            change_type=change_type,
            reason=reason or None,
            payload_hash=payload_hash if is_sent else None,
            answered_run_id=answered_run_id,
            fields=dict(zip(names, values, strict=True)) if is_sent else {},
        )

    def _number(self, sql: str) -> int:
        return int(self._connection.rows(sql)[0][0] or 0)

    def _counts(self) -> dict[str, int]:
        """Rows by what would be done with them; all of COUNTS, also those with none."""
        found = self._connection.rows(
            "select action, count(*), sum(count_rows), "
            "sum(case when is_in_model then 1 else 0 end) from sync_plan group by action"
        )
        in_model = self._number("select count(*) from sync_model")
        counts = dict.fromkeys(COUNTS, 0)
        for action, count, count_rows, count_in_model in found:
            in_model -= int(count_in_model)
            if action in counts:
                counts[action] = int(count_rows if action == "invalid" else count)
        return {**counts, "unchanged": in_model}

    def _as_of(self) -> datetime:
        found = self._connection.rows(f"select as_of_at from {self._sync.relations[AS_OF_MODEL]}")
        if len(found) == 1 and isinstance(found[0][0], datetime):
            return found[0][0]
        raise ConfigurationError(
            f"{AS_OF_MODEL} does not hold one instant.", "Run `dbt build` again."
        )
