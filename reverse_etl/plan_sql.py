"""The SQL of a plan: one temporary table of the model's hashes, one of what differs."""

from collections.abc import Sequence
from datetime import datetime

from reverse_etl.config import SyncConfig
from reverse_etl.keys import key_expression
from reverse_etl.records import Column, OnRemoved
from reverse_etl.warehouse import Dialect, text_list

# Refusals first, then what makes room at the destination, then the rest.
SENDABLE = (
    "removed_refused",
    "forgotten",
    "removed_left_model",
    "removed_unknown_consent",
    "changed",
    "added",
)


class PlanSql:
    """Writes the statements for one sync on one engine."""

    def __init__(self, sync: SyncConfig, dialect: Dialect, retry_rejected: bool) -> None:
        self._sync = sync
        self._dialect = dialect
        self._retry_rejected = retry_rejected

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

    def plan(self, as_of: datetime) -> str:
        """Everything but the unchanged, one row a record, with its action."""
        return f"""
            create temporary table sync_plan as
            with {consents_sql(self._dialect, self._sync, as_of)},
            {suppressions_sql(self._dialect, self._sync, as_of)},
            state as (
                select
                    record_key,
                    profile_id,
                    payload_hash,
                    attempted_hash,
                    answered_run_id,
                    is_in_destination,
                    is_uncertain or in_flight_run_id is not null as is_uncertain,
                    outcome in ('rejected', 'skipped')
                    and operation = 'upsert' as is_rejected,
                    operation = 'remove' and outcome = 'accepted' as is_gone
                from reverse_etl.sync_state
                where sync_name = {self._dialect.literal(self._sync.name)}
            ),
            compared as (
                select
                    coalesce(sync_model.record_key, state.record_key) as record_key,
                    coalesce(sync_model.profile_id, state.profile_id) as profile_id,
                    sync_model.payload_hash,
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
                    coalesce(
                        state.payload_hash = sync_model.payload_hash
                        and not state.is_uncertain, false
                    ) as is_equal,
                    coalesce(
                        state.is_rejected
                        and state.attempted_hash = sync_model.payload_hash, false
                    ) as is_waiting,
                    coalesce(state.is_gone, false) as is_gone
                from sync_model
                full outer join state on sync_model.record_key = state.record_key
            ),
            judged as (
                select
                    compared.*,
                    suppressed.profile_id is not null as is_suppressed,
                    suppressed.profile_id is not null
                    or coalesce(verdicts.is_refused, 0) = 1 as is_refused,
                    suppressed.profile_id is null
                    and coalesce(verdicts.count_granted, 0)
                        = {len(self._sync.consent.purposes)} as is_granted
                from compared
                left join verdicts on compared.profile_id = verdicts.profile_id
                left join suppressed on compared.profile_id = suppressed.profile_id
            ),
            decided as (
                select
                    record_key,
                    profile_id,
                    payload_hash,
                    answered_run_id,
                    count_rows,
                    is_in_model,
                    {self._action()} as action
                from judged
            )
            select * from decided
            where action not in ('unchanged', 'none')
        """

    def actions(self) -> str:
        """What would be done to which record, in a fixed order."""
        return f"""
            select action, record_key, payload_hash from sync_plan
            where action in ({text_list(self._dialect, SENDABLE)})
            order by action, record_key
        """

    def _action(self) -> str:
        waits = "false" if self._retry_rejected else "is_waiting"
        if self._sync.on_removed is OnRemoved.NOTHING:
            unknown = left = "'none'"
            withheld = "not is_granted"
        else:
            unknown, left = "'removed_unknown_consent'", "'removed_left_model'"
            withheld = "not is_granted and not is_maybe_there"
        return f"""case
            when is_refused and is_maybe_there then 'removed_refused'
            when is_invalid then 'invalid'
            when is_in_model and is_suppressed then 'suppressed'
            when is_in_model and {withheld} then 'withheld_no_consent'
            when is_in_model and not is_granted then {unknown}
            when is_in_model and is_in_destination and is_equal then 'unchanged'
            when is_in_model and {waits} then 'rejected_waiting'
            when is_in_model and is_in_destination then 'changed'
            when is_in_model then 'added'
            when is_maybe_there then {left}
            when is_gone then 'none'
            else 'forgotten'
        end"""

    def changes(self, columns: Sequence[Column], actions: Sequence[str]) -> str:
        names = ["model_rows." + self._dialect.quote(one.name) for one in columns]
        cases = " ".join(
            f"when {self._dialect.literal(action)} then {place}"
            for place, action in enumerate(SENDABLE)
        )
        return f"""
            with model_rows as (
                select *, {key_expression(self._dialect, self._sync.key)} as cdp_record_key
                from {self._sync.relation}
            )
            select
                sync_plan.record_key,
                sync_plan.profile_id,
                sync_plan.action,
                sync_plan.payload_hash,
                sync_plan.answered_run_id,
                {", ".join(names)}
            from sync_plan
            left join model_rows
                on sync_plan.record_key = model_rows.cdp_record_key
                and sync_plan.action in ('added', 'changed')
            where sync_plan.action in ({text_list(self._dialect, actions)})
            order by case sync_plan.action {cases} end, sync_plan.record_key
        """


