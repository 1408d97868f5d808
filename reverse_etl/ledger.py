"""What was sent, when, with which outcome: the tables of schema reverse_etl."""

import getpass
import json
import logging
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pyarrow

from reverse_etl.config import SyncConfig
from reverse_etl.errors import (
    ConfigurationError,
    LeaseLostError,
    SyncRunningError,
)
from reverse_etl.journal import (
    ATTEMPT_COLUMNS,
    IN_FLIGHT,
    Attempts,
    JournalReader,
    RunInfo,
    now_text,
    read_run,
)
from reverse_etl.ledger_sql import LedgerSql
from reverse_etl.outcomes import SCHEMA, in_batches
from reverse_etl.private import PrivateFolder, try_lock
from reverse_etl.records import Outcome, Status
from reverse_etl.warehouse import Connection, Row, Warehouse

log = logging.getLogger(__name__)

SCHEMA_VERSION = 4
_LEASE_SECONDS = 900
_LOST = "the run ended before an answer came"


@dataclass(frozen=True)
class Finish:
    """How a run ended, for its row in sync_runs."""

    status: Status
    message: str
    counts: Mapping[str, int]
    granted: int | None = None
    columns: Mapping[str, str] | None = None


def describe_process() -> str:
    """Who runs this, for people who look for it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return f"{user} on {socket.gethostname()}, process {os.getpid()}"


def read_hash_key(connection: Connection) -> str:
    """The key of payload hashes; raises where the sync tables are missing or older."""
    tables = connection.rows(
        "select table_name from information_schema.tables "
        "where table_schema = 'reverse_etl' and table_name = 'sync_schema_version'"
    )
    if not tables:
        raise ConfigurationError(
            "The tables of schema reverse_etl are missing in the warehouse.",
            "Run `dbt build`: its on-run-start hook creates them.",
        )
    rows = connection.rows("select version, hash_key from reverse_etl.sync_schema_version")
    version = rows[0][0] if rows else "none"
    if version != SCHEMA_VERSION:
        is_older = isinstance(version, int) and version < SCHEMA_VERSION
        raise ConfigurationError(
            f"The tables of schema reverse_etl have version {version}, this reverse-etl "
            f"reads version {SCHEMA_VERSION}.",
            "Run `dbt build`: its on-run-start hook brings them up to date."
            if is_older
            else "Install the reverse-etl that belongs to the dbt project.",
        )
    return str(rows[0][1])


class Ledger:
    """Writes state, runs and log; every method holds a connection only while it works."""

    def __init__(self, warehouse: Warehouse, folder: PrivateFolder) -> None:
        self._warehouse = warehouse
        self._folder = folder
        self._sql = LedgerSql(warehouse.dialect)

    def check(self, sync: SyncConfig, connection: Connection) -> str:
        """The hash key; raises where this sync's state is of another place."""
        hash_key = read_hash_key(connection)
        for destination, object_name in connection.rows(self._sql.places(sync.name)):
            if (destination, object_name) != (sync.destination, sync.object_name):
                raise ConfigurationError(
                    f"Sync {sync.name} ({sync.file}) was sent to {destination}/"
                    f"{object_name} before and now names {sync.destination}/"
                    f"{sync.object_name}: what was sent there would be forgotten.",
                    "Give the new destination a sync of its own name.",
                )
        return hash_key

    def open_jobs(self, connection: Connection, sync: SyncConfig) -> list[Row]:
        """What jobs of the destination had not decided on when last asked."""
        return connection.rows(self._sql.open_jobs(sync.name))

    def lost_answers(self, connection: Connection, sync: SyncConfig) -> list[Row]:
        """What was sent, and nobody knows whether it was taken."""
        return connection.rows(self._sql.lost_answers(sync.name))

    def last_status(self, connection: Connection, sync: SyncConfig) -> str | None:
        """How the last run of a sync ended; none if none did."""
        rows = connection.rows(self._sql.last_status(sync.name))
        return str(rows[0][0]) if rows else None

    def requests_today(self, connection: Connection, destination: str) -> int:
        """How many requests the runs since midnight UTC made to a destination's account."""
        midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        return int(connection.rows(self._sql.requests_since(destination, midnight))[0][0])

    def begin(self, connection: Connection, run: RunInfo) -> RunInfo:
        """Takes the lease and notes that the run started; call check first."""
        if lock := self._warehouse.dialect.lock("reverse_etl.sync_leases"):
            connection.execute(lock)
        token = self._take_lease(connection, run)
        started = replace(run, lease_token=token)
        connection.execute(self._sql.insert_run(started))
        connection.commit()
        return started

    def _take_lease(self, connection: Connection, run: RunInfo) -> int:
        now = datetime.now(UTC).replace(tzinfo=None)
        token, place = 1, self._folder.place
        for held_by, owner, held_token, expires_at in connection.rows(
            self._sql.lease(run.sync_name)
        ):
            # Whoever shares our locks and left this one free is dead.
            if expires_at > now and not str(owner).endswith(place):
                raise SyncRunningError(
                    f"Sync {run.sync_name} is running elsewhere (run {held_by}).",
                    f"Wait; if that run is dead, its lease ends at {expires_at:%H:%M} UTC.",
                )
            token = int(held_token) + 1
            connection.execute(self._sql.interrupt(str(held_by)))
        expires = now + timedelta(seconds=_LEASE_SECONDS)
        owner = f"{describe_process()}, {place}"
        connection.execute(self._sql.drop_lease(run.sync_name))
        connection.execute(self._sql.insert_lease(run, owner, token, now, expires))
        return token

    def record(self, run: RunInfo, reader: JournalReader) -> None:
        """Merges what the journal holds so far, unfinished attempts as in flight."""
        with self._loaded(in_batches(_live(reader))) as (connection, is_any):
            is_ours = self._merge(connection, run, is_any, reader.offset)
            expires = datetime.now(UTC).replace(tzinfo=None)
            expires += timedelta(seconds=_LEASE_SECONDS)
            connection.execute(self._sql.renew_lease(run, expires))
            connection.commit()
        _check_ours(run, is_ours)

    def finish(
        self,
        run: RunInfo,
        reader: JournalReader,
        finish: Finish,
        kept: Iterable[pyarrow.RecordBatch] = (),
    ) -> None:
        """Merges the rest of the journal, notes the end of the run, gives the lease back.

        kept are the outcomes that reader has given before and no one has merged.
        """
        with self._loaded(chain(kept, in_batches(_ended(reader)))) as (connection, is_any):
            is_ours = self._merge(connection, run, is_any, reader.offset)
            self._end(connection, run, finish)
            connection.commit()
        _check_ours(run, is_ours)

    def finish_from(self, run: RunInfo, path: Path, finish: Finish) -> None:
        """The same from the journal alone, where what a reader gave may not have arrived."""
        reader = JournalReader(path)
        done = self._merged_offset(run.run_id) or 0
        with self._loaded(in_batches(_ended(reader, done))) as (connection, is_any):
            is_ours = self._merge(connection, run, is_any, reader.offset)
            self._end(connection, run, finish)
            connection.commit()
        _check_ours(run, is_ours)

    def recover(self) -> list[str]:
        """Merges the journals of runs that died; the names of their syncs."""
        recovered = []
        for path in self._folder.journals():
            with path.open("r+b") as stream:
                if try_lock(stream):
                    recovered.append(self._recover(path))
        return recovered

    def _recover(self, path: Path) -> str:
        if (run := read_run(path)) is None:
            path.unlink()
            return path.name.split(".")[0]
        done = self._merged_offset(run.run_id)
        if done is not None:
            reader = JournalReader(path)
            with self._loaded(in_batches(_ended(reader, done))) as (connection, is_any):
                self._merge(connection, run, is_any, reader.offset)
                counted = connection.rows(self._sql.outcome_counts(run.run_id))
                named = {str(name): int(count) for name, count in counted}
                message = "the process ended before its run did; recovered from its journal"
                self._end(connection, run, Finish(Status.INTERRUPTED, message, named))
                connection.commit()
        path.unlink()
        return run.sync_name

    def _merged_offset(self, run_id: str) -> int | None:
        """How much of the run's journal the tables hold; none if the run is closed."""
        with self._warehouse.connect(read_only=True) as connection:
            read_hash_key(connection)
            rows = connection.rows(self._sql.run_offset(run_id))
        if not rows:
            # The journal is of a warehouse that was restored since: all of it is news.
            return 0
        offset, finished_at = rows[0]
        return None if finished_at is not None else int(offset)

    def _end(self, connection: Connection, run: RunInfo, finish: Finish) -> None:
        texts = {"status": finish.status.value, "message": finish.message or None}
        if finish.columns is not None:
            texts["model_columns"] = json.dumps(finish.columns)
        counts = dict(finish.counts)
        if finish.granted is not None:
            counts["granted"] = finish.granted
        connection.execute(self._sql.end_run(run, texts, counts, now_text()))
        connection.execute(self._sql.release_lease(run))

    def _merge(self, connection: Connection, run: RunInfo, is_any: bool, offset: int) -> bool:
        """Applies the loaded attempts; whether the lease was still ours."""
        tokens = connection.rows(self._sql.lease_token(run.sync_name))
        is_ours = not tokens or int(tokens[0][0]) <= run.lease_token
        if is_any:
            # The log is long: it is searched only where a row of it may have to go.
            is_any_settled = bool(connection.rows(self._sql.count_settled())[0][0])
            for statement in self._sql.merge(run, is_ours, is_any_settled):
                connection.execute(statement)
        connection.execute(self._sql.advance(run.run_id, offset))
        return is_ours

    @contextmanager
    def _loaded(self, attempts: Iterable[pyarrow.RecordBatch]) -> Iterator[tuple[Connection, bool]]:
        """A connection with the attempts in the temporary table sync_outcomes."""
        batches = iter(attempts)
        first = next(batches, None)
        with self._warehouse.connect() as connection:
            if first is not None:
                connection.execute(self._sql.create_outcomes())
                reader = pyarrow.RecordBatchReader.from_batches(SCHEMA, chain([first], batches))
                connection.append("sync_outcomes", ATTEMPT_COLUMNS, reader)
            yield connection, first is not None


def _check_ours(run: RunInfo, is_ours: bool) -> None:
    if not is_ours:
        raise LeaseLostError(
            f"Another run of {run.sync_name} took over while this one was silent.",
            "Nothing is lost: the next run sends again what is uncertain.",
        )


def _live(reader: JournalReader) -> Iterator[Attempts]:
    yield from reader.read()
    yield from reader.unfinished(IN_FLIGHT, None)


def _ended(reader: JournalReader, skip_to: int = 0) -> Iterator[Attempts]:
    yield from reader.read(skip_to)
    yield from reader.unfinished(Outcome.AMBIGUOUS, _LOST)
