"""Of two builds at once the second fails and says who is at work; a dead one is in nobody's way."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.identity.graphs import chain
from tests.identity.stitching import REPOSITORY, SELECTION, StitchingProject

NewProject = Callable[[], StitchingProject]
LOCK = "select invocation_id, held_by from cdp_identity.identity_lock"
HELD_UP = """
select count(*) from pg_stat_activity
where application_name = 'dbt' and wait_event_type = 'Lock' and datname = current_database()
"""
AGED = "update cdp_identity.identity_lock set acquired_at = acquired_at - interval '7 hours'"


class _Builds:
    def __init__(self, project: StitchingProject) -> None:
        self.project = project
        self.folder = project.folder.parent
        project.load(chain(200))
        # A first build would make tables that the other makes too. It is a process of its own: this
        # one must not have the file of DuckDB open.
        status, told = _finish(self.start("before"))
        assert status == 0, told

    def start(self, name: str, *selection: str) -> "subprocess.Popen[str]":
        """A build with a target folder of its own, as another machine would have."""
        command = self.project.command(selection or SELECTION)
        command.remove("--quiet")
        command[command.index("--target-path") + 1] = str(self.folder / name)
        return self._start(*command, "--threads", "1", "--exclude", "resource_type:test")

    def operation(self, name: str) -> "subprocess.Popen[str]":
        return self._start("run-operation", name, *self.project.options())

    def _start(self, *arguments: str) -> "subprocess.Popen[str]":
        program = "import sys; from dbt.cli.main import cli; cli()"
        return subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=REPOSITORY,
            env=dict(os.environ)
            | dict(self.project.warehouse.environment)
            | {"CDP_DUCKDB_CONNECT_ATTEMPTS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @contextmanager
    def at_work(self) -> Iterator["_Build"]:
        """A build that has begun with identity and is held up there."""
        is_duckdb = self.project.warehouse.target == "duckdb"
        holder = None if is_duckdb else self.project.warehouse.connect()
        if holder:
            holder.cursor().execute("lock table raw_graphs.sightings in access exclusive mode")
        process = self.start("first")
        try:
            if holder:
                self._wait_until_held_up()
            else:
                self._stop_at_work(process)
            yield _Build(process, holder)
        finally:
            process.kill()
            process.wait()
            if holder:
                holder.close()

    def _stop_at_work(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        assert any("START sql" in line and "cdp_identity" in line for line in process.stdout)
        process.send_signal(signal.SIGSTOP)

    def _wait_until_held_up(self) -> None:
        for _attempt in range(600):
            if self.project.warehouse.query(HELD_UP) == [(1,)]:
                return
            time.sleep(0.1)
        raise AssertionError("the build did not come to the table that is locked")

    def published(self) -> list[Any]:
        return [len(profile) for profile in self.project.resolution().partition()]


@dataclass
class _Build:
    """A build that is held up: by a signal, or by a lock on what it reads."""

    process: "subprocess.Popen[str]"
    holder: Any

    def go_on(self) -> tuple[int, str]:
        self._let_go()
        return _finish(self.process)

    def die(self) -> None:
        self.process.kill()
        self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.holder:
            self.holder.rollback()
        elif self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def builds(new_project: NewProject) -> _Builds:
    return _Builds(new_project())


def _finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    told, _ = process.communicate(timeout=240)
    return process.returncode, told


def test_the_second_build_fails_and_the_first_is_right(builds: _Builds, engine: str) -> None:
    with builds.at_work() as first:
        status, told = _finish(builds.start("second"))
        assert status != 0
        if engine == "duckdb":
            assert "Could not set lock on file" in told
            assert str(first.process.pid) in told
        else:
            assert re.search(
                r"Another build of the target postgres is at work on identity: \S+.*", told
            )
            assert re.search(
                r"dbt invocation [0-9a-f-]{36}, since \d{4}-\d\d-\d\d [\d:]+ UTC", told
            )
            assert "clear_identity_lock" in told
            assert "identity_lock_minutes" in told
        status, told = first.go_on()
        assert status == 0, told
    assert builds.published() == [200]
    if engine == "postgres":
        assert builds.project.warehouse.query(LOCK) == []


def test_a_build_that_was_killed_is_in_nobodys_way(builds: _Builds, engine: str) -> None:
    with builds.at_work() as first:
        first.die()
    if engine == "postgres":
        assert len(builds.project.warehouse.query(LOCK)) == 1
    status, told = _finish(builds.start("second"))
    assert status == 0, told
    assert builds.published() == [200]
    if engine == "postgres":
        assert "is taken over" in told
        assert builds.project.warehouse.query(LOCK) == []


@pytest.mark.parametrize("remedy", ["age", "operation"])
def test_a_build_whose_lock_is_taken_over_does_not_publish(
    builds: _Builds, engine: str, remedy: str
) -> None:
    """It looked dead and is not: it stops before it publishes."""
    if engine == "duckdb":
        pytest.skip("one process at a time may open the file")
    with builds.at_work() as first:
        if remedy == "age":
            with builds.project.warehouse.cursor() as cursor:
                cursor.execute(AGED)
        else:
            status, told = _finish(builds.operation("clear_identity_lock"))
            assert status == 0, told
        status, told = _finish(builds.start("second", "identifier_types"))
        assert status == 0, told
        status, told = first.go_on()
        assert status != 0
        assert "no longer holds the lock on identity" in told
    assert builds.published() == [200]