def payload_hash(dialect: Dialect, columns: Sequence[Column], hash_key: str) -> str:
    """SQL for the keyed hash of a row: of names and values, whatever their order."""
    names = sorted(column.name for column in columns)
    parts = [dialect.literal(f"{hash_key};{';'.join(names)};")]
    for name in names:
        text = dialect.text(dialect.quote(name))
        # Lengths keep ('ab', 'c') from ('a', 'bc'), and null from the text for null.
        length = dialect.text(f"length({text})")
        parts.append(f"coalesce({length} || ':' || {text}, '-')")
    return dialect.sha256(" || ".join(parts))


def consents_sql(dialect: Dialect, sync: SyncConfig, as_of: datetime) -> str:
    """CTEs ending in verdicts: per profile, how many purposes it granted, if it refused any.

    A statement for the sync's channel decides; only where there is none does that for any.
    """
    consent = sync.consent
    channel = dialect.literal(consent.channel)
    now = dialect.literal(as_of)
    refuses = f"status = 'refused' and (expires_at is null or expires_at > {now})"
    return f"""
        consents_stated as (
            select
                profile_id,
                purpose,
                max(case when channel = {channel} then 1 else 0 end) as has_channel,
                max(case when channel = {channel} and is_granted then 1 else 0 end)
                    as granted_channel,
                max(case when channel = {channel} and {refuses} then 1 else 0 end)
                    as refused_channel,
                max(case when channel = 'any' and is_granted then 1 else 0 end)
                    as granted_any,
                max(case when channel = 'any' and {refuses} then 1 else 0 end)
                    as refused_any
            from {sync.relations["profile_consents"]}
            where purpose in ({text_list(dialect, consent.purposes)})
                and channel in ({channel}, 'any')
            group by profile_id, purpose
        ),
        verdicts as (
            select
                profile_id,
                sum(case when has_channel = 1 then granted_channel else granted_any end)
                    as count_granted,
                max(case when has_channel = 1 then refused_channel else refused_any end)
                    as is_refused
            from consents_stated
            group by profile_id
        )"""


def suppressions_sql(dialect: Dialect, sync: SyncConfig, as_of: datetime) -> str:
    """A CTE with the profiles that must not be sent by this sync at this instant."""
    scopes = [
        "all",
        f"channel:{sync.consent.channel}",
        f"destination:{sync.destination}",
    ]
    now = dialect.literal(as_of)
    return f"""
        suppressed as (
            select profile_id
            from {sync.relations["suppressions"]}
            where scope in ({text_list(dialect, scopes)})
                and (since_at is null or since_at <= {now})
                and (until_at is null or until_at > {now})
            group by profile_id
        )"""
