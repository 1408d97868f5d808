"""Who entered and who left a segment, and when, over a series of runs."""

from pathlib import Path

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

SHIPPED = (
    "models/segments/following/int_profiles_split.sql",
    "models/segments/following/int_profiles_succeeded.sql",
    "models/segments/int_segment_members.sql",
    "models/segments/segment_memberships.sql",
    "models/segments/segment_sizes.sql",
)
STAND_INS = {
    "models/identity/identity_as_of.sql": "select as_of_at from raw_test.instants",
    "models/identity/identity_changes.sql": "select * from raw_test.changes",
    "models/profiles/profiles.sql": "select profile_id from raw_test.profiles",
    "models/segments/seg_fans.sql": "select profile_id from raw_test.fans",
}
PEOPLE = ("ann", "bob", "cleo", "dan")


class Segments:
    """The shipped membership models over one segment whose members a test writes."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.project = ModelProject(folder, warehouse, SHIPPED, STAND_INS, {"segments": ["fans"]})
        with warehouse.cursor() as cursor:
            cursor.execute("create schema raw_test")
            cursor.execute("create table raw_test.instants (as_of_at timestamp)")
            cursor.execute("create table raw_test.fans (profile_id text)")
            cursor.execute("create table raw_test.profiles (profile_id text)")
            cursor.execute(
                "create table raw_test.changes (profile_id text, other_profile_id text,"
                " change_type text, changed_at timestamp)"
            )
            for person in PEOPLE:
                cursor.execute(f"insert into raw_test.profiles values ('{person}')")

    def run(self, day: int, *members: str, flags: tuple[str, ...] = ()) -> None:
        """Build on a day of January on which the segment has these members."""
        with self.warehouse.cursor() as cursor:
            cursor.execute("delete from raw_test.instants")
            cursor.execute(f"insert into raw_test.instants values ('2026-01-{day:02} 00:00:00')")
            cursor.execute("delete from raw_test.fans")
            for member in members:
                cursor.execute(f"insert into raw_test.fans values ('{member}')")
        assert self.project.dbt("run", *flags).success

    def merge(self, day: int, profile_id: str, into: str) -> None:
        """As identity tells that a profile went on in another."""
        self._note(day, profile_id, into, "merged")
        with self.warehouse.cursor() as cursor:
            cursor.execute(f"delete from raw_test.profiles where profile_id = '{profile_id}'")

    def split(self, day: int, profile_id: str, origin: str) -> None:
        """As identity tells that a profile began, or came back, with members of another."""
        self._note(day, profile_id, origin, "split")
        with self.warehouse.cursor() as cursor:
            cursor.execute(f"insert into raw_test.profiles values ('{profile_id}')")

    def _note(self, day: int, profile_id: str, other: str, change_type: str) -> None:
        with self.warehouse.cursor() as cursor:
            cursor.execute(
                f"insert into raw_test.changes values ('{profile_id}', '{other}',"
                f" '{change_type}', '2026-01-{day:02} 00:00:00')"
            )

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


def test_a_stay_goes_on_in_the_profile_that_its_own_was_merged_into(segments: Segments) -> None:
    segments.run(1, "ann")
    segments.run(2)
    segments.run(3, "ann")
    segments.merge(4, "ann", "bob")
    segments.run(4, "bob", flags=("--full-refresh",))
    assert segments.stays() == [("bob", 1, 2), ("bob", 3, None)]
    # Whole chains, where builds were left out.
    segments.merge(5, "bob", "cleo")
    segments.merge(6, "cleo", "dan")
    segments.run(7, "dan")
    assert segments.stays() == [("dan", 1, 2), ("dan", 3, None)]


def test_of_two_that_were_both_in_the_earlier_stay_goes_on_until_they_are_parted(
    segments: Segments,
) -> None:
    segments.run(1, "ann")
    segments.run(2, "ann", "bob")
    segments.merge(3, "ann", "bob")
    segments.run(3, "bob")
    segments.run(4, "bob")
    assert segments.stays() == [("bob", 1, None), ("bob", 2, 3)]
    assert segments.sizes()[-1] == (4, 1)
    segments.split(5, "ann", "bob")
    segments.run(5, "ann", "bob")
    assert segments.stays() == [("ann", 1, None), ("bob", 2, None)]


def test_who_is_split_from_a_member_has_been_in_as_long(segments: Segments) -> None:
    segments.run(1, "ann")
    segments.split(2, "eve", "ann")
    segments.run(2, "ann", "eve")
    assert segments.stays() == [("ann", 1, None), ("eve", 1, None)]
    segments.run(3, "ann")
    segments.run(4, "ann", "eve")
    assert segments.stays() == [("ann", 1, None), ("eve", 1, 3), ("eve", 4, None)]


def test_who_leaves_after_a_merge_leaves_once(segments: Segments) -> None:
    segments.run(1, "ann", "bob")
    segments.merge(2, "ann", "bob")
    segments.run(2, "bob")
    segments.run(3)
    assert segments.stays() == [("bob", 1, 3), ("bob", 1, 3)]
    segments.split(4, "ann", "bob")
    segments.run(4, "ann")
    assert segments.stays() == [("ann", 1, 3), ("ann", 4, None), ("bob", 1, 3)]


def test_a_table_of_an_older_version_goes_on(segments: Segments) -> None:
    segments.run(1, "ann")
    with segments.warehouse.cursor() as cursor:
        for column in ("first_profile_id", "merged_at"):
            cursor.execute(f"alter table cdp_segments.segment_memberships drop column {column}")
    segments.run(2, "ann", "bob")
    segments.merge(3, "ann", "bob")
    segments.run(3, "bob")
    assert segments.stays() == [("bob", 1, None), ("bob", 2, 3)]
