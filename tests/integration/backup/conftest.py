"""A small project with one relation that cannot be derived again, on each engine."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager

from reverse_etl.cli import main
from tests.conftest import create_postgres_database
from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

KEPT = "models/insights/kept.sql"
MODEL = """{{ config(materialized='incremental', full_refresh=false) }}
select * from raw_test.originals
{% if is_incremental() %} where 1 = 0 {% endif %}
"""
SOURCES = "models/activation/_reverse_etl__sources.yml"


class Shop:
    """The small project on one warehouse, and the command line over it."""

    def __init__(
        self, folder: Path, warehouse: Warehouse, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.warehouse = warehouse
        self._capsys = capsys
        self.project = ModelProject(folder, warehouse, (), {KEPT: MODEL}, {"segments": []})

    @property
    def target(self) -> Path:
        return self.project.folder / "target"

    def fill(self, columns: str, *rows: str) -> None:
        """Build the relation from these rows."""
        with self.warehouse.cursor() as cursor:
            cursor.execute("create schema if not exists raw_test")
            cursor.execute(f"create table raw_test.originals ({columns})")
            for row in rows:
                cursor.execute(f"insert into raw_test.originals values ({row})")
        assert self.project.dbt("build").success

    def parse(self) -> None:
        assert self.project.dbt("parse").success

    def adopt(self, other: "Shop") -> None:
        """Take the artifacts of a shop with the same files, as `dbt parse` would write them."""
        shutil.copytree(other.target, self.target, dirs_exist_ok=True)

    def run(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        return run_command(self.project.folder, self.warehouse, self._capsys, *arguments)

    def kept(self) -> list[tuple[Any, ...]]:
        return self.warehouse.query("select * from cdp_insights.kept order by 1")


def run_command(
    folder: Path, warehouse: Warehouse, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, dict[str, Any], str]:
    """Exit code, document and log of a command in a project."""
    os.environ.update(warehouse.environment)
    # dbt in this process keeps the file open, for writing.
    DuckDBConnectionManager.close_all_connections()
    capsys.readouterr()
    places = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    code = main([*arguments, "--json", "--wait", "5", "--target-path", "target", *places])
    said = capsys.readouterr()
    document: dict[str, Any] = json.loads(said.out)
    return code, document, said.err


NewShop = Callable[[str], Shop]


@pytest.fixture
def new_shop(
    request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[NewShop]:
    """Makes projects over empty databases of an engine; the environment is put back at the end."""
    environment_before = dict(os.environ)
    for name in ("DBT_TARGET_PATH", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR", "DBT_TARGET"):
        os.environ.pop(name, None)
    made: list[Shop] = []

    def make(engine: str) -> Shop:
        folder = tmp_path / f"shop_{len(made)}"
        folder.mkdir()
        if engine == "postgres":
            variables = create_postgres_database(request.getfixturevalue("_postgres"))
        else:
            path = str(folder / "warehouse.duckdb")
            variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": path}
        made.append(Shop(folder / "project", Warehouse(engine, variables), capsys))
        return made[-1]

    yield make
    os.environ.clear()
    os.environ.update(environment_before)
