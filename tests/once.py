"""What one process of a test session makes for all of them."""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Once:
    """A place that all processes of the session see; the first that needs a folder fills it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, name: str, fill: Callable[[Path], None]) -> Path:
        """The folder of that name; whoever comes while it is filled waits."""
        folder, is_filled = self._root / name, self._root / f"{name}.filled"
        with self._locked(name):
            if not is_filled.exists():
                # One that was half filled by a process that failed.
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                is_filled.touch()
        return folder

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self._root.mkdir(exist_ok=True)
        with (self._root / f"{name}.lock").open("w") as file:
            # Goes with the process that holds it, however that ends.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
