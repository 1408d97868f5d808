"""A run that reads only what is new gives what one run over all rows gives, on every engine."""

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.identity.graphs import EPOCH, random_graph, random_overrides
from tests.identity.oracle import Node, Sighting, resolve
from tests.identity.replay import Change, Replay
from tests.identity.stitching import SOURCES, StitchingProject

NewProject = Callable[[], StitchingProject]
CHANGES = """
select profile_id, change_type, other_profile_id from cdp_identity.identity_changes
where run_id in (
    select run_id from cdp_identity.identity_commits
    where run_number in (select max(run_number) from cdp_identity.identity_commits)
)
"""
COUNT_GRAPHS = {"duckdb": 200, "postgres": 40}
COUNT_BATCHES = 4
# Tables that a run without news leaves as they are.
STANDING = [
    "identity_graph",
    "identity_records",
    "identity_rejected_edges",
    "identity_changes",
    "identity_assignments",
    "profile_ledger",
    "identity_clusters",
    "identifier_sightings",
    "int_identifiers_judged",
    "int_edges_weighed",
    "int_evidence_linked",
]


def _in_batches(
    count_graphs: int, random_source: random.Random, *, by_version: bool
) -> list[list[Sighting]]:
    """Rows by the batch that brings them: whole records, or each version of a record by itself."""
    batches: list[list[Sighting]] = [[] for _ in range(COUNT_BATCHES)]
    places: dict[tuple[object, ...], int] = {}
    for index in range(count_graphs):
        for row in random_graph(index, random_source):
            version = row.observed_at if by_version else None
            place = places.setdefault(
                (row.source_name, row.record_id, version), random_source.randrange(COUNT_BATCHES)
            )
            # Versions come in any order: one loaded later may be older.
            second = int((row.loaded_at - EPOCH).total_seconds()) % 80_000
            loaded_at = EPOCH + timedelta(days=100 + 2 * place, seconds=second)
            batches[place].append(replace(row, loaded_at=loaded_at))
    return batches


def _assert_equal_to_one_run(
    project: StitchingProject, rows: Sequence[Sighting], replay: Replay
) -> None:
    """All that one run over the rows would say, with the ids and changes of the runs so far."""
    expected, actual = resolve(rows, project.rules()), project.resolution()
    assert actual.quarantined == expected.quarantined
    assert actual.partition() == expected.partition()
    assert actual.rejected == expected.rejected
    changes = replay.run(expected)
    assert actual.profiles == replay.profiles
    assert {Change(*row) for row in project.warehouse.query(CHANGES)} == changes


def _assert_each_date_is_as_it_was(
    project: StitchingProject, at_dates: Mapping[datetime, Mapping[Node, str]]
) -> None:
    for date, profiles in at_dates.items():
        query = project.compiled(f"{{{{ identity_graph_as_of(\"timestamp '{date}'\") }}}}")
        rows = project.warehouse.query(query)
        assert {(name, value): owner for _, name, value, owner in rows} == profiles


def _count_resolved(project: StitchingProject) -> int:
    query = "select count(*) from cdp_identity.identity_candidate"
    return int(project.warehouse.query(query)[0][0])


@pytest.mark.timeout(1200)
def test_batches_with_versions_in_any_order_equal_one_run(new_project: NewProject) -> None:
    project = new_project()
    sources = copy.deepcopy(SOURCES)
    del sources["entities"]["deletes"]
    project.set_sources(sources)
    random_source = random.Random(4)
    count_graphs = COUNT_GRAPHS[project.warehouse.target]
    batches = _in_batches(count_graphs, random_source, by_version=True)
    every_override = list(random_overrides([r for b in batches for r in b], 0.5, random_source))
    rows: list[Sighting] = []
    at_dates: dict[datetime, Mapping[Node, str]] = {}
    replay = Replay(project.vars["identity_namespace"])
    for batch in batches:
        rows += batch
        project.load(rows)
        project.set_overrides(random_source.sample(every_override, len(every_override) // 2))
        assert project.build().success
        _assert_equal_to_one_run(project, rows, replay)
        at_dates[max(row.loaded_at for row in rows)] = replay.profiles

    standing = {name: _contents(project, name) for name in STANDING}
    assert project.build().success
    assert _count_resolved(project) == 0
    assert {name: _contents(project, name) for name in STANDING} == standing
    _assert_each_date_is_as_it_was(project, at_dates)

    types = copy.deepcopy(project.vars["identifier_types"])
    types["email"]["max_per_profile"] = 2
    project.set_rules(types)
    assert project.build().success
    _assert_equal_to_one_run(project, rows, replay)
    # Nothing was loaded, so the graph of that date is the later one.
    at_dates[max(at_dates)] = replay.profiles
    _assert_each_date_is_as_it_was(project, at_dates)


@pytest.mark.timeout(1200)
def test_rows_that_a_source_takes_away_part_profiles_again(new_project: NewProject) -> None:
    project = new_project()
    random_source = random.Random(5)
    count_graphs = COUNT_GRAPHS[project.warehouse.target]
    batches = _in_batches(count_graphs, random_source, by_version=False)
    rows: list[Sighting] = []
    replay = Replay(project.vars["identity_namespace"])
    for batch in batches[:2]:
        rows += batch
        project.load(rows)
        assert project.build().success
        _assert_equal_to_one_run(project, rows, replay)
    before = project.resolution()
    records = sorted({row.record_id for row in rows if row.source_name == "entities"})
    gone = set(random_source.sample(records, len(records) // 6))
    left = [row for row in rows if row.source_name == "events" or row.record_id not in gone]
    project.load(left)
    assert project.build().success
    _assert_equal_to_one_run(project, left, replay)
    resolved = _count_resolved(project)
    assert 0 < resolved < len(project.resolution().profiles)

    # They come back.
    project.load(rows)
    assert project.build().success
    _assert_equal_to_one_run(project, rows, replay)
    assert project.resolution().partition() == before.partition()


def test_work_that_was_not_published_is_done_again(new_project: NewProject) -> None:
    project = new_project()
    random_source = random.Random(6)
    batches = _in_batches(20, random_source, by_version=False)
    rows = list(batches[0])
    replay = Replay(project.vars["identity_namespace"])
    project.load(rows)
    assert project.build().success
    _assert_equal_to_one_run(project, rows, replay)
    for batch in batches[1:3]:
        rows += batch
        project.load(rows)
        # All but the graph and what follows it.
        assert project.build("--exclude", "identity_graph+").success
    assert project.build().success
    _assert_equal_to_one_run(project, rows, replay)
    rows += batches[3]
    project.load(rows)
    assert project.build("--full-refresh").success
    _assert_equal_to_one_run(project, rows, replay)


def _contents(project: StitchingProject, name: str) -> list[tuple[object, ...]]:
    rows = project.warehouse.query(f"select * from cdp_identity.{name}")
    return sorted(rows, key=lambda row: [str(value) for value in row])
