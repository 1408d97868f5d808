"""The SQL of the ledger, for every engine."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from reverse_etl.journal import IN_FLIGHT, RunInfo
from reverse_etl.warehouse import Dialect

OUTCOMES = ("accepted", "rejected", "retryable", "ambiguous", "aborted", "skipped")
_FINAL = "('accepted', 'rejected', 'retryable', 'ambiguous', 'skipped', 'pending')"
_STATE = (
    "sync_name, record_key, profile_id, destination_name, object_name, payload_hash, "
    "attempted_hash, field_hashes, destination_id, job_id, operation, outcome, reason, run_id, "
    "answered_run_id, in_flight_run_id, is_in_destination, is_uncertain, first_accepted_at, "
    "last_accepted_at, attempted_at"
)
# What AttemptLeft holds, in its order.
_ATTEMPT = (
    "run_id, record_key, profile_id, operation, attempted_hash, answered_run_id, is_in_destination"
)


class LedgerSql:
    """Writes the statements; names and values are quoted as the dialect wants."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._literal = dialect.literal

    def places(self, sync_name: str) -> str:
        return (
            "select destination_name, object_name from reverse_etl.sync_state "
            f"where sync_name = {self._literal(sync_name)} "
            "group by destination_name, object_name"
        )

    def lease(self, sync_name: str) -> str:
        return (
            "select run_id, owner, token, expires_at from reverse_etl.sync_leases "
            f"where sync_name = {self._literal(sync_name)}"
        )

    def lease_token(self, sync_name: str) -> str:
        return (
            "select token from reverse_etl.sync_leases "
            f"where sync_name = {self._literal(sync_name)}"
        )

    def drop_lease(self, sync_name: str) -> str:
        return f"delete from reverse_etl.sync_leases where sync_name = {self._literal(sync_name)}"

    def insert_lease(
        self, run: RunInfo, owner: str, token: int, now: datetime, expires: datetime
    ) -> str:
        return self._insert(
            "sync_leases",
            {
                "sync_name": run.sync_name,
                "run_id": run.run_id,
                "owner": owner,
                "token": token,
                "acquired_at": now,
                "expires_at": expires,
            },
        )

    def renew_lease(self, run: RunInfo, expires: datetime) -> str:
        return (
            f"update reverse_etl.sync_leases set expires_at = {self._literal(expires)} "
            f"where {self._own_lease(run)}"
        )

    def release_lease(self, run: RunInfo) -> str:
        # The row stays: its token must go on rising.
        return (
            "update reverse_etl.sync_leases set expires_at = acquired_at "
            f"where {self._own_lease(run)}"
        )

    def _own_lease(self, run: RunInfo) -> str:
        name = self._literal(run.sync_name)
        return f"sync_name = {name} and token = {run.lease_token}"

    def insert_run(self, run: RunInfo) -> str:
        return self._insert(
            "sync_runs",
            {
                "run_id": run.run_id,
                "sync_name": run.sync_name,
                "destination_name": run.destination_name,
                "object_name": run.object_name,
                "sync_mode": run.sync_mode,
                "status": "running",
                "overrides": run.overrides or None,
                "override_reason": run.override_reason or None,
                "started_by": run.started_by,
                "lease_token": run.lease_token,
                "journal_offset": 0,
                "started_at": datetime.fromisoformat(run.started_at),
            },
        )

    def _insert(self, table: str, values: Mapping[str, str | int | datetime | None]) -> str:
        literals = ", ".join(self._literal(value) for value in values.values())
        return f"insert into reverse_etl.{table} ({', '.join(values)}) values ({literals})"

    def interrupt(self, run_id: str) -> str:
        return (
            "update reverse_etl.sync_runs set status = 'interrupted' "
            f"where run_id = {self._literal(run_id)} and status = 'running'"
        )

    def run_offset(self, run_id: str) -> str:
        return (
            "select journal_offset, finished_at from reverse_etl.sync_runs "
            f"where run_id = {self._literal(run_id)}"
        )

    def advance(self, run_id: str, offset: int) -> str:
        return (
            f"update reverse_etl.sync_runs set journal_offset = {offset} "
            f"where run_id = {self._literal(run_id)}"
        )

    def end_run(
        self, run: RunInfo, texts: Mapping[str, str | None], counts: Mapping[str, int], at: str
    ) -> str:
        sets = {f"count_{name}": str(count) for name, count in counts.items()}
        sets |= {name: self._literal(text) for name, text in texts.items()}
        sets["finished_at"] = self._literal(datetime.fromisoformat(at))
        listed = ", ".join(f"{name} = {value}" for name, value in sets.items())
        return (
            f"update reverse_etl.sync_runs set {listed} where run_id = {self._literal(run.run_id)}"
        )

    def last_status(self, sync_name: str) -> str:
        return (
            "select status from reverse_etl.sync_runs where status <> 'running' "
            f"and sync_name = {self._literal(sync_name)} "
            "order by started_at desc, run_id limit 1"
        )

    def requests_since(self, destination: str, instant: datetime) -> str:
        return (
            "select coalesce(sum(count_requests), 0) from reverse_etl.sync_runs "
            f"where destination_name = {self._literal(destination)} "
            f"and started_at >= {self._literal(instant)}"
        )

    def open_jobs(self, sync_name: str) -> str:
        """What jobs of the destination had not decided on when last asked."""
        return (
            f"select job_id, {_ATTEMPT} from reverse_etl.sync_state where job_id is not null "
            f"and sync_name = {self._literal(sync_name)} order by job_id, run_id"
        )

    def lost_answers(self, sync_name: str) -> str:
        """Upserts whose answer was lost, as far as the tables know."""
        return (
            f"select {_ATTEMPT} from reverse_etl.sync_state where is_uncertain and job_id is null "
            "and outcome = 'ambiguous' and operation = 'upsert' "
            f"and sync_name = {self._literal(sync_name)} order by record_key"
        )

    def outcome_counts(self, run_id: str) -> str:
        return (
            "select outcome, count(*) from reverse_etl.sync_log "
            f"where run_id = {self._literal(run_id)} group by outcome"
        )

    def create_outcomes(self) -> str:
        text = self._dialect.text_type
        return f"""
            create temporary table sync_outcomes (
                record_key {text}, profile_id {text}, change_type {text},
                change_reason {text}, operation {text}, payload_hash {text},
                destination_id {text}, outcome {text}, reason {text},
                attempted_at timestamp, field_hashes {text}, origin_run_id {text},
                job_id {text}
            )
        """

    def count_settled(self) -> str:
        """How many of the attempts are of earlier runs."""
        return "select count(*) from sync_outcomes where origin_run_id is not null"

    def merge(self, run: RunInfo, is_ours: bool, is_any_settled: bool) -> Iterator[str]:
        """Brings the attempts in sync_outcomes into state and log, in one transaction."""
        name = self._literal(run.sync_name)
        if not is_ours:
            # A newer run may have sent since; what the destination holds now is unknown.
            yield (
                "update sync_outcomes set outcome = 'ambiguous', "
                "reason = 'another run took over' where outcome = 'accepted'"
            )
        yield f"create temporary table sync_merged as {self._merged(run)}"
        yield (
            f"delete from reverse_etl.sync_state where sync_name = {name} "
            "and record_key in (select record_key from sync_outcomes)"
        )
        # A record that was never taken, is not there and is not on its way is not state.
        yield (
            f"insert into reverse_etl.sync_state ({_STATE}) select {_STATE} "
            "from sync_merged where last_accepted_at is not null or is_uncertain "
            "or in_flight_run_id is not null or outcome in ('rejected', 'skipped')"
        )
        if is_any_settled:
            # Of an attempt of an earlier run the outcome is known now, and was not then.
            yield (
                "delete from reverse_etl.sync_log where exists (select record_key "
                "from sync_outcomes where sync_outcomes.origin_run_id = sync_log.run_id "
                "and sync_outcomes.record_key = sync_log.record_key)"
            )
        yield (
            "insert into reverse_etl.sync_log (sync_name, run_id, record_key, profile_id, "
            "change_type, change_reason, operation, payload_hash, destination_id, outcome, "
            f"reason, attempted_at) select {name}, coalesce(origin_run_id, "
            f"{self._literal(run.run_id)}), record_key, "
            "profile_id, change_type, change_reason, operation, payload_hash, "
            "destination_id, outcome, reason, attempted_at from sync_outcomes "
            f"where outcome not in ('{IN_FLIGHT}', 'pending') and operation <> 'forget'"
        )

    def _merged(self, run: RunInfo) -> str:
        """State after the attempts: what each outcome says, else what was known before."""
        run_id = self._literal(run.run_id)
        final = f"sync_outcomes.outcome in {_FINAL}"
        accepted = "sync_outcomes.outcome = 'accepted'"
        upserted = f"{accepted} and sync_outcomes.operation = 'upsert'"
        sent = f"{accepted} and sync_outcomes.operation <> 'forget'"
        answered = (
            "sync_outcomes.outcome in ('accepted', 'rejected', 'skipped') "
            "and sync_outcomes.operation <> 'forget'"
        )

        def when(condition: str, then: str, column: str) -> str:
            return f"case when {condition} then {then} else state.{column} end as {column}"

        return f"""
            select
                {self._literal(run.sync_name)} as sync_name,
                sync_outcomes.record_key,
                coalesce(
                    case when sync_outcomes.operation = 'upsert'
                        then sync_outcomes.profile_id end,
                    state.profile_id, sync_outcomes.profile_id
                ) as profile_id,
                {self._literal(run.destination_name)} as destination_name,
                {self._literal(run.object_name)} as object_name,
                {when(accepted, "sync_outcomes.payload_hash", "payload_hash")},
                {when(final, "sync_outcomes.payload_hash", "attempted_hash")},
                {when(accepted, "sync_outcomes.field_hashes", "field_hashes")},
                coalesce(sync_outcomes.destination_id, state.destination_id)
                    as destination_id,
                sync_outcomes.job_id,
                {
            when(
                final,
                "case when sync_outcomes.operation = 'forget' then 'remove' "
                "else sync_outcomes.operation end",
                "operation",
            )
        },
                {when(final, "sync_outcomes.outcome", "outcome")},
                {when(final, "sync_outcomes.reason", "reason")},
                {when(final, run_id, "run_id")},
                {when(answered, run_id, "answered_run_id")},
                case when sync_outcomes.outcome = '{IN_FLIGHT}' then {run_id} end
                    as in_flight_run_id,
                case
                    when {accepted} then sync_outcomes.operation = 'upsert'
                    else coalesce(state.is_in_destination, false)
                end as is_in_destination,
                case
                    when {accepted} then false
                    when sync_outcomes.outcome in ('ambiguous', 'retryable', 'pending')
                        then true
                    else coalesce(state.is_uncertain, false)
                end as is_uncertain,
                coalesce(
                    state.first_accepted_at,
                    case when {upserted} then sync_outcomes.attempted_at end
                ) as first_accepted_at,
                {when(sent, "sync_outcomes.attempted_at", "last_accepted_at")},
                {when(final, "sync_outcomes.attempted_at", "attempted_at")}
            from sync_outcomes
            left join (
                select * from reverse_etl.sync_state
                where sync_name = {self._literal(run.sync_name)}
            ) as state
                on sync_outcomes.record_key = state.record_key
        """
