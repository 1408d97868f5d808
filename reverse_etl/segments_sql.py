"""The SQL that compares the members of segments now with those after the next build."""

from collections.abc import Sequence

from reverse_etl.warehouse import Dialect, text_list

BEFORE, AFTER = "segment_members_before", "segment_members_after"
_MOVED = f"""
    from {BEFORE} as members_before
    full outer join {AFTER} as members_after
        on members_before.segment_name = members_after.segment_name
        and members_before.profile_id = members_after.profile_id
"""
_NAME = "coalesce(members_before.segment_name, members_after.segment_name)"


class SegmentsSql:
    """Writes the statements on one engine."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def members(self, table: str, memberships: str) -> str:
        """Who is in which segment."""
        return f"""
            create temporary table {table} as
            select segment_name, profile_id
            from {memberships}
            where exited_at is null
            group by segment_name, profile_id
        """

    def sizes(self) -> str:
        """Per segment: size before and after, who enters, who leaves."""
        return f"""
            select
                {_NAME} as segment_name,
                count(members_before.profile_id),
                count(members_after.profile_id),
                sum(case when members_before.profile_id is null then 1 else 0 end),
                sum(case when members_after.profile_id is null then 1 else 0 end)
            {_MOVED}
            group by {_NAME}
        """

    def samples(self, names: Sequence[str], count: int) -> str:
        """A few who enter and leave each segment, the same ones each time."""
        return f"""
            with members_moved as (
                select
                    {_NAME} as segment_name,
                    case when members_before.profile_id is null then 'enters' else 'leaves'
                        end as change,
                    coalesce(members_before.profile_id, members_after.profile_id) as profile_id
                {_MOVED}
                where members_before.profile_id is null or members_after.profile_id is null
            ),
            members_ranked as (
                select
                    segment_name,
                    change,
                    profile_id,
                    row_number() over (
                        partition by segment_name, change order by profile_id
                    ) as profile_rank
                from members_moved
                where segment_name in ({text_list(self._dialect, names)})
            )
            select segment_name, change, profile_id
            from members_ranked
            where profile_rank <= {count}
            order by segment_name, change, profile_id
        """

    def overlaps(self, names: Sequence[str]) -> str:
        """How many people each segment has in common with each other one, before and after."""
        return f"""
            with members_shared as (
                {self._shared(BEFORE, names, "count(*)", "0")}
                union all
                {self._shared(AFTER, names, "0", "count(*)")}
            )
            select segment_name, other_name, sum(count_before), sum(count_after)
            from members_shared
            group by segment_name, other_name
            order by segment_name, other_name
        """

    def _shared(self, table: str, names: Sequence[str], before: str, after: str) -> str:
        return f"""
            select
                members.segment_name,
                others.segment_name as other_name,
                {before} as count_before,
                {after} as count_after
            from {table} as members
            inner join {table} as others
                on members.profile_id = others.profile_id
                and members.segment_name <> others.segment_name
            where members.segment_name in ({text_list(self._dialect, names)})
            group by members.segment_name, others.segment_name
        """

    def identifiers(self, graph: str, profile_ids: Sequence[str]) -> str:
        """The identifiers of profiles, the strongest first."""
        return f"""
            select profile_id, identifier_type, identifier_value
            from {graph}
            where profile_id in ({text_list(self._dialect, profile_ids)})
            order by profile_id, priority, identifier_id
        """
