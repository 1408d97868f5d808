"""Merges a batch into a file; an embedded DuckDB reads and writes the formats."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from reverse_etl.keys import key_expression
from reverse_etl.records import Batch, Column, Operation
from reverse_etl.warehouse import Dialect

_DIALECT = Dialect()
_TYPES = {
    "integer": "bigint",
    "float": "double",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
}


def merge_file(batch: Batch, target: Path, folder: Path, file_format: str) -> Path:
    """A new file in folder: what target holds, with the batch's records put in or taken out."""
    merged = folder / f"merged.{file_format}"
    with duckdb.connect() as connection:
        connection.execute(
            "set timezone = 'UTC'; set preserve_insertion_order = false; "
            "set enable_progress_bar = false"
        )
        connection.execute(f"set temp_directory = {_literal(folder / 'spill')}")
        _load_batch(connection, batch, folder / "batch.jsonl")
        current = _current(batch, target, file_format)
        key = key_expression(_DIALECT, batch.key)
        # Ordered, so that equal audiences are equal files.
        connection.execute(
            f"copy (select * exclude (cdp_key) from ("
            f"  select * from (select *, {key} as cdp_key from {current})"
            f"  anti join batch_keys using (cdp_key)"
            f"  union all by name select *, {key} as cdp_key from batch_rows"
            f") order by cdp_key) to {_literal(merged)} ({_WRITING[file_format]})"
        )
    return merged


def read_keys(target: Path, key: Sequence[str], file_format: str) -> Iterator[Sequence[str]]:
    """The keys of what the file holds, some thousands at a time."""
    if not target.exists():
        return
    columns = "{" + ", ".join(f"{_literal(name)}: 'varchar'" for name in key) + "}"
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; set enable_progress_bar = false")
        rows = connection.execute(
            f"select {key_expression(_DIALECT, key)} from {_reading(target, file_format, columns)}"
        )
        while found := rows.fetchmany(_KEYS_AT_ONCE):
            yield [record_key for (record_key,) in found]


_KEYS_AT_ONCE = 10_000
_WRITING = {
    "csv": "format csv, header true, nullstr ''",
    "jsonl": "format json, array false",
    "parquet": "format parquet, compression zstd",
}


def _current(batch: Batch, target: Path, file_format: str) -> str:
    """What the file holds now, as a relation."""
    if not target.exists():
        return "(select * from batch_rows limit 0)"
    return _reading(target, file_format, _spec(batch))


def _reading(target: Path, file_format: str, columns: str) -> str:
    """A relation of the file's rows; columns are those to read of a file that names no types."""
    path = _literal(target)
    if file_format == "parquet":
        return f"read_parquet({path})"
    if file_format == "csv":
        # As text: what was written is written again to the letter.
        return (
            f"read_csv({path}, header = true, all_varchar = true, delim = ',', "
            "quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)"
        )
    return f"read_json({path}, format = 'newline_delimited', columns = {columns})"


def _load_batch(connection: duckdb.DuckDBPyConnection, batch: Batch, file: Path) -> None:
    is_upsert = batch.operation is Operation.UPSERT
    rows = (record.fields for record in batch.records) if is_upsert else ()
    _write_lines(file, rows)
    _read_lines(connection, "batch_rows", file, _spec(batch))
    _write_lines(file, ({"cdp_key": record.key} for record in batch.records))
    _read_lines(connection, "batch_keys", file, "{'cdp_key': 'varchar'}")


def _write_lines(file: Path, rows: Iterable[object]) -> None:
    with file.open("w", encoding="utf-8") as stream:
        file.chmod(0o600)
        stream.writelines(json.dumps(row, default=str) + "\n" for row in rows)


def _read_lines(
    connection: duckdb.DuckDBPyConnection, table: str, file: Path, columns: str
) -> None:
    connection.execute(
        f"create table {table} as select * from read_json({_literal(file)}, "
        f"format = 'newline_delimited', columns = {columns})"
    )


def _spec(batch: Batch) -> str:
    parts = (f"{_literal(column.name)}: {_literal(_type(column))}" for column in batch.columns)
    return "{" + ", ".join(parts) + "}"


def _type(column: Column) -> str:
    if column.kind != "decimal":
        return _TYPES.get(column.kind, "varchar")
    # A numeric without limits, as PostgreSQL has it, gets the widest there is.
    return f"decimal({column.precision or 38}, {column.scale if column.precision else 9})"


def _literal(value: object) -> str:
    return _DIALECT.literal(str(value))
