"""A backup on disk: one Parquet file per relation, and backup.json, which says what they are."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reverse_etl.errors import ConfigurationError

FORMAT = 1
_NAME = "backup.json"
_OTHER_BACKUP = "Restore another backup; this one was changed or is not whole."


@dataclass(frozen=True)
class BackupTable:
    """One relation as it was; columns are names with the words for their types."""

    name: str
    schema_version: int
    count_rows: int
    sha256: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself."""

    project_name: str
    project_version: str
    engine: str
    created_at: str
    namespace_check: Mapping[str, str] | None
    tables: Mapping[str, BackupTable]


def table_file(folder: Path, name: str) -> Path:
    """Where the rows of a relation are."""
    return folder / f"{name}.parquet"


def checksum(file: Path) -> str:
    """The digest of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_backup(folder: Path, backup: Backup) -> None:
    """Writes backup.json, durably; the last file of a backup."""
    document = {"format": FORMAT, **asdict(backup)}
    with (folder / _NAME).open("x", encoding="utf-8") as stream:
        os.fchmod(stream.fileno(), 0o600)
        json.dump(document, stream, indent=2)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())


def read_backup(folder: Path) -> Backup:
    """What the folder says it holds; raises where it is none, or of a format to come."""
    if not folder.is_dir():
        raise ConfigurationError(
            f"There is no folder {folder}.", "Name the folder that `reverse-etl backup` printed."
        )
    file = folder / _NAME
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{folder} is not a backup: it has no {_NAME}.",
            "Name the folder that `reverse-etl backup` printed.",
        ) from None
    except (OSError, ValueError):
        raise ConfigurationError(f"{file} cannot be read.", _OTHER_BACKUP) from None
    return _parsed(file, document)


def _parsed(file: Path, document: Any) -> Backup:
    try:
        if document.pop("format") > FORMAT:
            raise ConfigurationError(
                f"{file} has a format that this reverse-etl does not know.",
                "Restore it with the release that made it, or a later one.",
            )
        tables = {
            str(name): BackupTable(**{**table, "schema_version": int(table["schema_version"])})
            for name, table in document.pop("tables").items()
        }
        return Backup(tables=tables, **document)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ConfigurationError(f"{file} is not whole.", _OTHER_BACKUP) from None


def check_file(folder: Path, table: BackupTable) -> None:
    """Raises unless the file of a relation is as it was written."""
    file = table_file(folder, table.name)
    try:
        found = checksum(file)
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be read: {error.strerror}.", _OTHER_BACKUP
        ) from None
    if found != table.sha256:
        raise ConfigurationError(
            f"{file} is not what was written: its checksum differs.", _OTHER_BACKUP
        )
