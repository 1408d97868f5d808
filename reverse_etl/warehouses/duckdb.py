"""DuckDB: a file that one process may write, and none may read meanwhile."""

import logging
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from reverse_etl.errors import ConfigurationError, WarehouseBusyError, WarehouseError
from reverse_etl.project import Project
from reverse_etl.records import Column
from reverse_etl.warehouse import Block, Connection, Dialect, Row, Warehouse

log = logging.getLogger(__name__)

_KINDS = {
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "FLOAT": "float",
    "DOUBLE": "float",
    "VARCHAR": "text",
} | dict.fromkeys(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"),
    "integer",
)
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
# Two ways to say that someone else has the file: another process, or our own.
_BUSY = ("Could not set lock", "different configuration")
_FIRST_PAUSE = 0.05
# Settings of a dbt profile that hold for syncs too: what the machine can give.
_RESOURCES = ("memory_limit", "max_memory", "threads", "temp_directory")


class DuckDBDialect(Dialect):
    """DuckDB joins two texts at a time where `||` stands, and copies the first each time."""

    def joined(self, expressions: Sequence[str]) -> str:
        return f"concat({', '.join(expressions)})"


def open_warehouse(
    project: Project, connection: Mapping[str, Any], wait_seconds: float
) -> Warehouse:
    """The DuckDB file of a dbt profile."""
    if not connection.get("path"):
        raise ConfigurationError(
            f"{project.profiles_file}: the duckdb target has no path.", "Set `path`."
        )
    # dbt changes into the project's folder before it opens a relative path.
    settings = connection.get("settings") or {}
    resources = {name: settings[name] for name in _RESOURCES if name in settings}
    return DuckDBWarehouse(project.directory / str(connection["path"]), wait_seconds, resources)


class DuckDBWarehouse:
    """Opens the file for moments only, so that `dbt build` finds it free."""

    dialect = DuckDBDialect()
    is_server = False

    def __init__(
        self, path: Path, wait_seconds: float = 60, resources: Mapping[str, Any] | None = None
    ) -> None:
        self._path = path.resolve()
        self._wait_seconds = wait_seconds
        self._resources = dict(resources or {})

    @property
    def address(self) -> str:
        return self._path.name

    @property
    def private_root(self) -> Path:
        return self._path.parent

    @contextmanager
    def connect(self, *, read_only: bool = False, create: bool = False) -> Iterator[Connection]:
        opened = self._open(read_only, create)
        try:
            # The texts of timestamps, and so hashes, must not depend on a machine's zone.
            # DuckDB draws a progress bar on stdout, where results belong.
            opened.execute("set timezone = 'UTC'; set enable_progress_bar = false")
            self._limit(opened)
            opened.execute("begin transaction")
            yield _DuckDBConnection(opened)
        except duckdb.Error as error:
            raise _translated(error) from None
        finally:
            # Closing undoes what was not committed.
            opened.close()

    def _limit(self, opened: duckdb.DuckDBPyConnection) -> None:
        for name, value in self._resources.items():
            try:
                opened.execute(f"set {name} = {self.dialect.literal(str(value))}")
            except duckdb.Error as error:
                raise ConfigurationError(
                    f"The duckdb target's setting {name} is {value!r}: {_first_line(error)}.",
                    "Correct it under `settings` in profiles.yml.",
                ) from None

    def _open(self, read_only: bool, create: bool) -> duckdb.DuckDBPyConnection:
        if not self._path.exists() and not create:
            raise ConfigurationError(
                f"There is no DuckDB file at {self._path}.", "Run `dbt build` first."
            )
        started, pause = time.monotonic(), _FIRST_PAUSE
        while True:
            try:
                return duckdb.connect(str(self._path), read_only=read_only)
            except duckdb.Error as error:
                if not any(sign in str(error) for sign in _BUSY):
                    raise _translated(error) from None
                if time.monotonic() - started > self._wait_seconds:
                    raise _busy(self._path, self._wait_seconds) from None
                if pause == _FIRST_PAUSE:
                    log.info("%s is in use by another process; waiting", self._path.name)
                time.sleep(pause)
                pause = min(pause * 1.6, 2.0)


def _busy(path: Path, seconds: float) -> WarehouseBusyError:
    return WarehouseBusyError(
        f"Another process kept {path.name} open for {seconds:g} s "
        "(DuckDB lets one process in when it writes).",
        "Wait until it ends (dbt build, a SQL shell), or wait longer with --wait.",
    )


def _translated(error: Exception) -> WarehouseError:
    return WarehouseError(f"DuckDB: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]


class _DuckDBConnection:
    def __init__(self, opened: duckdb.DuckDBPyConnection) -> None:
        self._opened = opened

    def execute(self, sql: str) -> None:
        self._opened.execute(sql)

    def rows(self, sql: str) -> list[Row]:
        return self._opened.execute(sql).fetchall()

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        result = self._opened.execute(sql)
        while rows := result.fetchmany(size):
            yield rows

    def blocks(self, sql: str, size: int) -> Iterator[Block]:
        found = self._opened.sql(sql)
        if any(_column("", str(kind)).kind == "other" for kind in found.types):
            yield from (tuple(zip(*rows, strict=True)) for rows in self.stream(sql, size))
            return
        try:
            yield from found.to_arrow_reader(size)
        except OSError as error:
            # What Arrow makes of an error of DuckDB in the middle of a result.
            raise _translated(error) from None

    def columns(self, relation: str) -> list[Column]:
        described = self._opened.execute(f"select * from {relation} limit 0").description
        return [_column(name, str(kind)) for name, kind, *_ in described or []]

    def append(
        self, table: str, columns: Sequence[str], batches: pyarrow.RecordBatchReader
    ) -> None:
        names = ", ".join(columns)
        self._opened.register("appended_rows", batches)
        self._opened.execute(f"insert into {table} ({names}) select {names} from appended_rows")
        self._opened.unregister("appended_rows")

    def commit(self) -> None:
        self._opened.execute("commit")
        self._opened.execute("begin transaction")


def _column(name: str, kind: str) -> Column:
    if decimal := _DECIMAL.fullmatch(kind):
        return Column(name, "decimal", int(decimal[1]), int(decimal[2]))
    return Column(name, _KINDS.get(kind, "other"))
