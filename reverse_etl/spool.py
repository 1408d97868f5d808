"""Planned changes on disk, so that the warehouse is free while they are sent."""

import pickle
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, repeat
from typing import IO, Any

import duckdb
import pyarrow
import pyarrow.ipc

from reverse_etl.records import Change, ChangeType, Column
from reverse_etl.warehouse import Block, Columns, Row

# What destinations know how to send; anything else travels as text.
_KNOWN = (str, int, float, bool, list, dict)
# How many columns of a plan stand before the model's own.
_LEADING = 7
# What a record costs beside its fields: its key, its id, quotes and their names.
_RECORD_BYTES = 120
# What a value costs beside its name and text, and what one costs that is no text.
_QUOTES_BYTES = 6
_VALUE_BYTES = 20


class Spool:
    """Rows in blocks of columns, in a file without a name, which only this process reads.

    As Arrow where the warehouse gives that, else pickled.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._is_arrow = False

    def write(self, blocks: Iterable[Block]) -> int:
        """Keeps the rows of a plan; their number."""
        count = 0
        writer = None
        for block in blocks:
            if isinstance(block, pyarrow.RecordBatch):
                if writer is None:
                    writer = pyarrow.ipc.new_stream(self._stream, block.schema)
                writer.write_batch(block)
                count += block.num_rows
            else:
                pickle.dump(block, self._stream, protocol=pickle.HIGHEST_PROTOCOL)
                count += len(block[0])
        if writer is not None:
            writer.close()
            self._is_arrow = True
        self._stream.flush()
        return count

    def read(self) -> Iterator[Columns]:
        """The columns of each block, in the order in which they were written."""
        self._stream.seek(0)
        if self._is_arrow:
            for batch in pyarrow.ipc.open_stream(self._stream):
                yield _columns(batch)
            return
        while self._stream.peek(1):  # type: ignore[attr-defined]
            yield pickle.load(self._stream)  # noqa: S301


def _columns(batch: pyarrow.RecordBatch) -> Columns:
    try:
        return [column.to_pylist() for column in batch.columns]
    except OverflowError:
        # An instant that Python cannot count to, such as infinity: only DuckDB sends any.
        rows = duckdb.from_arrow(pyarrow.Table.from_batches([batch])).fetchall()
        return tuple(zip(*rows, strict=True))


def read_changes(
    blocks: Iterable[Columns], columns: Sequence[Column]
) -> Iterator[tuple[Change, int]]:
    """Each change of a plan with about how many bytes it takes in a batch."""
    for block in blocks:
        yield from zip(changes_of(block, columns), _sizes(block, columns), strict=True)


def row_bytes(row: Row, columns: Sequence[Column]) -> int:
    """About how many bytes a row of a plan takes in a batch."""
    return _sizes([[value] for value in row], columns)[0]


def _sizes(block: Columns, columns: Sequence[Column]) -> list[int]:
    bare = _RECORD_BYTES + sum(len(column.name) + _QUOTES_BYTES for column in columns)
    sizes = [bare + _VALUE_BYTES * sum(one.kind not in _OF_ANY_LENGTH for one in columns)]
    sizes *= len(block[0])
    for column, values in zip(columns, block[_LEADING:], strict=True):
        if column.kind in _OF_ANY_LENGTH:
            sizes = [size + _length(value) for size, value in zip(sizes, values, strict=True)]
    return sizes


_OF_ANY_LENGTH = ("text", "other")


def _length(value: object) -> int:
    if not isinstance(value, str):
        value = str(value)
    return len(value) if value.isascii() else len(value.encode())


def changes_of(block: Columns, columns: Sequence[Column]) -> list[Change]:
    """The changes that some rows of a plan stand for."""
    changes: list[Change] = []
    for action, places in groupby(range(len(block[0])), block[2].__getitem__):
        found = list(places)
        part = slice(found[0], found[-1] + 1)
        changes += _changes_of_one(action, [values[part] for values in block], columns)
    return changes


def _changes_of_one(action: str, block: Columns, columns: Sequence[Column]) -> Iterator[Change]:
    kind, reason, is_sent = _ACTIONS[action]
    keys, profile_ids, _, payloads, answered, into, hashes, *values = block
    fields: Iterable[dict[str, Any]] = ({} for _ in keys)
    if is_sent:
        names = [column.name for column in columns]
        texts = map(_sendable, columns, values)
        fields = (dict(zip(names, row, strict=True)) for row in zip(*texts, strict=True))
    else:
        payloads = hashes = [None] * len(keys)
    # One call in C for each row; a plan has millions of them.
    return map(
        Change,
        keys,
        profile_ids,
        repeat(kind),
        repeat(reason),
        payloads,
        answered,
        fields,
        hashes,
        into,
    )


def _sendable(column: Column, values: Sequence[Any]) -> Sequence[Any]:
    if column.kind != "other":
        return values
    return [one if one is None or isinstance(one, _KNOWN) else str(one) for one in values]


# The actions of a plan, each with its type, its reason, and whether it sends values.
_ACTIONS: dict[str, tuple[ChangeType, str | None, bool]] = {
    "removed_refused": (ChangeType.REMOVED, "refused", False),
    "removed_left_model": (ChangeType.REMOVED, "left_model", False),
    "removed_unknown_consent": (ChangeType.REMOVED, "unknown_consent", False),
    "forgotten": (ChangeType.FORGOTTEN, None, False),
    "merged": (ChangeType.MERGED, None, False),
    "changed": (ChangeType.CHANGED, None, True),
    "refresh_due": (ChangeType.REFRESH, None, True),
    "added": (ChangeType.ADDED, None, True),
}
