"""A warehouse a test, on both engines."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import create_postgres_database
from tests.identity.stitching import StitchingProject, Warehouse


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def new_project(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], StitchingProject]]:
    """Makes projects over empty databases of the engine; the environment is put back at the end."""
    environment_before = dict(os.environ)
    server: Any = request.getfixturevalue("_postgres") if engine == "postgres" else None

    def make() -> StitchingProject:
        folder = tmp_path_factory.mktemp("stitching") / "project"
        return StitchingProject(folder, Warehouse(engine, _environment(server, folder.parent)))

    yield make
    os.environ.clear()
    os.environ.update(environment_before)


def _environment(server: Any, folder: Path) -> dict[str, str]:
    if server is not None:
        return create_postgres_database(server)
    return {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": str(folder / "warehouse.duckdb")}
