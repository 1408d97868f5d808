"""A warehouse a test, on both engines; the environment is put back at its end."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import create_postgres_database
from tests.identity.stitching import Warehouse


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    environment_before = dict(os.environ)
    if request.param == "postgres":
        variables = create_postgres_database(request.getfixturevalue("_postgres"))
        yield Warehouse("postgres", variables)
    else:
        yield local_warehouse(tmp_path)
    os.environ.clear()
    os.environ.update(environment_before)


@pytest.fixture
def duckdb_warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    environment_before = dict(os.environ)
    yield local_warehouse(tmp_path)
    os.environ.clear()
    os.environ.update(environment_before)


def local_warehouse(folder: Path) -> Warehouse:
    """An empty DuckDB file."""
    path = str(folder / "warehouse.duckdb")
    return Warehouse("duckdb", {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": path})
