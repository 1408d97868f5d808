"""The SQL of a plan: one temporary table of the model's hashes, one of what differs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from reverse_etl.config import SyncConfig
from reverse_etl.keys import key_expression
from reverse_etl.plan_parts import (
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
        can_merge: bool = False,
        is_idempotent: bool = True,
    ) -> None:
        self._sync = sync
        self._dialect = dialect
        self._retry_rejected = retry_rejected or sends_all
        self._sends_all = sends_all
        self._ttl_days = ttl_days
        self._can_merge = can_merge
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
        """Narrow, and grouped by key, so that a duplicate shows and never multiplies."""
        key = key_expression(self._dialect, self._sync.key)
        payload = payload_hash(self._dialect, columns, hash_key)
        profile_id = self._dialect.text(self._dialect.quote("profile_id"))
        return f"""
            create temporary table sync_model as
            with hashed as (
                select
                    {key} as record_key,
                    {profile_id} as profile_id,
                    {payload} as payload_hash
                from {self._sync.relation}
            )
            select
                record_key,
                min(profile_id) as profile_id,
                min(payload_hash) as payload_hash,
                count(*) as count_rows
            from hashed
            group by record_key
        """

    def plan(self, as_of: datetime, now: datetime) -> str:
        """Everything but the unchanged, one row a record, with its action."""
        return f"""
            create temporary table sync_plan as
            with {suppressions_sql(self._dialect, self._sync, as_of)},
            state as (
                select
                    sync_state.record_key,
                    coalesce(sync_merges.current_id, sync_state.profile_id) as profile_id,
                    sync_merges.current_id is not null as is_profile_merged,
                    sync_state.payload_hash,
                    sync_state.field_hashes,
                    sync_state.attempted_hash,
                    sync_state.answered_run_id,
                    sync_state.is_in_destination,
                    sync_state.is_uncertain
                    or sync_state.in_flight_run_id is not null as is_uncertain,
                    {self._due(now)} as is_due,
                    sync_state.outcome in ('rejected', 'skipped')
                    and sync_state.operation = 'upsert' as is_rejected,
                    sync_state.operation <> 'upsert'
                    and sync_state.outcome = 'accepted' as is_gone,
                    sync_state.job_id is not null as is_pending,
                    sync_state.outcome = 'ambiguous'
                    and sync_state.operation = 'upsert' as is_lost
                from reverse_etl.sync_state
                left join sync_merges on sync_state.profile_id = sync_merges.profile_id
                where sync_state.sync_name = {self._dialect.literal(self._sync.name)}
            ),
            compared as (
                select
                    coalesce(sync_model.record_key, state.record_key) as record_key,
                    coalesce(sync_model.profile_id, state.profile_id) as profile_id,
                    sync_model.payload_hash,
                    state.field_hashes,
                    state.answered_run_id,
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
                    coalesce(
                        state.is_rejected
                        and state.attempted_hash = sync_model.payload_hash, false
                    ) as is_waiting,
                    coalesce(state.is_gone, false) as is_gone,
                    coalesce(state.is_pending, false) as is_pending,
                    coalesce(state.is_lost, false) as is_lost,
                    sync_model.count_rows is null
                    and coalesce(state.is_profile_merged, false) as is_merged_away
                from sync_model
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
            survivors as (
                select profile_id, min(record_key) as record_key
                from judged
                where is_in_model and is_in_destination and is_granted and not is_refused
                    and not is_invalid
                group by profile_id
                having count(*) = 1
            ),
            merging as (
                select judged.record_key, survivors.record_key as merged_into
                from judged
                inner join survivors on judged.profile_id = survivors.profile_id
                where judged.is_merged_away and judged.is_in_destination
                    and {"true" if self._can_merge else "false"}
            ),
            written_over as (
                select distinct merged_into from merging
            ),
            decided as (
                select
                    judged.record_key,
                    judged.profile_id,
                    judged.payload_hash,
                    judged.field_hashes,
                    judged.answered_run_id,
                    judged.count_rows,
                    judged.is_in_model,
                    merging.merged_into,
                    {self._action()} as action
                from judged
                left join merging on judged.record_key = merging.record_key
                left join written_over on judged.record_key = written_over.merged_into
            )
            select * from decided
            where action not in ('unchanged', 'none')
        """

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
                and written_over.merged_into is null
                then case when is_due then 'refresh_due' else 'unchanged' end
            when is_in_model and {waits} then 'rejected_waiting'
            when is_in_model and is_in_destination then 'changed'
            when is_in_model then 'added'
            when merging.merged_into is not null then 'merged'
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
