"""Keeps a file that holds exactly the records sent and not removed."""

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from reverse_etl.destinations.base import Capabilities, Context, RowResults
from reverse_etl.destinations.file.merge import merge_file, read_keys
from reverse_etl.destinations.file.settings import FileSettings
from reverse_etl.errors import ConfigurationError
from reverse_etl.records import Batch, Mode, OnRemoved, Outcome, RecordResult


class FileDestination:
    """One folder of audience files; each object is one file."""

    type_name: ClassVar[str] = "file"
    settings_type: ClassVar[type] = FileSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.MIRROR}),
        removals=frozenset({OnRemoved.DELETE, OnRemoved.NOTHING}),
        sync_settings=frozenset({"format"}),
        batch_rows=50_000,
        batch_bytes=100_000_000,
        row_results=RowResults.EXACT,
        can_list_members=True,
    )

    def __init__(self, settings: FileSettings, context: Context) -> None:
        self._settings = settings
        self._context = context
        self._directory = context.directory / settings.directory

    @property
    def capabilities(self) -> Capabilities:
        return replace(self.offered, batch_rows=self._settings.batch_rows)

    def send(self, batch: Batch) -> list[RecordResult]:
        return self._merge(batch)

    def remove(self, batch: Batch) -> list[RecordResult]:
        return self._merge(batch)

    def members(self, object_name: str, key: Sequence[str]) -> Iterator[Sequence[str]]:
        target = self._directory / f"{object_name}.{self._settings.format}"
        return read_keys(target, key, self._settings.format)

    def check_sync(self, batch: Batch) -> None:
        _file_name(batch)

    def check(self) -> str:
        self._make_directory()
        if not os.access(self._directory, os.W_OK):
            raise self._error("is not writable")
        return f"{self._directory} is writable"

    def close(self) -> None:
        """Nothing is held between batches."""

    def _merge(self, batch: Batch) -> list[RecordResult]:
        self._make_directory()
        name = _file_name(batch)
        target = self._directory / f"{name}.{self._settings.format}"
        # A run that was killed left its half-made file, with the values in it.
        for left in self._directory.glob(f".{name}.merging-*"):
            shutil.rmtree(left)
        with TemporaryDirectory(dir=self._directory, prefix=f".{name}.merging-") as folder:
            merged = merge_file(batch, target, Path(folder), self._settings.format)
            merged.chmod(int(self._settings.permissions, 8))
            _make_durable(merged, lambda: merged.replace(target))
        return [RecordResult(Outcome.ACCEPTED)] * len(batch.records)

    def _make_directory(self) -> None:
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._error(f"cannot be made ({error.strerror})") from None

    def _error(self, problem: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self._context.entry}: the directory {self._directory} {problem}.",
            "Correct `directory` in destinations.yml, or its permissions.",
        )


def _file_name(batch: Batch) -> str:
    if re.fullmatch(r"[\w-][\w.-]*", batch.object_name):
        return batch.object_name
    raise ConfigurationError(
        f"Sync {batch.sync_name}: the object {batch.object_name} cannot name a file.",
        "Use letters, digits, dots, hyphens and underscores.",
    )


def _make_durable(file: Path, rename: Callable[[], object]) -> None:
    """Both the file and its new name are on disk when this returns."""
    _sync_path(file)
    rename()
    _sync_path(file.parent.parent)


def _sync_path(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


DESTINATION = FileDestination
