"""Planned changes on disk, so that the warehouse is free while they are sent."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from reverse_etl.records import Change, ChangeType, Column

# One encoder for all rows: making it costs more than a row does.
_encode = json.JSONEncoder(default=str, separators=(",", ":")).encode

# JSON keeps these kinds as they are; the others travel as text and are read back.
_DECODERS: dict[str, Callable[[str], object]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}


def write_spool(stream: IO[bytes], changes: Iterable[Sequence[Change]]) -> int:
    """Writes the changes; their number."""
    count = 0
    for several in changes:
        stream.write(b"".join(map(_encoded, several)))
        count += len(several)
    stream.flush()
    return count


def encoded_size(change: Change) -> int:
    """The bytes that a change takes on disk, which batches are cut by."""
    return len(_encoded(change))


def _encoded(change: Change) -> bytes:
    line = [
        change.record_key,
        change.profile_id,
        change.change_type,
        change.reason,
        change.payload_hash,
        change.answered_run_id,
        change.field_hashes,
        change.merged_into,
        list(change.fields.values()),
    ]
    return (_encode(line) + "\n").encode()


def read_spool(stream: IO[bytes], columns: Sequence[Column]) -> Iterator[tuple[Change, int]]:
    """Each change with the bytes it took, in the order in which it was written."""
    stream.seek(0)
    names = [column.name for column in columns]
    decoders = [
        (place, _DECODERS[column.kind])
        for place, column in enumerate(columns)
        if column.kind in _DECODERS
    ]
    for line in stream:
        yield _decoded(json.loads(line), names, decoders), len(line)


def _decoded(
    line: list[Any],
    names: Sequence[str],
    decoders: Sequence[tuple[int, Callable[[str], object]]],
) -> Change:
    *named, field_hashes, merged_into, values = line
    record_key, profile_id, change_type, reason, payload_hash, answered_run_id = named
    if values:
        for place, decode in decoders:
            if values[place] is not None:
                values[place] = decode(values[place])
    return Change(
        record_key,
        profile_id,
        ChangeType(change_type),
        reason,
        payload_hash,
        answered_run_id,
        dict(zip(names, values, strict=True)) if values else {},
        field_hashes,
        merged_into,
    )
