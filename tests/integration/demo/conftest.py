"""The demo, run end to end once on each engine; later runs build on the first."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

ENGINES = ("duckdb", "postgres")
# The warehouse on DuckDB as the first run left it, beside the one that later runs change.
FIRST_WAREHOUSE = "first.duckdb"


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

    def start(self) -> "subprocess.Popen[str]":
        state = str(self.folder / "state")
        return subprocess.Popen(
            [sys.executable, "-m", "demo", "run", "--target", self.engine, "--state", state],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def finish(self, process: "subprocess.Popen[str]") -> Outcome:
        output, _ = process.communicate()
        assert process.returncode == 0, output
        received = self.folder / "state" / self.engine / "receiver.json"
        summary = self.folder / "target" / "demo_summary.json"
        return Outcome(
            code=process.returncode,
            output=output,
            summary=json.loads(summary.read_text()),
            received=json.loads(received.read_text()),
            sent=[(row[0], row[1], row[2], row[3]) for row in self.query(_SENT)],
        )

    def dbt(
        self, *arguments: str, variables: str = "cdp_demo: true"
    ) -> "subprocess.CompletedProcess[str]":
        """One dbt command on what the demo built."""
        dbt = str(Path(sys.executable).with_name("dbt"))
        return subprocess.run(
            [dbt, *arguments, "--vars", variables, "--target", self.engine],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
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

    def _connect(self) -> Any:
        if self.engine == "duckdb":
            return duckdb.connect(str(self.folder / "warehouse.duckdb"))
        names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "DATABASE"}
        return psycopg2.connect(
            **{key: self.variables[f"CDP_POSTGRES_{name}"] for key, name in names.items()}
        )


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


@pytest.fixture(scope="session")
def demos(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, postgres_database: dict[str, str]
) -> Iterator[dict[str, Demo]]:
    folder = tmp_path_factory.mktemp("demo")
    variables = {"duckdb": {"CDP_POSTGRES_HOST": ""}, "postgres": postgres_database}
    made = {name: Demo(name, repository, folder / name, variables[name]) for name in ENGINES}
    for demo in made.values():
        demo.folder.mkdir()
    yield made
    # A server's warehouse has no folder of its own, so its journals are in the project's.
    for journals in repository.glob(f".reverse_etl/{postgres_database['CDP_POSTGRES_DATABASE']}-*"):
        shutil.rmtree(journals)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def demo(engine: str, demos: dict[str, Demo]) -> Demo:
    return demos[engine]


@pytest.fixture(scope="session")
def first_runs(demos: dict[str, Demo]) -> dict[str, Outcome]:
    """A new company on each engine, both at once: each is busy on one core."""
    outcomes = run_all(demos)
    folder = demos["duckdb"].folder
    # Later tests change its rows.
    shutil.copy(folder / "warehouse.duckdb", folder / FIRST_WAREHOUSE)
    return outcomes


@pytest.fixture(scope="session")
def second_runs(demos: dict[str, Demo], first_runs: dict[str, Outcome]) -> dict[str, Outcome]:
    """The same again."""
    return run_all(demos)


def run_all(demos: dict[str, Demo]) -> dict[str, Outcome]:
    started = {name: demo.start() for name, demo in demos.items()}
    return {name: demos[name].finish(process) for name, process in started.items()}
