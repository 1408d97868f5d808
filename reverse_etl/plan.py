"""What a sync would do: the model compared with consent, suppressions and state, in SQL."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reverse_etl.config import AS_OF_MODEL, STATEMENTS_MODEL, SyncConfig
from reverse_etl.destinations.base import Capabilities
from reverse_etl.errors import ConfigurationError, WarehouseError
from reverse_etl.plan_rows_sql import PlanRowsSql
from reverse_etl.plan_sql import PlanSql
from reverse_etl.records import Column
from reverse_etl.warehouse import Block, Connection, Dialect, Row

COUNTS = (
    "added",
    "changed",
    "refresh_due",
    "merged",
    "removed_left_model",
    "removed_refused",
    "removed_unknown_consent",
    "unchanged",
    "withheld_no_consent",
    "suppressed",
    "invalid",
    "rejected_waiting",
)
_WANTED = ("added", "changed", "refresh_due", "unchanged")
# Records that were accepted when the model had other columns.
UNKNOWN_COLUMNS = "(other columns)"
_FETCH = 5000


_MAX_MERGE_ROUNDS = 60


@dataclass(frozen=True)
class Consents:
    """The state of consent: statements, profiles that grant all purposes, the newest load."""

    count: int
    granted: int
    loaded_at: datetime | None


@dataclass(frozen=True)
class Before:
    """What the last run that no guard held back found; nothing before the first."""

    granted: int | None = None
    columns: Mapping[str, str] | None = None
    wanted: int = 0


@dataclass(frozen=True)
class Plan:
    """What a sync found, before any guard; the rows wait in the warehouse's temporary table."""

    columns: tuple[Column, ...]
    counts: Mapping[str, int]
    invalid: Mapping[str, int]
    rows_in_model: int
    rows_in_destination: int
    as_of: datetime
    consents: Consents
    before: Before

    @property
    def kinds(self) -> dict[str, str]:
        """The columns that are sent, with the kind of each."""
        return {column.name: column.kind for column in self.columns}

    @property
    def wanted(self) -> int:
        """How many records are to be at the destination."""
        return sum(self.counts[name] for name in _WANTED)


