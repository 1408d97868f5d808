"""The shipped identity models give what the sequential rule gives, on every engine."""

import random
from collections.abc import Callable

import pytest
from dbt.cli.main import dbtRunnerResult

from tests.identity.graphs import chain, random_graph
from tests.identity.oracle import Sighting, resolve
from tests.identity.stitching import StitchingProject

COUNT_GRAPHS = 200
NewProject = Callable[[], StitchingProject]


@pytest.fixture(scope="module")
def random_sightings() -> list[Sighting]:
    random_source = random.Random(20261101)
    return [row for index in range(COUNT_GRAPHS) for row in random_graph(index, random_source)]


def test_random_graphs_equal_the_sequential_rule(
    new_project: NewProject, random_sightings: list[Sighting]
) -> None:
    project = new_project()
    project.load(random_sightings)
    assert project.build(with_data_tests=True).success

    expected, actual = resolve(random_sightings, project.rules()), project.resolution()
    assert actual.quarantined == expected.quarantined
    assert actual.partition() == expected.partition()
    assert actual.profiles == expected.profiles
    _assert_every_rule_was_met(random_sightings, expected.quarantined, expected.partition())


def _assert_every_rule_was_met(
    sightings: list[Sighting], quarantined: dict, partition: set
) -> None:
    """Data that never quarantines or merges would prove nothing."""
    assert set(quarantined.values()) >= {"blank", "blocked", "malformed", "over_shared"}
    assert max(len(profile) for profile in partition) >= 10
    assert len(partition) > COUNT_GRAPHS
    assert {row.source_name for row in sightings if row.is_deleted} == {"entities"}


def test_the_order_of_rows_does_not_matter(
    new_project: NewProject, random_sightings: list[Sighting]
) -> None:
    shuffled = random.Random(7).sample(random_sightings, len(random_sightings))
    project = new_project()
    project.load(shuffled)
    assert project.build().success
    assert project.resolution() == resolve(random_sightings, project.rules())


def test_an_ordered_chain_of_ten_thousand_identifiers_is_one_profile(
    new_project: NewProject,
) -> None:
    project = new_project()
    project.load(chain(10_000))
    assert project.build().success
    assert [len(profile) for profile in project.resolution().partition()] == [10_000]


def test_a_round_bound_that_is_too_small_fails_the_build_and_keeps_the_old_graph(
    new_project: NewProject,
) -> None:
    project = new_project()
    project.load(chain(50))
    assert project.build().success
    before = project.resolution()

    project.load(chain(1_000))
    result = project.build(variables={"max_stitching_rounds": 2})
    failed = _failures(result)
    assert list(failed) == ["int_clusters_merged"]
    assert "did not converge" in failed["int_clusters_merged"]
    assert "max_stitching_rounds" in failed["int_clusters_merged"]
    assert project.resolution().profiles == before.profiles
    assert _work_tables(project) == []

    assert project.build().success
    assert [len(profile) for profile in project.resolution().partition()] == [1_000]


def test_a_gate_that_fails_keeps_the_old_graph(new_project: NewProject) -> None:
    project = new_project()
    project.load(chain(50))
    assert project.build().success
    before = project.resolution()

    project.load(chain(1_000))
    assert list(_failures(project.build(with_data_tests=True))) == [
        "gate_largest_profile_is_one_person"
    ]
    assert project.resolution().profiles == before.profiles
    assert project.warehouse.query("select count(*) from cdp_identity.identity_runs") == [(1,)]


def _failures(result: dbtRunnerResult) -> dict[str, str]:
    assert not result.success
    assert result.result is not None
    return {run.node.name: run.message for run in result.result if run.status in ("error", "fail")}


def _work_tables(project: StitchingProject) -> list[str]:
    tables = project.warehouse.query("select table_name from information_schema.tables")
    return [name for (name,) in tables if "__work_" in name]


def test_ids_are_the_same_after_a_second_build_and_a_full_refresh(
    new_project: NewProject, random_sightings: list[Sighting]
) -> None:
    project = new_project()
    some = random_sightings[: len(random_sightings) // 4]
    project.load(some)
    assert project.build().success
    first = project.resolution()
    assert project.build().success
    assert project.resolution() == first
    assert project.build("--full-refresh").success
    assert project.resolution() == first
    changes = "select change_type, count(*) from cdp_identity.identity_changes group by change_type"
    assert project.warehouse.query(changes) == [("born", len(first.partition()))]
    assert project.warehouse.query("select count(*) from cdp_identity.identity_runs") == [(3,)]
    assert project.warehouse.query("select count(*) from cdp_identity.profile_ledger") == [(0,)]
