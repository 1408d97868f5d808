"""A build that is killed at any moment leaves a whole graph, and the next build is right."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.identity.graphs import EPOCH
from tests.identity.killed_build import PUBLISHING
from tests.identity.oracle import Node, Sighting
from tests.identity.stitching import REPOSITORY, StitchingProject

NewProject = Callable[[], StitchingProject]
# Statements of steps, which publish nothing, after which a build is killed.
COUNT_STEPS, COUNT_STEPS_DEEP = 2, 20
SOME_STEPS = "some of the steps"
ALICE, BOB = ("customer_id", "alice"), ("customer_id", "bob")
MAIL, PHONE = ("email", "alice@mail.example"), ("phone", "+33600000123")
COOKIE, TABLET = ("cookie_id", "cookie-of-alice"), ("cookie_id", "family-tablet")
LEDGER = "select anchor_identifier_id, profile_id, generation, entry_number from {}.profile_ledger"
CHANGES = "select profile_id, other_profile_id, change_type, changed_at from {}.identity_changes"
RECORDS = "select source_name, record_id, profile_id from {}.identity_records"
REJECTED = "select edge_id, profile_a_id, profile_b_id, broken_rule from {}.identity_rejected_edges"
# Runs that left a trace, each with what identity_runs says of it.
RUNS = """
select traces.run_id, identity_runs.run_id, identity_runs.is_complete
from (
    select run_id from {0}.profile_ledger
    union select run_id from {0}.identity_changes
    union select run_id from {0}.identity_graph
    union select run_id from {0}.identity_run_figures
    union select run_id from {0}.identity_runs
) as traces
left join {0}.identity_runs on traces.run_id = identity_runs.run_id
"""


def _record(name: str, day: int, *nodes: Node) -> list[Sighting]:
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, *node, observed_at=at, loaded_at=at) for node in nodes]


def _first_day() -> list[Sighting]:
    return [
        *_record("account", 1, ALICE, MAIL, PHONE),
        *_record("visit", 1, COOKIE),
        *_record("till", 1, BOB, TABLET),
    ]


def _second_day() -> list[Sighting]:
    """The account is gone, the cookie joins what it leaves, and two people share a tablet."""
    return [
        *_record("visit", 1, COOKIE),
        *_record("till", 1, BOB, TABLET),
        *_record("form", 2, MAIL, PHONE, COOKIE),
        *_record("other till", 2, ("customer_id", "carol"), TABLET),
    ]


@dataclass
class Outcome:
    """All that a run publishes, but for the names of runs."""

    profiles: dict[Node, str]
    ledger: list[Any]
    changes: list[Any]
    records: list[Any]
    rejected: list[Any]


class _Story:
    """A warehouse after its first day, with the rows of the second in it, that can be put back."""

    def __init__(self, project: StitchingProject) -> None:
        self.project = project
        self.record = project.folder.parent / "statements.txt"
        project.load(_first_day())
        self.build()
        self.first = self.outcome()
        project.load(_second_day())
        self._copy(to_copy=True)
        self.build()
        self.second = self.outcome()
        self.statements = self.record.read_text(encoding="utf-8").splitlines()
        assert self.first.profiles != self.second.profiles
        assert self.second.ledger
        assert self.second.rejected
        assert len(self.second.changes) > len(self.first.changes)

    def steps(self, count: int) -> list[int]:
        """The numbers of some statements that publish nothing, up to the run that counts."""
        counts_from = self.statements.index("identity_graph: commit")
        numbers = [
            number
            for number, told in enumerate(self.statements[:counts_from], 1)
            if _model(told) not in PUBLISHING
        ]
        return random.Random(self.project.warehouse.target).sample(numbers, count)

    def numbers_of(self, model: str) -> list[int]:
        """The numbers of the statements that write for a model, or of some that publish nothing."""
        if model == SOME_STEPS:
            return self.steps(COUNT_STEPS_DEEP)
        told = enumerate(self.statements, 1)
        return [number for number, statement in told if _model(statement) == model]

    def put_back(self) -> None:
        self._copy(to_copy=False)

    def _copy(self, *, to_copy: bool) -> None:
        environment = self.project.warehouse.environment
        if self.project.warehouse.target == "duckdb":
            path = Path(environment["CDP_DUCKDB_PATH"])
            # The rows that a killed process had committed may stand in the log beside the file.
            for file in (path, path.with_name(f"{path.name}.wal")):
                ends = [file, file.with_name(f"{file.name}.copy")]
                source, copy = ends if to_copy else reversed(ends)
                copy.unlink(missing_ok=True)
                if source.exists():
                    shutil.copy(source, copy)
            return
        self._wait_for_backends()
        name = environment["CDP_POSTGRES_DATABASE"]
        source, copy = (name, f"{name}_copy") if to_copy else (f"{name}_copy", name)
        connection = self.project.warehouse.connect(database="postgres")
        connection.autocommit = True
        connection.cursor().execute(f"drop database if exists {copy}")
        connection.cursor().execute(f"create database {copy} template {source}")
        connection.close()

    def _wait_for_backends(self) -> None:
        """A backend ends once it notices that its client is gone."""
        query = "select count(*) from pg_stat_activity where application_name = 'dbt'"
        for _attempt in range(100):
            if self.project.warehouse.query(query) == [(0,)]:
                return
            time.sleep(0.1)
        raise AssertionError("a backend of the killed build goes on")

    def build(self) -> None:
        """Never in this process: dbt leaves its DuckDB file open, and a copy loses its lock."""
        assert self.build_until("never") == 0

    def build_until(self, moment: str) -> int:
        arguments = [str(self.record), moment, *self.project.command()]
        arguments += ["--exclude", "resource_type:test", "resource_type:unit_test"]
        environment = dict(os.environ) | dict(self.project.warehouse.environment)
        return subprocess.run(
            [sys.executable, "-m", "tests.identity.killed_build", *arguments],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        ).returncode

    def kill_after(self, moment: str) -> None:
        assert self.build_until(moment) == -signal.SIGKILL

    def rows(self, sql: str) -> list[Any]:
        rows = self.project.warehouse.query(sql.format("cdp_identity"))
        return sorted(rows, key=lambda row: [str(value) for value in row])

    def outcome(self) -> Outcome:
        profiles = self.project.resolution().profiles
        return Outcome(profiles, *map(self.rows, (LEDGER, CHANGES, RECORDS, REJECTED)))

    def assert_runs_have_rows(self, count_complete: int, count_incomplete: int) -> None:
        runs = self.rows(RUNS)
        assert all(trace == run for trace, run, _ in runs), runs
        flags = [is_complete for _, _, is_complete in runs]
        assert flags.count(True) == count_complete
        assert flags.count(False) == count_incomplete


def _model(told: str) -> str:
    return told.split(":")[0]


@pytest.fixture(scope="module")
def story(new_project: NewProject) -> _Story:
    return _Story(new_project())


def test_builds_killed_one_after_the_other_leave_whole_graphs(story: _Story) -> None:
    # In the middle of the work, and again in the middle of doing it again.
    story.put_back()
    for number in story.steps(COUNT_STEPS):
        story.kill_after(str(number))
        assert story.project.resolution().profiles == story.first.profiles
    # Renamed and not yet committed.
    story.put_back()
    story.kill_after(str(story.statements.index("identity_graph: commit")))
    assert story.project.resolution().profiles == story.first.profiles
    # In place: the run counts, and another one that is killed does not undo it.
    for _run in range(2):
        story.kill_after("identity_graph: commit")
        assert story.project.resolution().profiles == story.second.profiles
    story.build()
    assert story.outcome() == story.second
    story.assert_runs_have_rows(count_complete=2, count_incomplete=2)
    figures = "select count_merged, count_edges, count_seconds from {}.identity_runs"
    interrupted = story.rows(f"{figures} where not is_complete")
    assert interrupted == [(0, None, None), (1, None, None)]


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("model", [*PUBLISHING, SOME_STEPS])
def test_a_build_killed_after_any_statement_is_mended_by_the_next(
    story: _Story, model: str
) -> None:
    counts_from = story.statements.index("identity_graph: commit") + 1
    has_row_from = story.statements.index("identity_runs: commit") + 1
    numbers = story.numbers_of(model)
    assert numbers
    for number in numbers:
        statement = story.statements[number - 1]
        story.put_back()
        story.kill_after(str(number))
        expected = story.second if number >= counts_from else story.first
        assert story.project.resolution().profiles == expected.profiles, statement
        story.build()
        assert story.outcome() == story.second, statement
        is_incomplete = counts_from <= number < has_row_from
        story.assert_runs_have_rows(2 + (number >= has_row_from), int(is_incomplete))
