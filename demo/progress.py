"""What a person sees while the demo works: one line a step, and on a terminal what is going on."""

from __future__ import annotations

import shutil
import sys
import time
from types import TracebackType
from typing import TextIO

_ERASE = "\r\x1b[K"


class Step:
    """One step: `done` tells its outcome; until then `now` shows, on a terminal, what it does."""

    def __init__(self, doing: str, stream: TextIO) -> None:
        self._doing = doing
        self._outcome = ""
        self._stream = stream
        self._started = time.monotonic()

    def __enter__(self) -> Step:
        self.now("")
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._erase()
        if error is None and self._outcome:
            self._stream.write(f"  {self._seconds():>5.1f} s  {self._outcome}\n")
            self._stream.flush()

    def now(self, detail: str) -> None:
        """Replaces the moving line. Nothing where the output is not a terminal."""
        if not self._stream.isatty():
            return
        line = f"  {self._seconds():>5.1f} s  {self._doing} {detail}".rstrip()
        self._stream.write(_ERASE + line[: shutil.get_terminal_size().columns - 1])
        self._stream.flush()

    def done(self, outcome: str) -> None:
        """The line that stays."""
        self._outcome = outcome

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _erase(self) -> None:
        if self._stream.isatty():
            self._stream.write(_ERASE)


def step(doing: str, stream: TextIO | None = None) -> Step:
    """A step that writes to standard output, or to the stream given."""
    return Step(doing, stream or sys.stdout)
