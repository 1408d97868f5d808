"""Who entered and who left a segment, and when, over a series of runs."""

from pathlib import Path

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

SHIPPED = (
    "models/segments/int_segment_members.sql",
    "models/segments/segment_memberships.sql",
    "models/segments/segment_sizes.sql",
)
STAND_INS = {
    "models/identity/identity_as_of.sql": "select as_of_at from raw_test.instants",
    "models/segments/seg_fans.sql": "select profile_id from raw_test.fans",
}


class Segments:
    """The shipped membership models over one segment whose members a test writes."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.project = ModelProject(folder, warehouse, SHIPPED, STAND_INS, {"segments": ["fans"]})
        with warehouse.cursor() as cursor:
            cursor.execute("create schema raw_test")
            cursor.execute("create table raw_test.instants (as_of_at timestamp)")
            cursor.execute("create table raw_test.fans (profile_id text)")

    def run(self, day: int, *members: str, flags: tuple[str, ...] = ()) -> None:
        """Build on a day of January on which the segment has these members."""
        with self.warehouse.cursor() as cursor:
            cursor.execute("delete from raw_test.instants")
            cursor.execute(f"insert into raw_test.instants values ('2026-01-{day:02} 00:00:00')")
            cursor.execute("delete from raw_test.fans")
            for member in members:
                cursor.execute(f"insert into raw_test.fans values ('{member}')")
        assert self.project.dbt("run", *flags).success

    def stays(self) -> list[tuple[str, int, int | None]]:
        """Each stay: who, and the days of January on which it began and ended."""
        return [
            (str(profile_id), entered_at.day, exited_at.day if exited_at else None)
            for profile_id, entered_at, exited_at in self.warehouse.query(
                "select profile_id, entered_at, exited_at from cdp_segments.segment_memberships "
                "order by profile_id, entered_at"
            )
        ]

    def sizes(self) -> list[tuple[int, int]]:
        """Each day of January with the members counted on it."""
        return [
            (as_of_at.day, count_profiles)
            for as_of_at, count_profiles in self.warehouse.query(
                "select as_of_at, count_profiles from cdp_segments.segment_sizes order by as_of_at"
            )
        ]


@pytest.fixture
def segments(warehouse: Warehouse, tmp_path: Path) -> Segments:
    return Segments(tmp_path / "project", warehouse)


def test_a_leave_and_a_return_are_two_stays(segments: Segments) -> None:
    segments.run(1, "ann", "bob")
    segments.run(2, "bob", "cleo")
    segments.run(2, "bob", "cleo")
    segments.run(3, "ann", "bob", flags=("--full-refresh",))
    assert segments.stays() == [("ann", 1, 2), ("ann", 3, None), ("bob", 1, None), ("cleo", 2, 3)]
    assert segments.sizes() == [(1, 2), (2, 2), (3, 2)]


def test_a_segment_mended_within_the_same_data_keeps_one_stay(segments: Segments) -> None:
    segments.run(1, "ann", "bob")
    segments.run(1, "bob")
    assert segments.stays() == [("ann", 1, 1), ("bob", 1, None)]
    segments.run(1, "ann", "bob")
    assert segments.stays() == [("ann", 1, None), ("bob", 1, None)]
    assert segments.sizes() == [(1, 2)]
