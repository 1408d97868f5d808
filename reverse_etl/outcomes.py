"""What became of attempts, in the form in which a warehouse loads it."""

from array import array
from collections.abc import Iterable, Iterator
from typing import IO

import pyarrow
import pyarrow.ipc

from reverse_etl.journal import ATTEMPT_COLUMNS, Attempts
from reverse_etl.warehouse import text_array

_ROWS = 20_000
SCHEMA = pyarrow.schema([(name, pyarrow.string()) for name in ATTEMPT_COLUMNS])


def in_batches(attempts: Iterable[Attempts]) -> Iterator[pyarrow.RecordBatch]:
    """The attempts as Arrow, small ones joined; memory does not grow with their number."""
    waiting = _nothing()
    for several in attempts:
        for column, more in zip(waiting, several, strict=True):
            column.extend(more)
        if len(waiting[0]) >= _ROWS:
            yield _batch(waiting)
            waiting = _nothing()
    if waiting[0]:
        yield _batch(waiting)


def _nothing() -> list[list[str | None]]:
    return [[] for _ in ATTEMPT_COLUMNS]


def _batch(columns: list[list[str | None]]) -> pyarrow.RecordBatch:
    return pyarrow.RecordBatch.from_arrays(list(map(_array, columns)), schema=SCHEMA)


def _array(column: list[str | None]) -> pyarrow.Array:
    # Most columns are of one value, which need not be written down again and again.
    text, count = column[0], len(column)
    if column.count(text) < count:
        return text_array(column)
    if text is None:
        return pyarrow.nulls(count, pyarrow.string())
    content = text.encode()
    ends = array("i", (len(content) * place for place in range(count + 1)))
    buffers = [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(content * count)]
    return pyarrow.Array.from_buffers(pyarrow.string(), count, buffers)


class Outcomes:
    """Attempts that are over, kept for the end of a run while others are under way.

    A copy of what the journal holds: it has no values, and may be lost.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._writer = pyarrow.ipc.new_stream(stream, SCHEMA)

    def add(self, attempts: Iterable[Attempts]) -> None:
        """Takes in more of them."""
        for batch in in_batches(attempts):
            self._writer.write_batch(batch)

    def read(self) -> Iterator[pyarrow.RecordBatch]:
        """All of them; nothing can be added after that."""
        self._writer.close()
        self._stream.flush()
        self._stream.seek(0)
        yield from pyarrow.ipc.open_stream(self._stream)
