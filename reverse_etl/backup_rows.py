"""The rows of one relation as a Parquet file, exact on every engine."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow
import pyarrow.parquet

from reverse_etl.errors import ConfigurationError
from reverse_etl.warehouse import Connection, Dialect

_BATCH_ROWS = 10_000
# What an engine without unbounded numbers can hold.
_MOST_DIGITS = 38
_DECIMAL = re.compile(r"decimal\((\d+), (\d+)\)")
_ARROW_TYPES = {
    "text": pyarrow.string(),
    "boolean": pyarrow.bool_(),
    "smallint": pyarrow.int16(),
    "integer": pyarrow.int32(),
    "bigint": pyarrow.int64(),
    "hugeint": pyarrow.decimal128(38, 0),
    "real": pyarrow.float32(),
    "double precision": pyarrow.float64(),
    "date": pyarrow.date32(),
    "timestamp": pyarrow.timestamp("us"),
    "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"),
}


def write_rows(
    connection: Connection, dialect: Dialect, relation: str, columns: Mapping[str, str], file: Path
) -> int:
    """Writes the columns of a relation, durably and for nobody else to read; counts the rows."""
    schema = pyarrow.schema(
        (name, _arrow_type(connection, dialect, relation, name, stored))
        for name, stored in columns.items()
    )
    names = ", ".join(dialect.quote(name) for name in columns)
    count = 0
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        with pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
            for rows in connection.stream(f"select {names} from {relation}", _BATCH_ROWS):
                cells = zip(schema, zip(*rows, strict=True), strict=True)
                arrays = [_array(relation, field, values) for field, values in cells]
                writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
                count += len(rows)
        stream.flush()
        os.fsync(stream.fileno())
    return count


def _array(relation: str, field: pyarrow.Field, values: tuple[object, ...]) -> pyarrow.Array:
    try:
        return pyarrow.array(values, field.type)
    except (pyarrow.ArrowException, ValueError, TypeError, OverflowError):
        # Arrow's own words may quote the value.
        raise ConfigurationError(
            f"{relation}: a value of {field.name} cannot be kept as {field.type}.",
            "Look for values that only this engine has, such as NaN or infinity, and correct them.",
        ) from None


def _arrow_type(
    connection: Connection, dialect: Dialect, relation: str, column: str, stored: str
) -> pyarrow.DataType:
    if found := _DECIMAL.fullmatch(stored):
        return _decimal(int(found[1]), int(found[2]))
    if stored != "numeric":
        return _ARROW_TYPES[stored]
    # Numbers without bounds are kept with as many digits as the longest has.
    name = dialect.quote(column)
    whole, scale = connection.rows(
        f"select max(length(cast(trunc(abs({name})) as {dialect.text_type}))), "
        f"max(scale({name})) from {relation}"
    )[0]
    return _decimal(max((whole or 1) + (scale or 0), 1), scale or 0)


def _decimal(precision: int, scale: int) -> pyarrow.DataType:
    if precision <= _MOST_DIGITS:
        return pyarrow.decimal128(_MOST_DIGITS, scale)
    return pyarrow.decimal256(min(precision, 76), scale)


@contextmanager
def open_rows(file: Path) -> Iterator[pyarrow.RecordBatchReader]:
    """The batches of a file, read one at a time."""
    with pyarrow.parquet.ParquetFile(file) as opened:
        batches = opened.iter_batches(_BATCH_ROWS)
        yield pyarrow.RecordBatchReader.from_batches(opened.schema_arrow, batches)


def native_types(dialect: Dialect, file: Path, columns: Mapping[str, str]) -> dict[str, str]:
    """The types for a new table that is to hold a file's rows."""
    schema = pyarrow.parquet.read_schema(file)
    return {
        name: dialect.unbounded_type(schema.field(name).type.scale)
        if stored == "numeric"
        else dialect.native_type(stored)
        for name, stored in columns.items()
    }
