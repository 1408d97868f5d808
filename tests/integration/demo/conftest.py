"""The demo, run end to end once on each engine; later runs build on the first."""

import functools
import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import psycopg2
import pytest

from tests import warm
from tests.once import Once

ENGINES = ("duckdb", "postgres")
# What dbt and reverse-etl read of the project.
PARTS = ("dbt_project.yml", "profiles.yml", "destinations.yml", "macros", "models", "seeds")
PARTS += ("tests/dbt",)
# The warehouse on DuckDB as the first run left it, beside the one that later runs change; and the
# artifacts of that run.
FIRST_WAREHOUSE = "first.duckdb"
FIRST_TARGET = "first_target"


@dataclass(frozen=True)
class Outcome:
    """What one run of the driver left behind."""

    code: int
    output: str
    summary: dict[str, Any]
    received: dict[str, dict[str, Any]]
    sent: list[tuple[str, str, str | None, str]]

    def of_webhook(self, change_type: str) -> set[tuple[str, str | None]]:
        """Key and reason of what the webhook was asked to do, by type of change."""
        return {
            (key, reason)
            for sync, key, reason, change in self.sent
            if sync == "crm_webhook_customers" and change == change_type
        }


@dataclass
class Demo:
    """The demo in folders and a database of its own."""

    engine: str
    root: Path
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            "CDP_DUCKDB_PATH": str(self.folder / "warehouse.duckdb"),
            "CDP_AUDIENCE_DIRECTORY": str(self.folder / "audiences"),
            **self.variables,
        }

    def run(self) -> Outcome:
        """`make demo`, as a process of its own that starts from nothing."""
        command = [sys.executable, "-m", "demo", *self._arguments()]
        return self._outcome(
            subprocess.run(
                command,
                cwd=self.root,
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
        )

    def run_again(self) -> Outcome:
        """Without data tests: those of the first run passed, and later runs are about syncs."""
        environment = self.environment | {"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test test"}
        return self._outcome(
            warm.run("demo", *self._arguments(), folder=self.root, environment=environment)
        )

    def _arguments(self) -> list[str]:
        return ["run", "--target", self.engine, "--state", str(self.folder / "state")]

    def _outcome(self, finished: "subprocess.CompletedProcess[str]") -> Outcome:
        output = finished.stdout + finished.stderr
        assert finished.returncode == 0, output
        received = self.folder / "state" / self.engine / "receiver.json"
        summary = self.folder / "target" / "demo_summary.json"
        return Outcome(
            code=finished.returncode,
            output=output,
            summary=json.loads(summary.read_text()),
            received=json.loads(received.read_text()),
            sent=[(row[0], row[1], row[2], row[3]) for row in self.query(_SENT)],
        )

    def dbt(
        self, *arguments: str, variables: str = "cdp_demo: true"
    ) -> "subprocess.CompletedProcess[str]":
        """One dbt command on what the demo built."""
        options = ["--vars", variables, "--target", self.engine]
        return warm.run("dbt", *arguments, *options, folder=self.root, environment=self.environment)

    def reverse_etl(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """One command of reverse-etl on what the demo built."""
        return warm.run(
            "reverse-etl",
            *arguments,
            "--target",
            self.engine,
            folder=self.root,
            environment={**self.environment, **variables},
        )

    def query(self, sql: str) -> Sequence[tuple[Any, ...]]:
        connection = self._connect()
        try:
            cursor = connection.cursor()
            cursor.execute(sql)
            rows: Sequence[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
            connection.commit()
            return rows
        finally:
            connection.close()

    def drop_what_was_built(self) -> None:
        """All but the raw tables."""
        for (schema,) in self.query(_BUILT_SCHEMAS):
            self.query(f"drop schema {schema} cascade")

    def _connect(self) -> Any:
        if self.engine == "duckdb":
            return duckdb.connect(str(self.folder / "warehouse.duckdb"))
        names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "DATABASE"}
        return psycopg2.connect(
            **{key: self.variables[f"CDP_POSTGRES_{name}"] for key, name in names.items()}
        )


_BUILT_SCHEMAS = """
select schema_name from information_schema.schemata
where catalog_name = current_database()
    and (schema_name like 'cdp%' or schema_name = 'reverse_etl')
"""
_SENT = """
    with newest as (
        select sync_name, max(started_at) as started_at
        from reverse_etl.sync_runs
        group by sync_name
    )
    select log.sync_name, log.record_key, log.change_reason, log.change_type
    from reverse_etl.sync_log as log
    inner join reverse_etl.sync_runs as runs on log.run_id = runs.run_id
    inner join newest
        on runs.sync_name = newest.sync_name and runs.started_at = newest.started_at
"""


Made = TypeVar("Made")


class ByEngine(Mapping[str, Made]):
    """Something for each engine, made when it is first asked for."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        self._make = make

    def __getitem__(self, engine: str) -> Made:
        return self._make(engine)

    def __iter__(self) -> Iterator[str]:
        return iter(ENGINES)

    def __len__(self) -> int:
        return len(ENGINES)


@dataclass(frozen=True)
class FirstRun:
    """A new company on one engine."""

    demo: Demo
    outcome: Outcome


@pytest.fixture(scope="session")
def _first_run(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    repository: Path,
    once: Once,
) -> Callable[[str], FirstRun]:
    @functools.cache
    def first_run(engine: str) -> FirstRun:
        if engine == "postgres":
            # A server belongs to one process.
            variables = request.getfixturevalue("postgres_database")
            demo = Demo(engine, repository, tmp_path_factory.mktemp("demo"), variables)
            return FirstRun(demo, demo.run())
        folder = once.folder("demo", functools.partial(_fill, repository))
        return FirstRun(_on_duckdb(repository, folder), pickle.loads(_told(folder).read_bytes()))

    return first_run


def _fill(repository: Path, folder: Path) -> None:
    demo = _on_duckdb(repository, folder)
    outcome = demo.run()
    # Later tests change its rows and artifacts.
    shutil.copy(folder / "warehouse.duckdb", folder / FIRST_WAREHOUSE)
    shutil.copytree(folder / "target", folder / FIRST_TARGET)
    _told(folder).write_bytes(pickle.dumps(outcome))


def _on_duckdb(repository: Path, folder: Path) -> Demo:
    return Demo("duckdb", repository, folder, {"CDP_POSTGRES_HOST": ""})


def _told(folder: Path) -> Path:
    return folder / "outcome.pickle"


@pytest.fixture(scope="session")
def demos(_first_run: Callable[[str], FirstRun], repository: Path) -> Iterator[Mapping[str, Demo]]:
    """Each engine's, after its first run."""
    made: dict[str, Demo] = {}

    def demo(engine: str) -> Demo:
        made[engine] = _first_run(engine).demo
        return made[engine]

    yield ByEngine(demo)
    # A server's warehouse has no folder of its own, so its journals are in the project's.
    for one in made.values():
        database = one.variables.get("CDP_POSTGRES_DATABASE", "none")
        for journals in repository.glob(f".reverse_etl/{database}-*"):
            shutil.rmtree(journals)


@pytest.fixture(scope="session")
def first_runs(_first_run: Callable[[str], FirstRun]) -> Mapping[str, Outcome]:
    """What the first run told on each engine."""
    return ByEngine(lambda engine: _first_run(engine).outcome)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def demo(engine: str, demos: Mapping[str, Demo]) -> Demo:
    return demos[engine]


@pytest.fixture(scope="session")
def parsed(repository: Path, once: Once) -> Path:
    """A target folder of dbt for copies of the project: what is parsed there is parsed already."""

    def fill(folder: Path) -> None:
        done = warm.run(
            "dbt",
            "parse",
            "--quiet",
            folder=repository,
            environment=environment_of_a_reader(folder / "warehouse.duckdb")
            | {"DBT_TARGET_PATH": str(folder), "DBT_LOG_PATH": str(folder / "logs")},
        )
        assert done.returncode == 0, done.stdout

    return once.folder("parsed", fill)


def copy_project(repository: Path, folder: Path, parsed: Path) -> None:
    """The project in a folder of its own, as if it had been parsed there."""
    for part in PARTS:
        source, copied = repository / part, folder / part
        copied.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, copied)
    (folder / "target").mkdir()
    shutil.copy(parsed / "partial_parse.msgpack", folder / "target")


def environment_of_a_reader(warehouse: Path) -> dict[str, str]:
    """That of somebody who has set nothing but where the warehouse is."""
    ours = ("DBT_", "CDP_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    set_here = {"CDP_DUCKDB_PATH": str(warehouse), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false"}
    return plain | set_here
