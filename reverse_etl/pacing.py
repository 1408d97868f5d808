"""How fast and how often a destination is called: token buckets, and the day's quota."""

import threading
import time
from collections.abc import Callable

from reverse_etl.errors import QuotaError


class TokenBucket:
    """Lets calls start at a pace, over all threads, and after a rest some of them at once."""

    def __init__(
        self, per_second: float | None, sleep: Callable[[float], None], burst: int = 1
    ) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._ahead = self._gap * (burst - 1)
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at = 0.0

    def wait(self) -> None:
        """Returns when the next call may start."""
        if not self._gap:
            return
        with self._lock:
            now = time.monotonic()
            free_at = max(now, self._free_at)
            self._free_at = free_at + self._gap
        pause = free_at - self._ahead - now
        if pause > 0:
            self._sleep(pause)


class Meter:
    """Counts the requests of one run against what its account may still make today."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._daily: int | None = None
        self._used = 0
        self.made = 0

    def allow(self, daily: int | None, used: int) -> None:
        """Says how many requests a day may have, and how many earlier runs had of this one."""
        self._daily, self._used = daily, used

    def count(self) -> None:
        """Notes a request."""
        with self._lock:
            self.made += 1

    def check(self, entry: str) -> None:
        """Raises where the day's requests are used up. A batch that was begun is ended."""
        if self._daily is not None and self._used + self.made >= self._daily:
            raise QuotaError(
                f"The {self._daily} requests that {entry} may have a day are used up.",
                "The rest goes out with the first run after midnight UTC; a higher "
                "`daily_requests` in destinations.yml lets it go sooner.",
            )
