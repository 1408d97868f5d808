"""Writes the demo company as Parquet, chunk by chunk, so that any scale fits in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from demo.generator.collector import Row
from demo.generator.company import Chunk
from demo.generator.config import Table, tables

_TYPES = {
    "text": pyarrow.string(),
    "integer": pyarrow.int32(),
    "boolean": pyarrow.bool_(),
    "double precision": pyarrow.float64(),
    "timestamp": pyarrow.timestamp("us"),
    "numeric(18,2)": pyarrow.decimal128(18, 2),
}


def write_parquet(chunks: Iterable[Chunk], directory: Path) -> dict[str, int]:
    """Writes one file a table, one row group a chunk; returns the rows of each table."""
    directory.mkdir(parents=True, exist_ok=True)
    schemas = {name: _schema(table) for name, table in tables().items()}
    writers = {
        name: pyarrow.parquet.ParquetWriter(parquet_path(directory, table), schemas[name])
        for name, table in tables().items()
    }
    counts = dict.fromkeys(schemas, 0)
    try:
        for chunk in chunks:
            for name, rows in chunk.items():
                writers[name].write_table(_arrow_table(rows, schemas[name]))
                counts[name] += len(rows)
    finally:
        for writer in writers.values():
            writer.close()
    return counts


def parquet_path(directory: Path, table: Table) -> Path:
    """Where a table's file lies."""
    return directory / f"{table.name}.parquet"


def _schema(table: Table) -> Any:
    return pyarrow.schema([(column.name, _TYPES[column.type]) for column in table.columns])


def _arrow_table(rows: list[Row], schema: Any) -> Any:
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [_array(values, kind) for values, kind in zip(columns, schema.types, strict=True)]
    return pyarrow.Table.from_arrays(arrays, schema=schema)


def _array(values: tuple[object, ...], kind: Any) -> Any:
    if pyarrow.types.is_timestamp(kind):
        return pyarrow.array(values, pyarrow.int64()).cast(pyarrow.timestamp("s")).cast(kind)
    if pyarrow.types.is_decimal(kind):
        return pyarrow.array(values, pyarrow.string()).cast(kind)
    return pyarrow.array(values, kind)
