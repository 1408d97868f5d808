"""`make demo`: raw tables, models, syncs to a receiver on this machine, and the summary."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from demo import raw_tables, servers, syncs
from demo.dbt import Dbt, release_warehouse
from demo.errors import MISCONFIGURED, DemoError
from demo.progress import step
from demo.receiver import Receiver
from demo.summary import Example, Models, Summary
from reverse_etl.errors import ReverseEtlError
from reverse_etl.project import Project
from reverse_etl.warehouse import Warehouse, open_warehouse

_SERVE = ".venv/bin/python -m demo serve-postgres"

# The file of a warehouse of its own.
WAREHOUSE = "warehouse.duckdb"
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """Where the demo reads and writes."""

    target: str
    state: Path
    root: Path = ROOT

    @property
    def target_path(self) -> Path:
        """dbt's folder of artifacts."""
        return self.root / os.environ.get("DBT_TARGET_PATH", "target")

    @property
    def place(self) -> Path:
        """What the demo keeps between runs for this warehouse."""
        return self.state / self.target

    @property
    def receiver_file(self) -> Path:
        """What the webhook's receiver accepted."""
        return self.place / "receiver.json"


@contextmanager
def environment(settings: Settings) -> Iterator[None]:
    """Sets what profiles.yml reads, and starts PostgreSQL where it is asked for."""
    ours = {
        "CDP_TARGET": settings.target,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DBT_TARGET_PATH": str(settings.target_path),
    }
    with ExitStack() as stack:
        stack.enter_context(variables(ours))
        if settings.target == "postgres":
            own = servers.postgres(settings.place / "server")
            server = servers.given(os.environ) or stack.enter_context(own)
            servers.create_database(server)
            stack.enter_context(variables(server))
        yield


@contextmanager
def own_warehouse(place: Path) -> Iterator[Settings]:
    """A DuckDB file of its own in a folder, with dbt's artifacts and logs beside it."""
    settings = Settings("duckdb", place)
    place.mkdir(parents=True, exist_ok=True)
    ours = {
        "CDP_DUCKDB_PATH": str(place / WAREHOUSE),
        "DBT_TARGET_PATH": str(place / "target"),
        "DBT_LOG_PATH": str(place / "logs"),
    }
    with environment(settings), variables(ours):
        yield settings


def run(settings: Settings) -> tuple[Summary, Example | None]:
    """Does all of it, and returns what to show. Raises DemoError where it cannot go on."""
    started = time.monotonic()
    dbt = Dbt(settings.root, settings.target)
    try:
        _load_raw_tables(settings, dbt)
        _build(settings, dbt)
    finally:
        release_warehouse()
    with Receiver(settings.receiver_file) as receiver, variables(receiver.environment()):
        syncs.send_all(read_manifest(settings), settings.root)
    return read(settings, time.monotonic() - started)


def read(settings: Settings, seconds: float | None = None) -> tuple[Summary, Example | None]:
    """The figures as they are in the warehouse now; those of a run go into demo_summary.json."""
    file = settings.target_path / "demo_summary.json"
    with _warehouse(settings).connect(read_only=True) as connection:
        models = Models(read_manifest(settings), connection.rows)
        summary = models.summary(_segments(settings.root), seconds or 0)
        example = models.example()
    if seconds is not None:
        file.write_text(json.dumps(asdict(summary), indent=2) + "\n")
    return summary, example


def read_manifest(settings: Settings) -> dict[str, Any]:
    """dbt's manifest of the last build. Raises DemoError without one."""
    file = settings.target_path / "manifest.json"
    if not file.exists():
        raise DemoError(f"{file} does not exist. Run: make demo", MISCONFIGURED)
    manifest: dict[str, Any] = json.loads(file.read_text())
    return manifest


def places(settings: Settings) -> dict[str, str]:
    """What to look at next, and why."""
    server = {} if settings.target == "duckdb" else {_SERVE: "starts the warehouse again"}
    return server | {
        ".venv/bin/reverse-etl status": "each sync: when it ran, what it sent",
        os.path.relpath(settings.receiver_file): "what the webhook's receiver accepted",
        os.environ.get("CDP_AUDIENCE_DIRECTORY", "target/audiences"): "the audience files",
        "models/segments/": "a segment is one SQL file: docs/add-a-segment.md",
        "make docs": "every model and column, with lineage",
        "make test": "the proof, on DuckDB and PostgreSQL",
    }


def _load_raw_tables(settings: Settings, dbt: Dbt) -> None:
    digest = raw_tables.fingerprint(settings.root)
    record = settings.place / "raw_tables.json"
    with step("Loading raw tables") as doing:
        tables = raw_tables.relations(settings.root)
        if raw_tables.loaded(record) == digest and _exist(settings, tables):
            doing.done(f"{len(tables)} raw tables are loaded already: seeds/demo has not changed")
            return
        if not _exist(settings, ["reverse_etl.sync_state"]):
            # A new warehouse remembers nothing that was sent, so the receiver must not either.
            settings.receiver_file.unlink(missing_ok=True)
        # From nothing, because a table of an older demo may lack a column.
        dbt.run(["seed", "--full-refresh", "--select", "path:seeds/demo"], doing)
        raw_tables.remember(record, digest)
        doing.done(f"Loaded {len(tables)} raw tables from seeds/demo")


def _exist(settings: Settings, tables: Sequence[str]) -> bool:
    try:
        with _warehouse(settings).connect(read_only=True) as connection:
            for table in tables:
                connection.rows(f"select 1 from {table} limit 1")
    except ReverseEtlError:
        return False
    return True


def _warehouse(settings: Settings) -> Warehouse:
    return open_warehouse(Project(settings.root, target_name=settings.target), wait_seconds=60)


def _build(settings: Settings, dbt: Dbt) -> None:
    with step("Building") as doing:
        # Unit tests try the models on rows of their own: `make test` runs them. dbt's own variable
        # may leave out more.
        left_out = os.environ.get("DBT_EXCLUDE_RESOURCE_TYPES", "unit_test").split()
        excluded = ["--exclude", "path:seeds/demo", "--exclude-resource-type", *left_out]
        results = dbt.run(["build", *excluded], doing)
        kinds = [result.node.resource_type for result in results]
        doing.done(f"Built {kinds.count('model')} models, {kinds.count('test')} tests passed")


def _segments(root: Path) -> list[str]:
    project = yaml.safe_load((root / "dbt_project.yml").read_text())
    return list(project["vars"]["segments"])


@contextmanager
def variables(given: Mapping[str, str]) -> Iterator[None]:
    """Sets environment variables, and puts back what was there."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
