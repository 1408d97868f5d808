"""A built project on each engine, and a receiver, fresh for every test."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reverse_etl import destinations
from tests.once import Once

from .company import Company, build, copy_project
from .receiver import SECRET, Receiver
from .vendor_server import VendorServer

_DATABASE = "cdp_sync"
_TEMPLATE = "cdp_sync_template"


@pytest.fixture(scope="session")
def sync_project(repository: Path) -> Path:
    return repository / "tests" / "fixtures" / "sync_project"


@pytest.fixture(scope="session")
def duckdb_built(sync_project: Path, once: Once) -> Path:
    """A folder with the artifacts and warehouse.duckdb."""

    def fill(folder: Path) -> None:
        path = str(folder / "warehouse.duckdb")
        variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": path}
        build(sync_project, folder / "artifacts", variables)

    return once.folder("sync", fill)


@pytest.fixture(scope="session")
def postgres_built(
    _postgres: Any, sync_project: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A folder with the artifacts, and the variables of a database to copy."""
    from tests.conftest import postgres_variables

    folder = tmp_path_factory.mktemp("built-postgres")
    # Relations carry the database's name, so a copy must bear the name of the original.
    _postgres.psql(f"create database {_DATABASE}")
    variables = postgres_variables(_postgres, _DATABASE)
    build(sync_project, folder / "artifacts", variables)
    _postgres.psql(f"alter database {_DATABASE} rename to {_TEMPLATE}")
    return folder, variables


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    """The company on each engine."""
    if request.param == "duckdb":
        return _on_duckdb(request, tmp_path)
    return _on_postgres(request, tmp_path)


@pytest.fixture
def duckdb_company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    """The company on DuckDB alone, for what no engine changes."""
    return _on_duckdb(request, tmp_path)


@pytest.fixture
def postgres_company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    """The company on PostgreSQL alone."""
    return _on_postgres(request, tmp_path)


def _on_duckdb(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    built: Path = request.getfixturevalue("duckdb_built")
    path = tmp_path / "warehouse.duckdb"
    shutil.copy(built / "warehouse.duckdb", path)
    variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": str(path)}
    return _company(request, tmp_path, built, variables)


def _on_postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    folder, variables = request.getfixturevalue("postgres_built")
    server = request.getfixturevalue("_postgres")
    server.psql(f"drop database if exists {_DATABASE} with (force)")
    server.psql(f"create database {_DATABASE} template {_TEMPLATE}")
    return _company(request, tmp_path, folder, variables)


def _company(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    built: Path,
    variables: dict[str, str],
) -> Company:
    project: Path = request.getfixturevalue("sync_project")
    receiver: Receiver = request.getfixturevalue("receiver")
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    copy_project(project, built / "artifacts", tmp_path / "project")
    everything = {
        **variables,
        "CDP_WEBHOOK_URL": receiver.url,
        "CDP_WEBHOOK_SECRET": SECRET,
        "CDP_AUDIENCE_DIRECTORY": str(tmp_path / "audiences"),
    }
    for name in ("DBT_TARGET_PATH", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR", "DBT_TARGET"):
        monkeypatch.delenv(name, raising=False)
    for name, value in everything.items():
        monkeypatch.setenv(name, value)
    return Company(
        directory=tmp_path / "project",
        variables=everything,
        receiver=receiver,
        capsys=request.getfixturevalue("capsys"),
        is_postgres=variables["CDP_TARGET"] == "postgres",
    )


@pytest.fixture
def vendor(monkeypatch: pytest.MonkeyPatch) -> Iterator[VendorServer]:
    """The toy vendor, whose destination type is there for one test."""
    toys = str(Path(__file__).with_name("toys"))
    monkeypatch.setattr(destinations, "__path__", [*destinations.__path__, toys])
    opened = VendorServer()
    yield opened
    opened.close()


def use_vendor(company: Company, vendor: VendorServer, **settings: Any) -> None:
    """Lets the company's sync send to the toy vendor."""
    entry = {"type": "vendor", "url": vendor.url, **settings}
    files = {"type": "file", "directory": "files"}
    file = company.directory / "destinations.yml"
    file.write_text(json.dumps({"crm": entry, "audience_files": files}))


def start_with_toys(company: Company) -> "subprocess.Popen[bytes]":
    """A sync in a process of its own, which knows the toy vendor."""
    toys = Path(__file__).with_name("toys")
    script = (
        "import sys\n"
        "from reverse_etl import destinations\n"
        f"destinations.__path__.append({str(toys)!r})\n"
        "from reverse_etl.cli import main\n"
        f"main(['sync', 'people_webhook', '--project-dir', {str(company.directory)!r}])\n"
    )
    return subprocess.Popen([sys.executable, "-c", script], env={**os.environ, **company.variables})
