"""The SQL that compares a preview of rules with what is published."""

from collections.abc import Sequence

from reverse_etl.rules_schemas import PreviewPlace
from reverse_etl.warehouse import Dialect, text_list


class RulesSql:
    """Writes the statements for one preview on one engine."""

    def __init__(self, dialect: Dialect, place: PreviewPlace) -> None:
        self._dialect = dialect
        self._place = place

    def _preview(self, model: str) -> str:
        return self._relation(self._place.identity, model)

    def _published(self, model: str) -> str:
        return self._relation(self._place.published_identity, model)

    def _relation(self, schema: str, model: str) -> str:
        return f"{self._dialect.quote(schema)}.{self._dialect.quote(self._place.alias(model))}"

    def _members_compared(self, kind: str, columns: str) -> str:
        """Identifiers in one profile before and in another, or in none, afterwards."""
        return f"""
            select {columns}
            from {self._preview("int_profiles_before")} as members_before
            {kind} join {self._preview("identity_candidate")} as members_now
                on members_before.identifier_id = members_now.identifier_id
        """

    def touched(self) -> str:
        """The ids, old and new, whose members change."""
        before = self._members_compared("left", "members_before.profile_id")
        now = self._members_compared("right", "members_now.profile_id")
        return f"""
            create temporary table touched_profiles as
            {before}
            where
                members_now.profile_id is null
                or members_now.profile_id <> members_before.profile_id
            union
            {now}
            where
                members_before.profile_id is null
                or members_now.profile_id <> members_before.profile_id
        """

    def new_rows(self) -> str:
        """1 where the preview read rows that no run has read yet."""
        return f"""
            select count(*)
            from {self._preview("identity_as_of")} as preview
            cross join {self._published("identity_as_of")} as published
            where preview.as_of_at <> published.as_of_at
        """

    def changes(self) -> str:
        return f"""
            select change_type, count(*)
            from {self._preview("int_profiles_changed")}
            group by change_type
        """

    def given_another_id(self) -> str:
        """Profiles that are new by their id alone."""
        changes = self._preview("int_profiles_changed")
        return f"""
            select count(distinct born.profile_id)
            from {changes} as merged
            inner join {changes} as born on merged.other_profile_id = born.profile_id
            where merged.change_type = 'merged' and born.change_type = 'born'
        """

    def profiles_before(self) -> str:
        """The copy is compared, since a build may have published meanwhile."""
        return f"select count(distinct profile_id) from {self._preview('identity_graph')}"

    def identifiers_moved(self) -> str:
        return f"""
            select count_compared, count_moved
            from {self._preview("int_run_identifiers_compared")}
        """

    def values(self) -> str:
        """Identifiers that leave the graph or come into it, by type and reason."""
        left = self._members_compared("left", "members_before.identifier_id")
        came = self._members_compared("right", "members_now.identifier_id")
        return f"""
            with identifiers_left as ({left} where members_now.identifier_id is null),
            identifiers_came as ({came} where members_before.identifier_id is null),
            values_changed as (
                select
                    case when identifiers.quarantine_reason is null then 'gone'
                        else 'quarantined' end as change,
                    published.identifier_type,
                    identifiers.quarantine_reason as reason
                from identifiers_left
                inner join {self._preview("identity_graph")} as published
                    on identifiers_left.identifier_id = published.identifier_id
                left join {self._preview("identifiers")} as identifiers
                    on identifiers_left.identifier_id = identifiers.identifier_id
                union all
                select
                    case when published.quarantine_reason is null then 'new'
                        else 'released' end as change,
                    identifiers.identifier_type,
                    published.quarantine_reason as reason
                from identifiers_came
                inner join {self._preview("identifiers")} as identifiers
                    on identifiers_came.identifier_id = identifiers.identifier_id
                left join {self._published("identifiers")} as published
                    on identifiers_came.identifier_id = published.identifier_id
            )
            select change, identifier_type, reason, count(*)
            from values_changed
            group by change, identifier_type, reason
            order by change, identifier_type, reason
        """

    def segments(self, memberships: str) -> str:
        return f"""
            select
                memberships.segment_name,
                count(*),
                count(touched_profiles.profile_id)
            from {memberships} as memberships
            left join touched_profiles on memberships.profile_id = touched_profiles.profile_id
            where memberships.exited_at is null
            group by memberships.segment_name
            order by memberships.segment_name
        """

    def rows_touched(self, relation: str) -> str:
        return f"""
            select count(*), count(touched_profiles.profile_id)
            from {relation} as sync_rows
            left join touched_profiles on sync_rows.profile_id = touched_profiles.profile_id
        """

    def examples(self, count: int) -> str:
        """The same ones each time."""
        return f"""
            with changes_ranked as (
                select
                    change_type,
                    profile_id,
                    other_profile_id,
                    row_number() over (partition by change_type order by profile_id) as change_rank
                from {self._preview("int_profiles_changed")}
            )
            select change_type, profile_id, other_profile_id
            from changes_ranked
            where change_rank <= {count}
            order by change_type, profile_id
        """

    def members(self, profile_ids: Sequence[str]) -> str:
        """The identifiers of profiles, the strongest first: before, or of new ids after."""
        wanted = text_list(self._dialect, profile_ids)
        return f"""
            with members as (
                select profile_id, identifier_id, identifier_type, identifier_value, priority
                from {self._preview("identity_graph")}
                where profile_id in ({wanted})
                union all
                select
                    candidate.profile_id,
                    identifiers.identifier_id,
                    identifiers.identifier_type,
                    identifiers.identifier_value,
                    identifiers.priority
                from {self._preview("identity_candidate")} as candidate
                inner join {self._preview("identifiers")} as identifiers
                    on candidate.identifier_id = identifiers.identifier_id
                where
                    candidate.profile_id in ({wanted})
                    and candidate.profile_id not in (
                        select profile_id from {self._preview("identity_graph")}
                    )
            )
            select profile_id, identifier_type, identifier_value
            from members
            order by profile_id, priority, identifier_id
        """
