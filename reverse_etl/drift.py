"""What a destination says it holds, compared with what the tables say it holds."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import pyarrow

from reverse_etl.config import SyncConfig
from reverse_etl.destinations.base import Destination, MemberList
from reverse_etl.errors import ConfigurationError
from reverse_etl.redaction import mask_value, redact
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, text_array

_SHOWN = 10
_KEYS = pyarrow.schema([("record_key", pyarrow.string())])
_KINDS = ("missing", "returned", "foreign")


@dataclass(frozen=True)
class Drift:
    """One sync: records that we believe in and that are not there, and the reverse.

    returned are those that the destination let go at our word and has again; foreign ones we
    never sent.
    """

    sync_name: str
    destination: str
    believed: int
    listed: int
    missing: int
    returned: int
    foreign: int
    samples: Mapping[str, list[str]]

    @property
    def is_drift(self) -> bool:
        """Whether what we sent and removed is not what is there; foreign records may be."""
        return bool(self.missing or self.returned)


def read_drift(session: Session, names: list[str]) -> list[Drift]:
    """The named syncs, or all whose destinations can list what they hold."""
    found = []
    for sync in session.syncs(names):
        destination = session.open_destination(sync)
        try:
            if can_list(destination):
                found.append(_compare(session, sync, destination))
            elif names:
                raise ConfigurationError(
                    f"Sync {sync.name}: {session.type_of(sync).type_name} cannot list its records.",
                    "Send everything again with `reverse-etl sync --resync` instead.",
                )
        finally:
            destination.close()
    return found


def can_list(destination: Destination) -> bool:
    """Whether a destination tells what it holds."""
    return destination.capabilities.can_list_members and isinstance(destination, MemberList)


def _compare(session: Session, sync: SyncConfig, destination: Destination) -> Drift:
    with session.folder.open_members(sync.name) as stream:
        # The warehouse is not kept open while a vendor turns its pages.
        _write_members(stream, destination, sync)
        with session.warehouse.connect(read_only=True) as connection:
            return _compared(session, connection, sync, stream)


def _write_members(stream: IO[bytes], destination: Destination, sync: SyncConfig) -> None:
    assert isinstance(destination, MemberList)
    for keys in destination.members(sync.object_name, sync.key):
        pickle.dump(list(keys), stream)
    stream.seek(0)


def _read_members(stream: IO[bytes]) -> Iterator[pyarrow.RecordBatch]:
    while True:
        try:
            # Pickled by this process, into a file without a name.
            keys = pickle.load(stream)  # noqa: S301
        except EOFError:
            return
        yield pyarrow.RecordBatch.from_arrays([text_array(keys)], schema=_KEYS)


def _compared(
    session: Session, connection: Connection, sync: SyncConfig, stream: IO[bytes]
) -> Drift:
    dialect = session.warehouse.dialect
    connection.execute(f"create temporary table sync_members (record_key {dialect.text_type})")
    members = pyarrow.RecordBatchReader.from_batches(_KEYS, _read_members(stream))
    connection.append("sync_members", ["record_key"], members)
    connection.execute(
        f"""
        create temporary table sync_drift as
        with members as (
            select distinct record_key from sync_members
        ),
        state as (
            select record_key, is_in_destination, is_uncertain
            from reverse_etl.sync_state
            where sync_name = {dialect.literal(sync.name)}
        )
        select
            coalesce(members.record_key, state.record_key) as record_key,
            members.record_key is not null as is_listed,
            coalesce(state.is_in_destination, false) as is_believed,
            case
                when members.record_key is null and state.is_in_destination
                    and not state.is_uncertain then 'missing'
                when members.record_key is not null and state.record_key is null then 'foreign'
                when members.record_key is not null and not state.is_in_destination
                    and not state.is_uncertain then 'returned'
                else 'equal'
            end as kind
        from members
        full outer join state on members.record_key = state.record_key
        """
    )
    listed, believed = connection.rows(
        "select coalesce(sum(case when is_listed then 1 else 0 end), 0), "
        "coalesce(sum(case when is_believed then 1 else 0 end), 0) from sync_drift"
    )[0]
    rows = connection.rows("select kind, count(*) from sync_drift group by kind")
    counts = {str(kind): int(count) for kind, count in rows}
    return Drift(
        sync_name=sync.name,
        destination=sync.destination,
        believed=int(believed),
        listed=int(listed),
        **{kind: counts.get(kind, 0) for kind in _KINDS},
        samples={kind: _samples(connection, sync, kind) for kind in _KINDS if counts.get(kind)},
    )


def _samples(connection: Connection, sync: SyncConfig, kind: str) -> list[str]:
    rows = connection.rows(
        f"select record_key from sync_drift where kind = '{kind}' "
        f"order by record_key limit {_SHOWN}"
    )
    is_pii = bool(sync.pii_columns & set(sync.key))
    return [mask_value(key) if is_pii else redact(key) for (key,) in rows]
