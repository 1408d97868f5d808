"""The values that pass between the modules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Mode(StrEnum):
    """What a sync does with rows that are new, changed or gone."""

    UPSERT = "upsert"
    UPDATE = "update"
    APPEND = "append"
    MIRROR = "mirror"
    AUDIENCE = "audience"


class OnRemoved(StrEnum):
    """What happens at the destination to a record that is no longer in the model."""

    DELETE = "delete"
    ARCHIVE = "archive"
    CLEAR_FIELDS = "clear_fields"
    REMOVE_FROM_LIST = "remove_from_list"
    NOTHING = "nothing"


class ChangeType(StrEnum):
    """How a record of the model differs from what was sent; forgotten is never sent."""

    ADDED = "added"
    CHANGED = "changed"
    REFRESH = "refresh"
    MERGED = "merged"
    REMOVED = "removed"
    FORGOTTEN = "forgotten"


class RemovalReason(StrEnum):
    """Why a record must leave its destination."""

    LEFT_MODEL = "left_model"
    REFUSED = "refused"
    UNKNOWN_CONSENT = "unknown_consent"


class Operation(StrEnum):
    """What a destination is asked to do; forget concerns only our own state."""

    UPSERT = "upsert"
    REMOVE = "remove"
    MERGE = "merge"
    FORGET = "forget"


class Outcome(StrEnum):
    """What became of one record in one run; pending while a job of the destination decides."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    RETRYABLE = "retryable"
    AMBIGUOUS = "ambiguous"
    ABORTED = "aborted"
    SKIPPED = "skipped"
    PENDING = "pending"


class Status(StrEnum):
    """How a run ended."""

    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    GUARDED = "guarded"
    ABORTED = "aborted"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a model; kind is the same word on every engine."""

    name: str
    kind: str = "text"
    precision: int | None = None
    scale: int | None = None


class Change(NamedTuple):
    """One planned change; fields is empty for a removal.

    origin_run_id is the earlier run whose attempt the change goes on with, if there is one.
    """

    record_key: str
    profile_id: str | None
    change_type: ChangeType
    reason: str | None
    payload_hash: str | None
    answered_run_id: str | None
    fields: Mapping[str, object] = MappingProxyType({})
    field_hashes: str | None = None
    merged_into: str | None = None
    origin_run_id: str | None = None

    @property
    def operation(self) -> Operation:
        """What the change asks of the destination."""
        return _OPERATIONS.get(self.change_type, Operation.UPSERT)


_OPERATIONS = {
    ChangeType.FORGOTTEN: Operation.FORGET,
    ChangeType.REMOVED: Operation.REMOVE,
    ChangeType.MERGED: Operation.MERGE,
}


class Record(NamedTuple):
    """What a destination sees of one change; id is equal for repeats of one attempt.

    A record that is to be merged has the key of the one that stays in merged_into.
    """

    id: str
    key: str
    fields: Mapping[str, object]
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Records for one call of a destination; id is equal for repeats of the batch.

    mode is that of the sync: what an upsert does to a record that is, or is not, there yet.
    """

    id: str
    run_id: str
    sync_name: str
    object_name: str
    operation: Operation
    on_removed: OnRemoved
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    records: Sequence[Record]
    mode: Mode = Mode.UPSERT


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What a destination did with one record; a pending one is known by its job."""

    outcome: Outcome
    reason: str | None = None
    destination_id: str | None = None
    job_id: str | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason not to go on, and what would be held back."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How one run of one sync went."""

    sync_name: str
    run_id: str
    status: Status
    counts: Mapping[str, int]
    message: str = ""
    guards: tuple[Guard, ...] = ()
    failures: tuple[Mapping[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    exit_code: int = 0