class Planner:
    """Plans one sync on one open connection."""

    def __init__(
        self,
        sync: SyncConfig,
        connection: Connection,
        dialect: Dialect,
        *,
        offered: Capabilities | None = None,
        retry_rejected: bool = False,
        sends_all: bool = False,
    ) -> None:
        self._sync = sync
        self._connection = connection
        self._dialect = dialect
        self._sql = PlanSql(
            sync,
            dialect,
            retry_rejected=retry_rejected,
            sends_all=sends_all,
            ttl_days=offered.ttl_days if offered else None,
            is_idempotent=offered is None or offered.is_idempotent,
        )
        self._can_merge = bool(offered and offered.can_merge)
        self._rows = PlanRowsSql(sync, dialect, (), "")

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
        as_of = self._as_of()
        self._rows = PlanRowsSql(self._sync, self._dialect, columns, hash_key)
        execute = self._connection.execute
        execute(self._sql.verdicts(as_of))
        self._follow_merges()
        execute(self._sql.model(columns, hash_key))
        merges = self._can_merge and bool(self._number(self._sql.count_moved()))
        execute(self._sql.plan(as_of, datetime.now(UTC).replace(tzinfo=None), merges))
        rows_in_model = self._number("select count(*) from sync_model")
        return Plan(
            columns=columns,
            counts=self._counts(rows_in_model),
            invalid=self._invalid(),
            rows_in_model=rows_in_model,
            rows_in_destination=self._number(
                "select count(*) from reverse_etl.sync_state where is_in_destination "
                f"and sync_name = {self._dialect.literal(self._sync.name)}"
            ),
            as_of=as_of,
            consents=self._consents(),
            before=self._before(),
        )

    def forget(self) -> None:
        """Drops what make left, so that another sync can be planned on the same connection."""
        for table in ("sync_verdicts", "sync_merges", "sync_model", "sync_plan"):
            self._connection.execute(f"drop table if exists {table}")

    def _follow_merges(self) -> None:
        self._connection.execute(self._sql.merges())
        for _ in range(_MAX_MERGE_ROUNDS):
            if not self._number(self._sql.count_merge_chains()):
                return
            self._connection.execute(self._sql.follow_merges())
        raise WarehouseError(
            f"{self._sync.relations['identity_changes']} merges profiles in a circle.",
            "Look for profiles whose newest change is merged, each into the other.",
        )

    def _consents(self) -> Consents:
        relations, purposes = self._sync.relations, len(self._sync.consent.purposes)
        statements = relations[STATEMENTS_MODEL]
        return Consents(
            count=self._number(f"select count(*) from {relations['profile_consents']}"),
            granted=self._number(
                f"select count(*) from sync_verdicts where count_granted = {purposes}"
            ),
            loaded_at=self._connection.rows(f"select max(loaded_at) from {statements}")[0][0],
        )

    def _before(self) -> Before:
        """Of runs that a guard held back nothing counts, else the second would find all well."""
        wanted = " + ".join(f"coalesce(count_{name}, 0)" for name in _WANTED)
        found = self._connection.rows(
            f"select count_granted, model_columns, {wanted} from reverse_etl.sync_runs "
            f"where sync_name = {self._dialect.literal(self._sync.name)} "
            "and status in ('succeeded', 'partial', 'aborted') and model_columns is not null "
            "order by started_at desc, run_id limit 1"
        )
        if not found:
            return Before()
        granted, columns, count = found[0]
        return Before(granted, json.loads(columns), int(count))

    def _invalid(self) -> dict[str, int]:
        row = self._connection.rows(self._sql.invalid())[0]
        names = ("with a null or blank key", "with a key of another row", "without a profile")
        return {name: int(count or 0) for name, count in zip(names, row, strict=True)}

    def changes(self, actions: Sequence[str]) -> Iterator[Block]:
        """The planned changes with their values, refusals first, as the spool takes them."""
        return self._connection.blocks(self._rows.changes(actions), _FETCH)

    def changed_columns(self, plan: Plan) -> dict[str, int]:
        """How many of the changed records differ in each column, those with any."""
        if not plan.counts["changed"]:
            return {}
        *counts, unknown = self._connection.rows(self._rows.changed_columns())[0]
        names = sorted(plan.kinds)
        found = {name: int(count) for name, count in zip(names, counts, strict=True) if count}
        return {**found, UNKNOWN_COLUMNS: int(unknown)} if unknown else found

    def digest(self) -> str:
        """A hash of all that would be done; equal for equal plans."""
        found = hashlib.sha256()
        for rows in self._connection.stream(self._sql.actions(), _FETCH):
            for row in rows:
                found.update(repr(row).encode())
        return found.hexdigest()

    def samples(self, action: str, count: int) -> list[Row]:
        """A few of the planned changes of one kind."""
        return self._connection.rows(self._rows.changes([action], count))

    def _number(self, sql: str) -> int:
        return int(self._connection.rows(sql)[0][0] or 0)

    def _counts(self, rows_in_model: int) -> dict[str, int]:
        """Rows by what would be done with them; all of COUNTS, also those with none."""
        found = self._connection.rows(
            "select action, count(*), sum(count_rows), "
            "sum(case when is_in_model then count_rows else 0 end) from sync_plan group by action"
        )
        counts = dict.fromkeys(COUNTS, 0)
        # The plan has every row of the model but the unchanged, which have a key each.
        unchanged = rows_in_model
        for action, count, count_rows, count_in_model in found:
            unchanged -= int(count_in_model)
            if action in counts:
                counts[action] = int(count_rows if action == "invalid" else count)
        return {**counts, "unchanged": unchanged}

    def _as_of(self) -> datetime:
        found = self._connection.rows(f"select as_of_at from {self._sync.relations[AS_OF_MODEL]}")
        if len(found) == 1 and isinstance(found[0][0], datetime):
            return found[0][0]
        raise ConfigurationError(
            f"{AS_OF_MODEL} does not hold one instant.", "Run `dbt build` again."
        )
