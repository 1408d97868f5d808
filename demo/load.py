"""Loads generated Parquet files into the raw schemas of DuckDB or PostgreSQL."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.errors import MISCONFIGURED, DemoError
from demo.generator.config import Table, tables


def load(directory: Path, target: str) -> dict[str, int]:
    """Replaces the rows of every raw table by those of the files; returns the rows of each."""
    missing = [name for name in tables() if not _path(directory, name).exists()]
    if missing:
        message = (
            f"{directory} has no {missing[0]}.parquet. Write the files first: "
            f"python -m demo generate --format parquet --out {directory}"
        )
        raise DemoError(message, MISCONFIGURED)
    return _load_duckdb(directory) if target == "duckdb" else _load_postgres(directory)


def _path(directory: Path, name: str) -> Path:
    return directory / f"{name}.parquet"


def _columns(table: Table) -> str:
    return ", ".join(f"{column.name} {column.type}" for column in table.columns)


def _load_duckdb(directory: Path) -> dict[str, int]:
    import duckdb

    counts = {}
    with duckdb.connect(os.environ.get("CDP_DUCKDB_PATH", "warehouse.duckdb")) as connection:
        connection.begin()
        for name, table in tables().items():
            connection.execute(f"create schema if not exists raw_{table.source}")
            connection.execute(f"create or replace table raw_{name} ({_columns(table)})")
            loaded = connection.execute(
                f"insert into raw_{name} select * from read_parquet(?)",
                [str(_path(directory, name))],
            ).fetchone()
            counts[name] = int(loaded[0]) if loaded else 0
        connection.commit()
    return counts


def _load_postgres(directory: Path) -> dict[str, int]:
    import psycopg2

    connection = psycopg2.connect(
        host=os.environ.get("CDP_POSTGRES_HOST", "127.0.0.1"),
        port=int(os.environ.get("CDP_POSTGRES_PORT", "5432")),
        user=os.environ.get("CDP_POSTGRES_USER", "postgres"),
        password=os.environ.get("CDP_POSTGRES_PASSWORD", ""),
        dbname=os.environ.get("CDP_POSTGRES_DATABASE", "cdp"),
    )
    try:
        with connection, connection.cursor() as cursor:
            return {name: _copy(cursor, table, directory) for name, table in tables().items()}
    finally:
        connection.close()


def _copy(cursor: Any, table: Table, directory: Path) -> int:
    """Copies one file. The table is emptied, not dropped: dbt's views may stand on it."""
    cursor.execute(f"create schema if not exists raw_{table.source}")
    cursor.execute(f"create table if not exists raw_{table.name} ({_columns(table)})")
    cursor.execute(f"truncate table raw_{table.name}")
    count = 0
    for text in _as_csv(_path(directory, table.name)):
        cursor.copy_expert(f"copy raw_{table.name} from stdin with (format csv)", text)
        count += cursor.rowcount
    return count


def _as_csv(path: Path) -> Iterator[io.BytesIO]:
    """The file's rows, a batch at a time; texts are quoted, so that an empty one is not null."""
    import pyarrow.csv
    import pyarrow.parquet

    options = pyarrow.csv.WriteOptions(include_header=False)
    for batch in pyarrow.parquet.ParquetFile(path).iter_batches(batch_size=50_000):
        text = io.BytesIO()
        pyarrow.csv.write_csv(batch, text, options)
        text.seek(0)
        yield text
