"""Cuts planned changes into batches, and gives each its identity."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from reverse_etl.config import SyncConfig
from reverse_etl.keys import key_values
from reverse_etl.records import Batch, Change, Column, OnRemoved, Operation, Record


@dataclass(frozen=True)
class BatchLimits:
    """The largest batch that a destination takes."""

    rows: int
    size: int


def cut(changes: Iterable[tuple[Change, int]], limits: BatchLimits) -> Iterator[list[Change]]:
    """Lists of changes of one type, within the limits, in the order given."""
    batch: list[Change] = []
    size = 0
    for change, length in changes:
        is_full = len(batch) >= limits.rows or size + length > limits.size
        if batch and (is_full or batch[0].change_type is not change.change_type):
            yield batch
            batch, size = [], 0
        batch.append(change)
        size += length
    if batch:
        yield batch


def windows(batches: Iterable[list[Change]], max_rows: int) -> Iterator[list[list[Change]]]:
    """Batches of one type of change that are made known together before they are sent.

    A window is sent in parallel, and the next begins when it is done: who gives up a value
    that must be unique at the destination is written before who gets it.
    """
    window: list[list[Change]] = []
    rows = 0
    for batch in batches:
        is_other = bool(window) and window[0][0].change_type is not batch[0].change_type
        if window and (is_other or rows + len(batch) > max_rows):
            yield window
            window, rows = [], 0
        window.append(batch)
        rows += len(batch)
    if window:
        yield window


def make_batch(
    sync: SyncConfig, run_id: str, columns: tuple[Column, ...], changes: Sequence[Change]
) -> Batch:
    """What the destination gets for the changes."""
    operation = changes[0].operation
    records = [_record(sync, operation, change) for change in changes]
    digest = hashlib.sha256("".join(record.id for record in records).encode())
    return Batch(
        id=digest.hexdigest(),
        run_id=run_id,
        sync_name=sync.name,
        object_name=sync.object_name,
        operation=operation,
        on_removed=_on_removed(sync),
        key=sync.key,
        columns=columns,
        records=records,
        mode=sync.mode,
    )


def empty_batch(sync: SyncConfig, columns: tuple[Column, ...]) -> Batch:
    """A batch of the sync's kind without a record, to ask a destination whether it would fit."""
    return Batch(
        id="",
        run_id="",
        sync_name=sync.name,
        object_name=sync.object_name,
        operation=Operation.UPSERT,
        on_removed=_on_removed(sync),
        key=sync.key,
        columns=columns,
        records=(),
        mode=sync.mode,
    )


def _on_removed(sync: SyncConfig) -> OnRemoved:
    # A sync that leaves others in place must still take out who refused.
    is_nothing = sync.on_removed is OnRemoved.NOTHING
    return OnRemoved.DELETE if is_nothing else sync.on_removed


def _record(sync: SyncConfig, operation: Operation, change: Change) -> Record:
    fields = change.fields
    if operation in (Operation.REMOVE, Operation.MERGE):
        fields = dict(zip(sync.key, key_values(change.record_key, len(sync.key)), strict=True))
    return Record(
        _record_id(sync, operation, change), change.record_key, fields, change.merged_into
    )


def _record_id(sync: SyncConfig, operation: Operation, change: Change) -> str:
    # The last answered run is part of it: else a record that goes from A to B and back to
    # A, or is tried again after a refusal, would get the answer it got the first time from
    # a receiver that remembers ids. Only an attempt without an answer keeps its id.
    parts = (
        sync.name,
        operation,
        change.record_key,
        change.payload_hash or "",
        change.answered_run_id or "",
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
