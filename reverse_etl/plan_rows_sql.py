"""The SQL that reads a plan's rows again, with their values and the hashes of their columns."""

from collections.abc import Sequence

from reverse_etl.config import SyncConfig
from reverse_etl.keys import key_expression
from reverse_etl.plan_parts import FIELD_DIGITS, field_hashes
from reverse_etl.plan_sql import SENDABLE, UPSERTS
from reverse_etl.records import Column
from reverse_etl.warehouse import Dialect, text_list


class PlanRowsSql:
    """Writes the statements for one sync on one engine; sync_plan must be there."""

    def __init__(
        self, sync: SyncConfig, dialect: Dialect, columns: Sequence[Column], hash_key: str
    ) -> None:
        self._sync = sync
        self._dialect = dialect
        self._columns = columns
        self._hash_key = hash_key

    def changes(self, actions: Sequence[str], limit: int | None = None) -> str:
        """The planned changes of some actions in the order of sending, or the first of one."""
        names = ["model_rows." + self._dialect.quote(one.name) for one in self._columns]
        cases = " ".join(
            f"when {self._dialect.literal(action)} then {place}"
            for place, action in enumerate(SENDABLE)
        )
        # Chosen before the join: all rows of the model would be sorted for a few.
        first = f"order by record_key limit {limit}" if limit else ""
        return f"""
            with {self._model_rows()},
            planned as (
                select * from sync_plan
                where action in ({text_list(self._dialect, actions)})
                {first}
            )
            select
                sync_plan.record_key,
                sync_plan.profile_id,
                sync_plan.action,
                sync_plan.payload_hash,
                sync_plan.answered_run_id,
                sync_plan.merged_into,
                {self._hashes()} as field_hashes,
                {", ".join(names)}
            from planned as sync_plan
            left join model_rows
                on sync_plan.record_key = model_rows.cdp_record_key
                and sync_plan.action in ({text_list(self._dialect, UPSERTS)})
            order by case sync_plan.action {cases} end, sync_plan.record_key
        """

    def _hashes(self) -> str:
        # After the join: of most rows of a model no one asks for them.
        return field_hashes(self._dialect, self._columns, self._hash_key, "model_rows")

    def _model_rows(self) -> str:
        return f"""
            model_rows as (
                select
                    *,
                    {key_expression(self._dialect, self._sync.key)} as cdp_record_key
                from {self._sync.relation}
            )"""

    def changed_columns(self) -> str:
        """How many changed records differ in each column, in order of names, then how many
        cannot be compared, since their columns were others then."""
        is_known = self._same("before_hashes", "now_hashes", 0)
        sums = [
            f"sum(case when {is_known} and not ({self._same('before_hashes', 'now_hashes', n)}) "
            "then 1 else 0 end)"
            for n in range(1, len(self._columns) + 1)
        ]
        return f"""
            with {self._model_rows()},
            changed as (
                select
                    coalesce(sync_plan.field_hashes, '') as before_hashes,
                    {self._hashes()} as now_hashes
                from sync_plan
                inner join model_rows on sync_plan.record_key = model_rows.cdp_record_key
                where sync_plan.action = 'changed'
            )
            select {", ".join(sums)}, sum(case when {is_known} then 0 else 1 end)
            from changed
        """

    def _same(self, before: str, now: str, place: int) -> str:
        start = place * FIELD_DIGITS + 1
        one, other = (f"substr({text}, {start}, {FIELD_DIGITS})" for text in (before, now))
        return f"{one} = {other}"
