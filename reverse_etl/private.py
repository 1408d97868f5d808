"""Local files that no one else may read, and the locks that tell a live run from a dead one."""

import fcntl
import hashlib
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from reverse_etl.errors import ConfigurationError, SyncRunningError
from reverse_etl.warehouse import Warehouse


def write_private(path: Path, text: str) -> None:
    """Writes a new file that no one else may read; raises where there is one already."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be written: {error.strerror}.", "Name a file that does not exist yet."
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


class PrivateFolder:
    """The folder of one warehouse's journals, spools and locks."""

    def __init__(self, warehouse: Warehouse) -> None:
        name = re.sub(r"[^\w.-]", "_", warehouse.address)
        self.path = warehouse.private_root / ".reverse_etl" / name

    def create(self) -> None:
        """Makes the folder, closed to others."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def place(self) -> str:
        """Equal for all processes that see these same locks."""
        text = f"{socket.gethostname()}:{self.path}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def journals(self) -> list[Path]:
        """The journals that lie here, the oldest first."""
        return sorted(self.path.glob("*.journal"), key=lambda file: file.stat().st_mtime)

    @contextmanager
    def lock_sync(self, sync_name: str) -> Iterator[None]:
        """Held for a whole run; the system lets go of it when the process dies."""
        self.create()
        with _open_private(self.path / f"{sync_name}.lock") as stream:
            if not try_lock(stream):
                raise SyncRunningError(
                    f"Sync {sync_name} is running in another process on this machine.",
                    "Wait until it ends.",
                )
            yield

    def open_spool(self, sync_name: str) -> IO[bytes]:
        """A private file for the rows on their way; it has no name, so it dies with us."""
        path = self.path / f"{sync_name}.spool"
        stream = _open_private(path)
        path.unlink()
        return stream

    def open_members(self, sync_name: str) -> IO[bytes]:
        """The same, for the keys that a destination lists."""
        self.create()
        return self.open_spool(f"{sync_name}.members")

    def open_journal(self, sync_name: str, run_id: str) -> IO[bytes]:
        """A new journal, locked for as long as it is open."""
        stream = _open_private(self.journal_path(sync_name, run_id))
        try_lock(stream)
        return stream

    def journal_path(self, sync_name: str, run_id: str) -> Path:
        """Where a run's journal is."""
        return self.path / f"{sync_name}.{run_id}.journal"


def try_lock(stream: IO[bytes]) -> bool:
    """Takes the file's lock if no other process has it."""
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open_private(path: Path) -> IO[bytes]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    return os.fdopen(descriptor, "r+b")
