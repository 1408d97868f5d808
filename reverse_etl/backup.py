"""Writes what cannot be derived again into a folder: all of it as of one instant, or nothing."""

import logging
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from reverse_etl.backup_contents import Kept, kept_relations, stored_columns
from reverse_etl.backup_folder import Backup, BackupTable, checksum, table_file, write_backup
from reverse_etl.backup_rows import write_rows
from reverse_etl.errors import ConfigurationError
from reverse_etl.namespace import check_ids, identity_namespace, namespace_check
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Dialect

log = logging.getLogger(__name__)

_Columns = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class BackupResult:
    """What a backup or a restore moved: rows per relation."""

    folder: str
    tables: Mapping[str, int]


def default_folder(session: Session) -> Path:
    """A folder of its own for this instant."""
    now = datetime.now(UTC)
    return session.project.directory / "backups" / f"{now:%Y%m%dT%H%M%SZ}"


def make_backup(session: Session, folder: Path) -> BackupResult:
    """Backs the warehouse up into a new folder; raises if there is nothing to back up."""
    check_manifest(session)
    namespace = identity_namespace(session.project)
    kept = kept_relations(session.project)
    _merge_journals(session)
    with _new_folder(folder) as writing:
        tables = _Writer(session, kept, writing).write(namespace)
        settings, connection = session.project.settings, session.project.connection
        backup = Backup(
            project_name=str(settings.get("name")),
            project_version=str(settings.get("version")),
            engine=str(connection["type"]),
            created_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            namespace_check=namespace_check(namespace) if namespace else None,
            tables=tables,
        )
        write_backup(writing, backup)
    return BackupResult(str(folder), {name: one.count_rows for name, one in tables.items()})


def check_manifest(session: Session) -> None:
    """Raises where dbt has not read the project yet."""
    # The usual remedy, a build, would give out new ids in a warehouse that waits for its old ones.
    file = session.project.artifacts / "manifest.json"
    if not file.exists():
        raise ConfigurationError(f"{file} does not exist.", "Run `dbt parse` in the project first.")


def _merge_journals(session: Session) -> None:
    """Outcomes that only a local journal knows belong into the backup."""
    for name in session.ledger.recover():
        log.warning("Recovered a run of %s that ended before its time", name)
    if session.folder.journals():
        log.warning("A sync is running; what it has not recorded yet is not in the backup")


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which takes its name once it is whole."""
    folder = folder.resolve()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{folder} exists and is not empty.", "Name a new folder.")
    writing = folder.with_name(f".{folder.name}.partial")
    try:
        # A backup that was killed left it.
        shutil.rmtree(writing, ignore_errors=True)
        writing.mkdir(mode=0o700, parents=True)
        yield writing
        writing.rename(folder)
        _make_durable(folder.parent)
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be written: {error.strerror or error}.", "Name a folder elsewhere."
        ) from None
    finally:
        shutil.rmtree(writing, ignore_errors=True)


def _make_durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Writer:
    """Reads every relation as of one instant."""

    def __init__(self, session: Session, kept: Mapping[str, Kept], folder: Path) -> None:
        self._warehouse = session.warehouse
        self._dialect: Dialect = session.warehouse.dialect
        self._kept = kept
        self._folder = folder

    def write(self, namespace: str | None) -> dict[str, BackupTable]:
        existing = self._existing()
        with self._warehouse.connect(read_only=True) as connection:
            # A build puts new tables in the place of old ones, whose rows a transaction that
            # began before does not see: it would read them as empty. So hold, then look.
            for one in existing.values():
                if statement := self._dialect.hold(one.relation(self._dialect)):
                    connection.execute(statement)
            columns = stored_columns(connection, self._dialect, list(existing.values()))
            if namespace:
                check_ids(connection, self._dialect, namespace, existing)
            return {
                name: self._write_table(connection, one, columns) for name, one in existing.items()
            }

    def _existing(self) -> dict[str, Kept]:
        with self._warehouse.connect(read_only=True) as connection:
            found = stored_columns(connection, self._dialect, list(self._kept.values()))
        existing = {name: one for name, one in self._kept.items() if one.place in found}
        if not existing:
            raise ConfigurationError(
                f"There is nothing to back up in {self._warehouse.address}.",
                "Run `dbt build` first, or name another --target.",
            )
        for name in sorted(set(self._kept) - set(existing)):
            log.warning("%s was not built yet and is not in the backup", name)
        return existing

    def _write_table(self, connection: Connection, one: Kept, columns: _Columns) -> BackupTable:
        chosen = _chosen(one, columns.get(one.place, {}))
        file = table_file(self._folder, one.name)
        relation = one.relation(self._dialect)
        count = write_rows(connection, self._dialect, relation, chosen, file)
        return BackupTable(one.name, one.schema_version, count, checksum(file), chosen)


def _chosen(one: Kept, columns: Mapping[str, str]) -> dict[str, str]:
    names = one.columns or tuple(columns)
    if missing := [name for name in names if name not in columns]:
        raise ConfigurationError(
            f"{one.name} has no column {', '.join(missing)}, which its config.meta.backup names.",
            "Correct its YAML file.",
        )
    return {name: columns[name] for name in names}
