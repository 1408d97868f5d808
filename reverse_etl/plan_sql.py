"""The SQL of a plan: one temporary table of the model's hashes, one of what differs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from reverse_etl.config import SyncConfig
from reverse_etl.keys import key_expression
from reverse_etl.plan_parts import (
    MERGING,
    MODEL_ROWS,
    consents_sql,
    merges_sql,
    payload_hash,
    suppressions_sql,
)
from reverse_etl.records import Column, Mode, OnRemoved
from reverse_etl.warehouse import Dialect, text_list

# Refusals first, then what makes room at the destination, then the rest: who gives up a value
# goes before who gets it, and two are merged before the one that stays is written.
SENDABLE = (
    "removed_refused",
    "forgotten",
    "merged",
    "removed_left_model",
    "removed_unknown_consent",
    "changed",
    "refresh_due",
    "added",
)
UPSERTS = ("changed", "refresh_due", "added")
# A member is sent again when this share of its time has passed.
_REFRESH_AFTER = 0.8
_EQUAL = """coalesce(
                        state.payload_hash = sync_model.payload_hash
                        and not state.is_uncertain, false
                    )"""


class PlanSql:
    """Writes the statements for one sync on one engine."""

    def __init__(
        self,
        sync: SyncConfig,
        dialect: Dialect,
        *,
        retry_rejected: bool = False,
        sends_all: bool = False,
        ttl_days: int | None = None,
        is_idempotent: bool = True,
    ) -> None:
        self._sync = sync
        self._dialect = dialect
        self._name = dialect.literal(sync.name)
        self._retry_rejected = retry_rejected or sends_all
        self._sends_all = sends_all
        self._ttl_days = ttl_days
        self._is_idempotent = is_idempotent

    def verdicts(self, as_of: datetime) -> str:
        """What each profile that ever said something granted and refused."""
        return f"""
            create temporary table sync_verdicts as
            with {consents_sql(self._dialect, self._sync, as_of)}
            select * from verdicts
        """

    def merges(self) -> str:
        """Which profile went on in which."""
        return f"create temporary table sync_merges as {merges_sql(self._sync)}"

    def follow_merges(self) -> str:
        """Shortens chains of merges by half; repeated until none is left."""
        return """
            update sync_merges
            set current_id = further.current_id
            from (select profile_id, current_id from sync_merges) as further
            where sync_merges.current_id = further.profile_id
        """

    def count_merge_chains(self) -> str:
        return """
            select count(*) from sync_merges
            inner join sync_merges as further on sync_merges.current_id = further.profile_id
        """

    def model(self, columns: Sequence[Column], hash_key: str) -> str:
        """Narrow, and read once: a model may be a view that takes its time."""
        key = key_expression(self._dialect, self._sync.key)
        payload = payload_hash(self._dialect, columns, hash_key)
        profile_id = self._dialect.text(self._dialect.quote("profile_id"))
        return f"""
            create temporary table sync_model as
            select
                {key} as record_key,
                {profile_id} as profile_id,
                {payload} as payload_hash
            from {self._sync.relation}
        """

    def count_moved(self) -> str:
        """How many records at the destination are of profiles that went on in another one."""
        return f"""
            select count(*)
            from reverse_etl.sync_state
            inner join sync_merges on sync_state.profile_id = sync_merges.profile_id
            where sync_state.sync_name = {self._name} and sync_state.is_in_destination
        """

    def plan(self, as_of: datetime, now: datetime, merges: bool) -> str:
        """Everything but the unchanged, one row a record, with its action.

        One pass, which nothing has to be kept for; merges takes more, where there may be any.
        """
        no_merges = f"""
            merging as (
                select
                    judged.*,
                    cast(null as {self._dialect.text_type}) as merged_into,
                    false as is_written_over
                from judged
            )"""
        return f"""
            create temporary table sync_plan as
            with {suppressions_sql(self._dialect, self._sync, as_of)},
            {self._state(now)},
            {MODEL_ROWS},
            compared as (
                select
                    coalesce(sync_model.record_key, state.record_key) as record_key,
                    coalesce(sync_model.profile_id, state.profile_id) as profile_id,
                    sync_model.payload_hash,
                    coalesce(sync_model.count_rows, 1) as count_rows,
                    sync_model.count_rows is not null as is_in_model,
                    coalesce(sync_model.count_rows, 1) > 1
                    or coalesce(sync_model.record_key, state.record_key) is null
                    or (sync_model.count_rows is not null
                        and sync_model.profile_id is null) as is_invalid,
                    coalesce(state.is_in_destination, false) as is_in_destination,
                    coalesce(state.is_in_destination or state.is_uncertain, false)
                        as is_maybe_there,
                    {"false" if self._sends_all else _EQUAL} as is_equal,
                    coalesce(state.is_due, false) as is_due,
                    coalesce(state.rejected_hash = sync_model.payload_hash, false)
                        as is_waiting,
                    coalesce(state.is_gone, false) as is_gone,
                    coalesce(state.is_pending, false) as is_pending,
                    coalesce(state.is_lost, false) as is_lost,
                    sync_model.count_rows is null
                    and coalesce(state.is_profile_merged, false) as is_merged_away
                from model_rows as sync_model
                full outer join state on sync_model.record_key = state.record_key
            ),
            judged as (
                select
                    compared.*,
                    suppressed.profile_id is not null as is_suppressed,
                    suppressed.profile_id is not null
                    or coalesce(sync_verdicts.is_refused, 0) = 1 as is_refused,
                    suppressed.profile_id is null
                    and coalesce(sync_verdicts.count_granted, 0)
                        = {len(self._sync.consent.purposes)} as is_granted
                from compared
                left join sync_verdicts on compared.profile_id = sync_verdicts.profile_id
                left join suppressed on compared.profile_id = suppressed.profile_id
            ),
            {MERGING if merges else no_merges},
            decided as (
                select
                    record_key,
                    profile_id,
                    payload_hash,
                    count_rows,
                    is_in_model,
                    merged_into,
                    {self._action()} as action
                from merging
            ),
            planned as (
                select * from decided
                where action not in ('unchanged', 'none')
            ),
            remembered as (
                select record_key, field_hashes, answered_run_id
                from reverse_etl.sync_state
                where sync_name = {self._name}
            )
            select planned.*, remembered.field_hashes, remembered.answered_run_id
            from planned
            left join remembered on planned.record_key = remembered.record_key
        """

    def _state(self, now: datetime) -> str:
        """What is compared of the state; the rest is looked up for what is not unchanged."""
        return f"""
            state as (
                select
                    sync_state.record_key,
                    coalesce(sync_merges.current_id, sync_state.profile_id) as profile_id,
                    sync_merges.current_id is not null as is_profile_merged,
                    sync_state.payload_hash,
                    case
                        when sync_state.outcome in ('rejected', 'skipped')
                            and sync_state.operation = 'upsert'
                            then sync_state.attempted_hash
                    end as rejected_hash,
                    sync_state.is_in_destination,
                    sync_state.is_uncertain
                    or sync_state.in_flight_run_id is not null as is_uncertain,
                    {self._due(now)} as is_due,
                    sync_state.operation <> 'upsert'
                    and sync_state.outcome = 'accepted' as is_gone,
                    sync_state.job_id is not null as is_pending,
                    sync_state.outcome = 'ambiguous'
                    and sync_state.operation = 'upsert' as is_lost
                from reverse_etl.sync_state
                left join sync_merges on sync_state.profile_id = sync_merges.profile_id
                where sync_state.sync_name = {self._name}
            )"""

    def _due(self, now: datetime) -> str:
        due = []
        if self._ttl_days is not None:
            latest = now - timedelta(days=self._ttl_days * _REFRESH_AFTER)
            due.append(f"sync_state.last_accepted_at <= {self._dialect.literal(latest)}")
        if self._is_idempotent and self._sync.mode is not Mode.APPEND:
            # What was refused last is not what is wanted now: once it is accepted, nothing fails.
            due.append(
                "(sync_state.outcome in ('rejected', 'skipped') "
                "and coalesce(sync_state.attempted_hash, '') <> sync_state.payload_hash)"
            )
        return " or ".join(due) or "false"

    def _action(self) -> str:
        # What must not be sent twice waits like what was refused: only a person can tell.
        waits = "is_waiting" if self._is_idempotent else "(is_waiting or is_lost)"
        waits = "false" if self._retry_rejected else waits
        if self._sync.on_removed is OnRemoved.NOTHING:
            unknown = left = "'none'"
            withheld = "not is_granted"
        else:
            unknown, left = "'removed_unknown_consent'", "'removed_left_model'"
            withheld = "not is_granted and not is_maybe_there"
        # A record of a profile that went on in another one would be nobody's: no refusal of
        # the person would find it. So it goes in every mode.
        return f"""case
            when is_pending then 'pending'
            when is_refused and is_maybe_there then 'removed_refused'
            when is_invalid then 'invalid'
            when is_in_model and is_suppressed then 'suppressed'
            when is_in_model and {withheld} then 'withheld_no_consent'
            when is_in_model and not is_granted then {unknown}
            when is_in_model and is_in_destination and is_equal
                and not is_written_over
                then case when is_due then 'refresh_due' else 'unchanged' end
            when is_in_model and {waits} then 'rejected_waiting'
            when is_in_model and is_in_destination then 'changed'
            when is_in_model then 'added'
            when merged_into is not null then 'merged'
            when is_maybe_there and is_merged_away then 'removed_left_model'
            when is_maybe_there then {left}
            when is_gone then 'none'
            else 'forgotten'
        end"""

    def actions(self) -> str:
        """What would be done to which record, in a fixed order."""
        return f"""
            select action, record_key, payload_hash, merged_into from sync_plan
            where action in ({text_list(self._dialect, SENDABLE)})
            order by action, record_key
        """

    def invalid(self) -> str:
        """The rows that cannot be sent, by what is wrong with them."""
        return """
            select
                sum(case when record_key is null then count_rows else 0 end),
                sum(case when record_key is not null and count_rows > 1
                    then count_rows else 0 end),
                sum(case when record_key is not null and count_rows = 1 then 1 else 0 end)
            from sync_plan where action = 'invalid'
        """
