"""Puts a backup back into a warehouse: all of it in one transaction, or nothing."""

import logging
from collections.abc import Mapping
from pathlib import Path

from reverse_etl.backup import BackupResult, check_manifest
from reverse_etl.backup_contents import (
    Kept,
    kept_relations,
    outdated_relations,
    stored_columns,
)
from reverse_etl.backup_folder import Backup, BackupTable, check_file, read_backup, table_file
from reverse_etl.backup_rows import native_types, open_rows
from reverse_etl.errors import ConfigurationError
from reverse_etl.namespace import identity_namespace, is_namespace
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Dialect

log = logging.getLogger(__name__)


def restore_backup(session: Session, folder: Path, is_replacing: bool) -> BackupResult:
    """Restores a folder; what is_replacing does not allow to be overwritten is not."""
    check_manifest(session)
    backup = read_backup(folder)
    kept = kept_relations(session.project)
    _check_namespace(session, folder, backup)
    for table in backup.tables.values():
        _check_version(session, folder, backup, table, kept)
    for table in backup.tables.values():
        check_file(folder, table)
    with session.warehouse.connect(create=True) as connection:
        _Restore(connection, session.warehouse.dialect, folder, backup, kept).run(is_replacing)
        for schema, name in outdated_relations(session.project):
            quote = session.warehouse.dialect.quote
            connection.execute(f"drop table if exists {quote(schema)}.{quote(name)} cascade")
        connection.commit()
    rows = {name: table.count_rows for name, table in backup.tables.items()}
    return BackupResult(str(folder), rows)


def _check_namespace(session: Session, folder: Path, backup: Backup) -> None:
    if backup.namespace_check is None:
        return
    namespace = identity_namespace(session.project)
    if namespace is None or not is_namespace(namespace, backup.namespace_check):
        raise ConfigurationError(
            f"The ids in {folder} were made with another identity namespace: a build after "
            "the restore would give everybody a new id.",
            "Set CDP_IDENTITY_NAMESPACE as it was set when the backup was made.",
        )


def _check_version(
    session: Session, folder: Path, backup: Backup, table: BackupTable, kept: Mapping[str, Kept]
) -> None:
    made_by = f"{backup.project_name} {backup.project_version}"
    if (one := kept.get(table.name)) is None:
        raise ConfigurationError(
            f"{folder} holds {table.name}, which this project does not keep.",
            f"Restore with the project that made the backup ({made_by}), or run `dbt parse` "
            f"if {session.project.artifacts}/manifest.json is older than the project.",
        )
    if table.schema_version > one.schema_version:
        raise ConfigurationError(
            f"{table.name} has schema version {table.schema_version} in {folder}, and this "
            f"project knows {one.schema_version}.",
            f"Restore with the project that made the backup ({made_by}), or a later one.",
        )
    if table.schema_version < one.oldest_version:
        raise ConfigurationError(
            f"{table.name} has schema version {table.schema_version} in {folder}, and this "
            f"project needs {one.oldest_version}.",
            f"Restore with the project that made the backup ({made_by}), then upgrade as "
            "CHANGELOG.md says.",
        )


class _Restore:
    """One transaction."""

    def __init__(
        self,
        connection: Connection,
        dialect: Dialect,
        folder: Path,
        backup: Backup,
        kept: Mapping[str, Kept],
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._folder = folder
        self._backup = backup
        self._kept = kept
        self._columns = stored_columns(connection, dialect, list(kept.values()))

    def run(self, is_replacing: bool) -> None:
        # Also those that the backup does not have: what is left must be as it was then.
        existing = [one for one in self._kept.values() if one.place in self._columns]
        for one in existing:
            if statement := self._dialect.lock(one.relation(self._dialect)):
                self._connection.execute(statement)
        if not is_replacing:
            self._refuse_rows(existing)
        for one in existing:
            self._connection.execute(f"delete from {one.relation(self._dialect)}")
        for name in sorted(set(self._kept) - set(self._backup.tables)):
            log.warning("%s is not in the backup and starts empty", name)
        for table in self._backup.tables.values():
            self._restore(table)

    def _refuse_rows(self, existing: list[Kept]) -> None:
        counts = {one.name: self._count(one) for one in existing if not one.is_filled_by_hook}
        if found := [f"{name} ({count:,})" for name, count in counts.items() if count]:
            raise ConfigurationError(
                f"There are rows in {', '.join(found)}.",
                "Restore into an empty warehouse, or give --replace (REPLACE=1 with make) to "
                "put the backup in their place.",
            )

    def _count(self, one: Kept) -> int:
        relation = one.relation(self._dialect)
        return int(self._connection.rows(f"select count(*) from {relation}")[0][0])

    def _restore(self, table: BackupTable) -> None:
        one = self._kept[table.name]
        if one.place in self._columns:
            self._check_columns(one, table)
        else:
            self._create(one, table)
        with open_rows(table_file(self._folder, table.name)) as batches:
            names = [self._dialect.quote(name) for name in table.columns]
            self._connection.append(one.relation(self._dialect), names, batches)
        if (count := self._count(one)) != table.count_rows:
            raise ConfigurationError(
                f"{table.name} has {count:,} rows in its file and {table.count_rows:,} in "
                "backup.json.",
                "Restore another backup; this one was changed.",
            )

    def _check_columns(self, one: Kept, table: BackupTable) -> None:
        there, kept = set(self._columns[one.place]), set(table.columns)
        # Of a relation that is kept in part the rest is derived again by the next build, which
        # also adds what an older one lacks.
        is_older = table.schema_version < one.schema_version
        if kept == there or ((one.columns or is_older) and kept <= there):
            return
        differing = ", ".join(sorted(kept ^ there))
        raise ConfigurationError(
            f"{table.name} has other columns in the warehouse than in {self._folder}: {differing}.",
            "Drop the table, or restore with the project that made the backup.",
        )

    def _create(self, one: Kept, table: BackupTable) -> None:
        file = table_file(self._folder, table.name)
        types = native_types(self._dialect, file, table.columns)
        columns = ", ".join(f"{self._dialect.quote(name)} {kind}" for name, kind in types.items())
        schema = self._dialect.quote(one.schema)
        self._connection.execute(f"create schema if not exists {schema}")
        self._connection.execute(f"create table {one.relation(self._dialect)} ({columns})")
