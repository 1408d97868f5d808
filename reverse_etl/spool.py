"""Planned changes on disk, so that the warehouse is free while they are sent."""

import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO

from reverse_etl.records import Change, ChangeType, Column
from reverse_etl.warehouse import Row

# What destinations know how to send; anything else travels as text.
_KNOWN = (str, int, float, bool, list, dict)


def write_spool(stream: IO[bytes], rows: Iterable[Sequence[Row]]) -> int:
    """Writes the rows of a plan; their number.

    Pickled, since nobody else can: the file has no name, and only this process reads it.
    """
    count = 0
    for several in rows:
        stream.write(b"".join(map(_encoded, several)))
        count += len(several)
    stream.flush()
    return count


def _encoded(row: Row) -> bytes:
    content = pickle.dumps(row, protocol=pickle.HIGHEST_PROTOCOL)
    return len(content).to_bytes(4, "little") + content


def encoded_size(row: Row) -> int:
    """The bytes that a row takes on disk, which batches are cut by."""
    return len(_encoded(row))


def read_spool(stream: IO[bytes], columns: Sequence[Column]) -> Iterator[tuple[Change, int]]:
    """Each change with the bytes it took, in the order in which it was written."""
    stream.seek(0)
    read = change_reader(columns)
    while prefix := stream.read(4):
        size = int.from_bytes(prefix, "little")
        yield read(pickle.loads(stream.read(size))), size  # noqa: S301


def change_reader(columns: Sequence[Column]) -> Callable[[Row], Change]:
    """A function that makes a change of a row of a plan."""
    names = [column.name for column in columns]
    others = [place for place, column in enumerate(columns) if column.kind == "other"]

    def read(row: Row) -> Change:
        record_key, profile_id, action, payload_hash, answered_run_id, into, hashes, *values = row
        kind, reason, is_sent = _ACTIONS[action]
        if not is_sent:
            return Change(
                record_key, profile_id, kind, reason, None, answered_run_id, {}, None, into
            )
        for place in others:
            if values[place] is not None and not isinstance(values[place], _KNOWN):
                values[place] = str(values[place])
        fields = dict(zip(names, values, strict=True))
        return Change(
            record_key, profile_id, kind, None, payload_hash, answered_run_id, fields, hashes, into
        )

    return read


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
