"""The warehouse as syncs see it: a protocol, and the one place of SQL dialects."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pyarrow

from reverse_etl import warehouses
from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.records import Column

Row = tuple[Any, ...]
# Some rows of a result, column by column: as Arrow, or as sequences of Python values.
Columns = Sequence[Sequence[Any]]
Block: TypeAlias = pyarrow.RecordBatch | Columns


class Dialect:
    """SQL as most engines speak it; a warehouse overrides what its engine says otherwise."""

    text_type = "varchar"

    def quote(self, name: str) -> str:
        """A column's name, safe whatever it holds."""
        return '"' + name.replace('"', '""') + '"'

    def temporary(self, name: str) -> str:
        """A temporary table, told from a CTE and from a lasting table of the same name."""
        return f"temp.{self.quote(name)}"

    def literal(self, value: str | float | bool | datetime | None) -> str:
        """A constant."""
        if value is None:
            return "null"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return f"cast('{value:%Y-%m-%d %H:%M:%S.%f}' as timestamp)"
        if isinstance(value, int | float):
            return str(value)
        return "'" + value.replace("'", "''") + "'"

    def text(self, expression: str) -> str:
        """The expression as text."""
        return f"cast({expression} as {self.text_type})"

    def joined(self, expressions: Sequence[str]) -> str:
        """One text of several, of which none is null."""
        return " || ".join(expressions)

    def sha256(self, expression: str) -> str:
        """The lower-case hex digest of a text."""
        return f"sha256({expression})"

    def md5(self, expression: str) -> str:
        """The lower-case hex digest of a text, for what needs no secrecy."""
        return f"md5({expression})"

    def lock(self, relation: str) -> str | None:
        """A statement that keeps other writers off until the transaction ends."""
        return None

    def hold(self, relation: str) -> str | None:
        """A statement that keeps a relation from being replaced until the transaction ends."""
        return None

    def as_of_one_instant(self) -> str | None:
        """A statement that lets a transaction that just began see one state of all tables."""
        return None

    def analyze(self, relation: str) -> str | None:
        """A statement that tells the planner what a new table holds."""
        return None

    def rights_lacking(self, schema: str, rights: Sequence[str]) -> str | None:
        """A query for each table of a schema and each of the rights on it that we lack."""
        return None

    def native_type(self, stored_type: str) -> str:
        """The type of a new column, from the word that is the same on every engine."""
        return self.text_type if stored_type == "text" else stored_type

    def unbounded_type(self, scale: int) -> str:
        """The type of a new column of numbers without bounds and with at most scale decimals."""
        return f"decimal(38, {scale})"


class Connection(Protocol):
    """One open connection; everything in it is one transaction."""

    def execute(self, sql: str) -> None:
        """Runs a statement."""

    def rows(self, sql: str) -> list[Row]:
        """All rows of a small result."""

    def stream(self, sql: str, size: int) -> Iterator[list[Row]]:
        """The rows of a large result, in lists of at most size, in constant memory."""

    def blocks(self, sql: str, size: int) -> Iterator[Block]:
        """The same by columns: as Arrow only where its values are those that stream gives."""

    def columns(self, relation: str) -> list[Column]:
        """The columns of a relation, with the types they have in the warehouse."""

    def append(
        self, table: str, columns: Sequence[str], batches: pyarrow.RecordBatchReader
    ) -> None:
        """Appends Arrow batches to the columns of a table, in constant memory."""

    def commit(self) -> None:
        """Makes what was done lasting."""


class Warehouse(Protocol):
    """A way to the tables that dbt built."""

    @property
    def dialect(self) -> Dialect:
        """How this engine says things."""

    @property
    def is_server(self) -> bool:
        """Whether others can use it while we hold a connection."""

    @property
    def address(self) -> str:
        """What tells it from other warehouses, without credentials."""

    @property
    def private_root(self) -> Path:
        """Where files that belong to this warehouse are kept."""

    def connect(
        self, *, read_only: bool = False, create: bool = False
    ) -> AbstractContextManager[Connection]:
        """A connection, closed at the end; what is not committed by then is undone.

        create makes the file of an engine that has one, where it is missing.
        """


def open_warehouse(project: Project, wait_seconds: float) -> Warehouse:
    """The warehouse of the project's profile; wait_seconds is how long a lock is awaited."""
    connection = project.connection
    kind = str(connection.get("type"))
    known = [module.name for module in pkgutil.iter_modules(warehouses.__path__)]
    if kind not in known:
        raise ConfigurationError(
            f"{project.profiles_file}: type {kind} has no sync engine yet.",
            f"Syncs run on: {', '.join(sorted(known))}.",
        )
    module = importlib.import_module(f"{warehouses.__name__}.{kind}")
    opened: Warehouse = module.open_warehouse(project, connection, wait_seconds)
    return opened


def text_array(values: Iterable[str | None]) -> pyarrow.Array:
    """An Arrow array of texts."""
    # pyarrow.array imports pandas where it is installed, which takes longer than a small sync.
    builder = pyarrow.lib.StringBuilder()
    builder.append_values(values)
    return builder.finish()


def text_list(dialect: Dialect, values: Sequence[str]) -> str:
    """Constants for an `in (...)`."""
    return ", ".join(dialect.literal(value) for value in values)
