"""PostgreSQL: a server, read through a server-side cursor and loaded by COPY."""

import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.csv

from reverse_etl.errors import ConfigurationError, WarehouseError
from reverse_etl.project import Project
from reverse_etl.records import Column
from reverse_etl.redaction import register_secret
from reverse_etl.warehouse import Block, Connection, Dialect, Row, Warehouse

try:
    import psycopg2
except ModuleNotFoundError as missing:
    raise ConfigurationError(
        "The PostgreSQL driver is not installed.", "Install warehouse-cdp[postgres]."
    ) from missing

_KINDS = {
    16: "boolean",
    20: "integer",
    21: "integer",
    23: "integer",
    25: "text",
    700: "float",
    701: "float",
    1042: "text",
    1043: "text",
    1082: "date",
    1114: "timestamp",
    1700: "decimal",
}


class PostgresDialect(Dialect):
    """PostgreSQL hashes bytes, names its own schema of temporary tables, and locks."""

    text_type = "text"

    def sha256(self, expression: str) -> str:
        return f"encode(sha256(convert_to({expression}, 'UTF8')), 'hex')"

    def temporary(self, name: str) -> str:
        return f"pg_temp.{self.quote(name)}"

    def lock(self, relation: str) -> str | None:
        return f"lock table {relation} in share row exclusive mode"

    def hold(self, relation: str) -> str | None:
        return f"lock table {relation} in access share mode"

    def as_of_one_instant(self) -> str | None:
        return "set transaction isolation level repeatable read"

    def analyze(self, relation: str) -> str | None:
        return f"analyze {relation}"

    def rights_lacking(self, schema: str, rights: Sequence[str]) -> str | None:
        listed = ", ".join(self.literal(right) for right in rights)
        return (
            "select tablename, privilege from pg_tables "
            f"cross join unnest(array[{listed}]) as privileges (privilege) "
            f"where schemaname = {self.literal(schema)} and not has_table_privilege("
            "quote_ident(schemaname) || '.' || quote_ident(tablename), privilege) "
            "order by tablename, privilege"
        )

    def native_type(self, stored_type: str) -> str:
        # A whole number wider than any of PostgreSQL's own.
        return "numeric(38, 0)" if stored_type == "hugeint" else super().native_type(stored_type)

    def unbounded_type(self, scale: int) -> str:
        return "numeric"


def open_warehouse(
    project: Project, connection: Mapping[str, Any], wait_seconds: float
) -> Warehouse:
    """The database of a dbt profile."""
    password = connection.get("password") or connection.get("pass") or ""
    register_secret(str(password))
    try:
        arguments = {
            "host": connection["host"],
            "port": int(connection.get("port", 5432)),
            "user": connection["user"],
            "password": str(password),
            "dbname": connection.get("dbname") or connection["database"],
            "sslmode": connection.get("sslmode"),
            "connect_timeout": int(connection.get("connect_timeout", 10)),
        }
    except (KeyError, ValueError) as error:
        raise ConfigurationError(
            f"{project.profiles_file}: the postgres target is wrong at {error}.",
            "It needs host, port (a number), user, password and dbname.",
        ) from None
    given = {name: value for name, value in arguments.items() if value is not None}
    return PostgresWarehouse(given, project.directory, wait_seconds)


class PostgresWarehouse:
    """Statements wait for locks no longer than asked."""

    dialect = PostgresDialect()
    is_server = True

    def __init__(
        self, arguments: Mapping[str, Any], private_root: Path, wait_seconds: float
    ) -> None:
        self._arguments = dict(arguments)
        self._wait_seconds = wait_seconds
        self.private_root = private_root

    @property
    def address(self) -> str:
        parts = [str(self._arguments[name]) for name in ("host", "port", "dbname")]
        digest = hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
        return f"{parts[2]}-{digest}"

    @contextmanager
    def connect(self, *, read_only: bool = False, create: bool = False) -> Iterator[Connection]:
        opened = self._open()
        try:
            # A plan reads the model several times and must see one state of it. It also
            # makes temporary tables, which a transaction marked read only may not.
            level = "REPEATABLE READ" if read_only else "READ COMMITTED"
            opened.set_session(isolation_level=level)
            connection = _PostgresConnection(opened)
            connection.execute(
                f"set lock_timeout = {int(self._wait_seconds * 1000)}; "
                "set timezone = 'UTC'; set client_min_messages = warning"
            )
            yield connection
        except psycopg2.Error as error:
            raise WarehouseError(f"PostgreSQL: {_first_line(error)}") from None
        finally:
            opened.close()

    def _open(self) -> Any:
        try:
            return psycopg2.connect(**self._arguments)
        except psycopg2.OperationalError as error:
            raise ConfigurationError(
                f"PostgreSQL does not let us in: {_first_line(error)}.",
                "Check host, port, user, password and dbname in profiles.yml and the "
                "environment variables it reads.",
            ) from None


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


class _PostgresConnection:
    def __init__(self, opened: Any) -> None:
        self._opened = opened

    def execute(self, sql: str) -> None:
        with self._opened.cursor() as cursor:
            cursor.execute(sql)

    def rows(self, sql: str) -> list[Row]:
        with self._opened.cursor() as cursor:
            cursor.execute(sql)
            found: list[Row] = cursor.fetchall()
            return found

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        with self._opened.cursor(name="reverse_etl") as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(size):
                yield rows

    def blocks(self, sql: str, size: int) -> Iterator[Block]:
        return (tuple(zip(*rows, strict=True)) for rows in self.stream(sql, size))

    def columns(self, relation: str) -> list[Column]:
        with self._opened.cursor() as cursor:
            cursor.execute(f"select * from {relation} limit 0")
            return [_column(described) for described in cursor.description]

    def append(
        self, table: str, columns: Sequence[str], batches: pyarrow.RecordBatchReader
    ) -> None:
        copy = f"copy {table} ({', '.join(columns)}) from stdin (format csv)"
        with self._opened.cursor() as cursor:
            cursor.copy_expert(copy, io.BufferedReader(_BatchesAsCsv(batches)))

    def commit(self) -> None:
        self._opened.commit()


class _BatchesAsCsv(io.RawIOBase):
    """Batches as the bytes that COPY reads: every value quoted, null an empty cell."""

    def __init__(self, batches: Iterable[pyarrow.RecordBatch]) -> None:
        self._batches = iter(batches)
        self._waiting = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._waiting:
            batch = next(self._batches, None)
            if batch is None:
                return 0
            self._waiting = memoryview(_csv(batch))
        count = min(len(buffer), len(self._waiting))
        buffer[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count


def _csv(batch: pyarrow.RecordBatch) -> bytes:
    texts = [column.cast(pyarrow.string()) for column in batch.columns]
    written = io.BytesIO()
    options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="all_valid")
    pyarrow.csv.write_csv(pyarrow.table(texts, batch.schema.names), written, options)
    return written.getvalue()


def _column(described: Any) -> Column:
    kind = _KINDS.get(described.type_code, "other")
    is_bounded = kind == "decimal" and described.precision not in (None, 65535)
    if not is_bounded:
        return Column(described.name, kind)
    return Column(described.name, kind, described.precision, described.scale)
