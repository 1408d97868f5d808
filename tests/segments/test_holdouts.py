"""Who is held out of an experiment, over runs in which profiles are merged and parted."""

import hashlib
from pathlib import Path

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

SHIPPED = (
    "models/segments/following/int_profiles_split.sql",
    "models/segments/following/int_profiles_succeeded.sql",
    "models/segments/holdouts/int_holdout_members.sql",
    "models/segments/holdouts/holdout_assignments.sql",
    "models/segments/holdouts/holdout_sizes.sql",
)
STAND_INS = {
    "models/identity/identity_as_of.sql": "select as_of_at from raw_test.instants",
    "models/identity/identity_changes.sql": "select * from raw_test.changes",
    "models/profiles/profiles.sql": "select profile_id from raw_test.profiles",
    "models/segments/seg_fans.sql": "select profile_id from raw_test.profiles",
    "models/offers.sql": (
        "select profiles.profile_id from {{ ref('profiles') }} as profiles"
        " where not {{ in_holdout('offer') }}"
    ),
}
HALF = {"offer": {"segment": "fans", "percent": 50}}


def drawn(held_out: bool) -> list[str]:
    """Ids that chance puts into one of two halves, by the published hash."""
    people = [f"p{number:02}" for number in range(40)]
    buckets = {
        person: int(hashlib.sha256(f"offer:{person}".encode()).hexdigest()[:7], 16) % 100
        for person in people
    }
    return [person for person in people if (buckets[person] < 50) is held_out]


HELD, HELD_LATER = drawn(held_out=True)[:2]
TREATED, TREATED_LATER = drawn(held_out=False)[:2]


class Experiment:
    """The shipped models over profiles that a test makes; all of them are in the segment."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        variables = {"segments": ["fans"], "holdouts": HALF}
        self.project = ModelProject(folder, warehouse, SHIPPED, STAND_INS, variables)
        self.sql("create schema raw_test")
        self.sql("create table raw_test.instants (as_of_at timestamp)")
        self.sql("create table raw_test.profiles (profile_id text)")
        self.sql(
            "create table raw_test.changes (profile_id text, other_profile_id text,"
            " change_type text, changed_at timestamp)"
        )

    def sql(self, statement: str) -> None:
        with self.warehouse.cursor() as cursor:
            cursor.execute(statement)

    def run(self, day: int, *profiles: str, changes: tuple[tuple[str, str, str], ...] = ()) -> None:
        """Build on a day of January with these live profiles, after these changes."""
        at = f"'2026-01-{day:02} 00:00:00'"
        self.sql("delete from raw_test.instants")
        self.sql(f"insert into raw_test.instants values ({at})")
        self.sql("delete from raw_test.profiles")
        for profile in profiles:
            self.sql(f"insert into raw_test.profiles values ('{profile}')")
        for profile, kind, other in changes:
            self.sql(
                f"insert into raw_test.changes values ('{profile}', '{other}', '{kind}', {at})"
            )
        assert self.project.dbt("run", "--full-refresh").success

    def treated(self) -> set[str]:
        return {row[0] for row in self.warehouse.query("select profile_id from cdp.offers")}

    def sizes(self) -> list[tuple[bool, int, int]]:
        """Each arm, the treated first: held out or not, profiles, contaminated profiles."""
        return [
            (bool(is_held_out), int(count), int(contaminated))
            for is_held_out, count, contaminated in self.warehouse.query(
                "select is_held_out, count_profiles, count_contaminated_profiles"
                " from cdp_segments.holdout_sizes order by is_held_out"
            )
        ]


@pytest.fixture
def experiment(warehouse: Warehouse, tmp_path: Path) -> Experiment:
    return Experiment(tmp_path / "project", warehouse)


def test_the_earliest_assignment_stays_on_a_merge_and_contamination_is_counted(
    experiment: Experiment,
) -> None:
    experiment.run(1, HELD, TREATED)
    experiment.run(2, HELD, TREATED, HELD_LATER, TREATED_LATER)
    assert experiment.treated() == {TREATED, TREATED_LATER}
    assert experiment.sizes() == [(False, 2, 0), (True, 2, 0)]
    # The later one's profile is the one that goes on, in each of the arms.
    merges = ((HELD, "merged", TREATED_LATER), (TREATED, "merged", HELD_LATER))
    experiment.run(3, HELD_LATER, TREATED_LATER, changes=merges)
    assert experiment.treated() == {HELD_LATER}
    assert experiment.sizes() == [(False, 1, 1), (True, 1, 1)]
    experiment.run(4, HELD_LATER, TREATED_LATER)
    assert experiment.treated() == {HELD_LATER}
    # Parted again, each has its own arm back; that they were in both is not forgotten.
    parted = ((HELD, "split", TREATED_LATER),)
    experiment.run(5, HELD, HELD_LATER, TREATED_LATER, changes=parted)
    assert experiment.treated() == {HELD_LATER, TREATED_LATER}
    assert experiment.sizes() == [(False, 2, 2), (True, 1, 1)]


def test_who_is_split_from_a_profile_has_its_arm(experiment: Experiment) -> None:
    experiment.run(1, HELD, TREATED)
    splits = ((TREATED_LATER, "split", HELD), (HELD_LATER, "split", TREATED))
    experiment.run(2, HELD, TREATED, HELD_LATER, TREATED_LATER, changes=splits)
    assert experiment.treated() == {TREATED, HELD_LATER}
    assert experiment.sizes() == [(False, 2, 0), (True, 2, 0)]


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ("winback", "is winback."),
        ({"offer": {"segment": "fans"}}, "says offer: {'segment': 'fans'}."),
        ({"offer": {"segment": "fanns", "percent": 5}}, "says offer.segment: fanns."),
        ({"offer": {"segment": "fans", "percent": 0}}, "says offer.percent: 0."),
        ({"other": {"segment": "fans", "percent": 5}}, "in_holdout got experiment: offer."),
    ],
)
def test_a_wrong_holdout_is_named(
    declared: object, complaint: str, duckdb_warehouse: Warehouse, tmp_path: Path
) -> None:
    variables = {"segments": ["fans"], "holdouts": declared}
    project = ModelProject(tmp_path / "project", duckdb_warehouse, SHIPPED, STAND_INS, variables)
    said = project.complaint("parse")
    assert complaint in said
    assert "To mend it:" in said
