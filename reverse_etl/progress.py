"""A line on a terminal that says how far a sync is; nothing where output is piped."""

import sys
import time
from typing import TextIO


class Progress:
    """Shows rows done, their rate and the time that is left."""

    def __init__(self, name: str, total: int, stream: TextIO | None = None) -> None:
        self._name = name
        self._total = total
        self._stream = stream or sys.stderr
        self._is_shown = self._stream.isatty() and total > 0
        self._started = time.monotonic()
        self._done = 0
        self._drawn_at = 0.0

    def advance(self, count: int) -> None:
        """Counts rows; draws at most ten times a second."""
        self._done += count
        now = time.monotonic()
        if self._is_shown and (now - self._drawn_at > 0.1 or self._done >= self._total):
            self._drawn_at = now
            self._stream.write(f"\r\x1b[K{self._line(now)}")
            self._stream.flush()

    def _line(self, now: float) -> str:
        rate = self._done / max(now - self._started, 0.001)
        left = (self._total - self._done) / max(rate, 0.001)
        return (
            f"{self._name}: {self._done:,} of {self._total:,} rows, {rate:,.0f} a second, "
            f"{left:,.0f} s left"
        )

    def close(self) -> None:
        """Clears the line."""
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
