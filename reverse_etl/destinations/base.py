"""What a destination declares and does: the seam that every vendor fills."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from reverse_etl.errors import ConfigurationError
from reverse_etl.pacing import Meter
from reverse_etl.records import Batch, Mode, OnRemoved, RecordResult
from reverse_etl.redaction import register_secret


class RowResults(StrEnum):
    """How a destination tells what became of each row of a batch."""

    EXACT = "exact"
    INDEX = "index"
    AGGREGATE = "aggregate"
    NONE = "none"


@dataclass(frozen=True)
class Capabilities:
    """What a destination can do, and how much of it at once.

    sync_settings names the settings of its entry that a sync may set for itself.
    identifiers names the normalizer that each match key needs, ttl_days after how long a
    member must be sent again, can_list_members whether it can be read back.
    The last ones each stand for a method of the protocol of the same meaning below: a
    destination has the method where it says so. screens_names: the platform blocks audiences
    whose names tell of health, money or minors.
    """

    modes: frozenset[Mode]
    removals: frozenset[OnRemoved]
    objects: frozenset[str] | None = None
    sync_settings: frozenset[str] = frozenset()
    batch_rows: int = 1000
    batch_bytes: int = 1_000_000
    requests_per_second: float | None = None
    concurrency: int = 1
    is_idempotent: bool = True
    row_results: RowResults = RowResults.NONE
    identifiers: Mapping[str, str] = field(default_factory=dict)
    ttl_days: int | None = None
    daily_requests: int | None = None
    screens_names: bool = False
    can_list_members: bool = False
    can_merge: bool = False
    can_look_up: bool = False
    answers_later: bool = False


@dataclass(frozen=True)
class Context:
    """What the engine lends a destination; sleep is injected so that tests never wait.

    directory is the dbt project's, which relative paths start from; meter counts requests.
    """

    entry: str
    directory: Path
    sleep: Callable[[float], None] = time.sleep
    jitter: Random = field(default_factory=SystemRandom)
    meter: Meter = field(default_factory=Meter)


class Destination(Protocol):
    """One open destination account. Results come in the order of the batch's records."""

    @property
    def capabilities(self) -> Capabilities:
        """What this account can do, its own settings considered."""

    def send(self, batch: Batch) -> list[RecordResult]:
        """Creates or updates the records; one result a record."""

    def remove(self, batch: Batch) -> list[RecordResult]:
        """Takes the records out, in the way batch.on_removed says; one result a record."""

    def check(self) -> str:
        """A line saying that credentials and address work; raises if they do not."""

    def close(self) -> None:
        """Lets go of connections and files."""


@runtime_checkable
class MemberList(Protocol):
    """A destination with can_list_members."""

    def members(self, object_name: str, key: Sequence[str]) -> Iterator[Sequence[str]]:
        """The keys of all records that are there, each list small.

        key names the columns that a record's key is made of, as in the batches that were sent.
        """


@runtime_checkable
class SyncCheck(Protocol):
    """A destination that takes not every sync that its capabilities allow."""

    def check_sync(self, batch: Batch) -> None:
        """Raises ConfigurationError where batches of this kind could never be sent.

        It is asked before anything is planned, with a batch without records.
        """


class Merger(Protocol):
    """A destination with can_merge."""

    def merge(self, batch: Batch) -> list[RecordResult]:
        """Merges each record into that of the key merged_into; one result a record."""


class LookUp(Protocol):
    """A destination with can_look_up: needed where sends are not idempotent."""

    def look_up(self, batch: Batch) -> list[bool]:
        """Whether the destination took each record; key and id are the lost attempt's."""


class LateAnswer(Protocol):
    """A destination with answers_later: send and remove may give pending results."""

    def poll(self, job_id: str, batch: Batch) -> list[RecordResult]:
        """What became of a job's records, in the order they were sent in; pending until done.

        After a restart the records have their keys and no fields. A job that the vendor does
        not know any more gives ambiguous results.
        """


class DestinationType(Protocol):
    """The class that a destination's folder exports as DESTINATION."""

    type_name: ClassVar[str]
    offered: ClassVar[Capabilities]
    settings_type: ClassVar[type]

    def __call__(self, settings: Any, context: Context) -> Destination:
        """Opens an account."""


_Settings = TypeVar("_Settings")


def secret(**options: Any) -> Any:
    """A settings field whose value is masked in every text."""
    return field(metadata={"secret": True}, **options)


def setting_names(kind: DestinationType) -> list[str]:
    """The settings that an entry of the type may have."""
    return [one.name for one in fields(kind.settings_type)]


def parse_settings(
    settings_type: type[_Settings], values: Mapping[str, Any], where: str
) -> _Settings:
    """The settings of an entry; unknown, missing and mistyped ones are configuration errors."""
    known = {one.name: one for one in fields(settings_type)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - set(known)):
        raise ConfigurationError(
            f"{where} has unknown settings: {', '.join(unknown)}.",
            f"The known ones are {', '.join(sorted(known))}.",
        )
    for name, one in known.items():
        _check_field(one, values, where)
        if one.metadata.get("secret") and name in values:
            register_secret(str(values[name]))
    try:
        return settings_type(**values)
    except ValueError as error:
        raise ConfigurationError(f"{where}: {error}.", "Correct that setting.") from None


def _check_field(one: Any, values: Mapping[str, Any], where: str) -> None:
    if one.name not in values:
        if one.default is MISSING and one.default_factory is MISSING:
            raise ConfigurationError(f"{where} lacks `{one.name}`.", "Set it there.")
        return
    value = values[one.name]
    kind = getattr(one.type, "__name__", str(one.type))
    # True is an int to Python, and never what a number setting means.
    if not isinstance(value, one.type) or (isinstance(value, bool) and one.type is not bool):
        raise ConfigurationError(
            f"{where}: `{one.name}` must be of type {kind}.",
            "Correct it; env_var(...) | as_number gives a number.",
        )
    if isinstance(value, str) and not value.strip():
        raise ConfigurationError(f"{where}: `{one.name}` is empty.", "Set it there.")
