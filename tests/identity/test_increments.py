"""A run that reads only what is new gives what one run over all rows gives, on every engine."""

import os
import random
from collections.abc import Callable

import pytest

from tests.identity.histories import History, random_happenings
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
Contents = dict[str, list[tuple[str, ...]]]
COUNT_GRAPHS = 200
# Each history is told by its number alone; every fifth also on PostgreSQL.
FIRST_HISTORY = int(os.environ.get("CDP_DEEP_FIRST", "0"))
HISTORIES = range(FIRST_HISTORY, FIRST_HISTORY + int(os.environ.get("CDP_DEEP_HISTORIES", "30")))
HISTORIES_ON_EACH_ENGINE = [("duckdb", number) for number in HISTORIES] + [
    ("postgres", number) for number in HISTORIES if number % 5 == 0
]
# A run without news adds to these: that it ran, and its figures.
TOLD_OF_EACH_RUN = {"identity_commits", "identity_runs", "identity_run_figures"}
# And these are what the last run resolved, which is nothing.
OF_THE_LAST_RUN = {"identity_candidate", "identity_cuts"}
# Whoever rewrites a row gives it another place; DuckDB closes the gaps of rows that went before.
PLACE = {"duckdb": "row_number() over (order by rowid)", "postgres": "ctid, xmin"}


@pytest.mark.timeout(1200)
def test_versions_in_any_order_under_changing_rules_equal_one_run(new_project: NewProject) -> None:
    history = History(new_project(), random.Random(4), COUNT_GRAPHS, compares=False)
    more, overridden = History.more, History.overridden
    history.run(more, overridden)
    history.run(more, overridden)
    history.run(more, overridden, History.limited)
    history.run(more, overridden)
    history.run(History.later)
    assert 0 < history.count_resolved() < len(history.replay.profiles) / 2
    _assert_a_run_without_news_writes_nothing(history)
    history.run(History.blocked)
    assert history.newly_quarantined.keys() >= {"expired", "over_shared", "blocked"}
    history.assert_each_date_is_as_it_was()


@pytest.mark.timeout(1200)
def test_rows_that_a_source_takes_away_part_profiles_again(new_project: NewProject) -> None:
    history = History(new_project(), random.Random(5), COUNT_GRAPHS, compares=True)
    history.run(History.more)
    history.run(History.more)
    before = history.project.resolution()
    history.run(History.taken_away)
    assert 0 < history.count_resolved() < len(history.replay.profiles)
    history.run(History.come_back)
    assert history.project.resolution().partition() == before.partition()
    history.run(History.more, History.taken_away)
    history.run(History.more, History.come_back)


def test_work_that_was_not_published_is_done_again(new_project: NewProject) -> None:
    history = History(new_project(), random.Random(6), 20, compares=True)
    history.run(History.more)
    for _run in range(2):
        history.more()
        history.project.load(history.rows)
        # All but the graph and what follows it.
        assert history.project.build("--exclude", "identity_graph+").success
    history.run()
    history.run(History.more, arguments=("--full-refresh",))


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("engine", "number"), HISTORIES_ON_EACH_ENGINE, indirect=["engine"])
def test_random_histories_equal_one_run(new_project: NewProject, number: int) -> None:
    random_source = random.Random(f"history {number}")
    compares = random_source.random() < 0.7
    history = History(new_project(), random_source, COUNT_GRAPHS, compares=compares)
    for happenings in random_happenings(8, random_source):
        # A source that is not compared marks what goes, in the rows themselves.
        able = [one for one in happenings if compares or one is not History.taken_away]
        history.run(*able)
    history.assert_each_date_is_as_it_was()


def _assert_a_run_without_news_writes_nothing(history: History) -> None:
    project = history.project
    public, kept = _relations(project), _kept(project)
    before = _contents(project, public, "*"), _contents(project, kept, _with_place(project))
    runs = _contents(project, TOLD_OF_EACH_RUN, "*")
    history.run()
    assert history.count_resolved() == 0
    assert _contents(project, public, "*") == before[0]
    assert _contents(project, kept, _with_place(project)) == before[1]
    for name, rows in _contents(project, TOLD_OF_EACH_RUN, "*").items():
        added = [row for row in rows if row not in runs[name]]
        assert len(added) == len(rows) - len(runs[name])
        assert len(added) == 1 or name == "identity_run_figures"


def _relations(project: StitchingProject) -> set[str]:
    """All relations of identity, but for its steps and for what is told of each run."""
    tables = project.warehouse.query(
        "select table_name from information_schema.tables where table_schema = 'cdp_identity'"
    )
    public = {name for (name,) in tables if not name.startswith("int_") and "__" not in name}
    return public - TOLD_OF_EACH_RUN - OF_THE_LAST_RUN - {"identity_lock"}


def _kept(project: StitchingProject) -> set[str]:
    """The tables that a run keeps up to date, the steps among them."""
    materialized = ("increment", "incremental")
    names = {
        node.name
        for node in project.parsed().nodes.values()
        if node.config.get("materialized") in materialized
    }
    assert {"identity_graph", "int_evidence_linked", "profile_ledger"} <= names
    return names - TOLD_OF_EACH_RUN


def _with_place(project: StitchingProject) -> str:
    return f"{PLACE[project.warehouse.target]}, *"


def _contents(project: StitchingProject, names: set[str], columns: str) -> Contents:
    return {
        name: sorted(
            tuple(map(str, row))
            for row in project.warehouse.query(f"select {columns} from cdp_identity.{name}")
        )
        for name in sorted(names)
    }
