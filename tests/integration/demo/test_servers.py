"""The demo's own PostgreSQL server, and what a person sees while it is up."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest


@pytest.fixture
def state() -> Iterator[Path]:
    # A short path: the name of a Unix socket has room for about a hundred characters.
    with tempfile.TemporaryDirectory(prefix="cdp-") as folder:
        yield Path(folder)


def test_the_server_prints_the_way_to_it_and_stops_when_interrupted(
    state: Path, repository: Path
) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "demo", "serve-postgres", "--state", str(state)],
        cwd=repository,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    exports = {}
    for line in server.stdout:
        if line.startswith("#"):
            break
        name, _, value = line.removeprefix("export ").strip().partition("=")
        exports[name] = value.strip("'")

    assert exports["CDP_TARGET"] == "postgres"
    way = {"host": exports["CDP_POSTGRES_HOST"], "user": exports["CDP_POSTGRES_USER"]}
    psycopg2.connect(dbname=exports["CDP_POSTGRES_DATABASE"], **way).close()
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=30) == 0
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(dbname=exports["CDP_POSTGRES_DATABASE"], **way)
