"""Gathers the rows of a chunk of people, and adds what loads do to rows: late, again, twice."""

from __future__ import annotations

from random import Random

from demo.generator.clock import DAY, NEWEST_LOAD, hourly, nightly, seconds
from demo.generator.config import Traps, tables
from demo.generator.ids import IdFactory

Row = tuple[object, ...]

LATE_UNTIL = seconds(2026, 9, 1)
_HOURLY = frozenset({
    "web.pages", "web.tracks", "web.identifies", "consent.banner_choices",
    "consent.browser_signals", "mobile.events",
    "email.sends", "email.engagements", "email.bounces", "email.unsubscribes",
})  # fmt: skip
_LATE = frozenset({"web.pages", "web.tracks", "pos.receipts"})
_DUPLICATED = frozenset({"web.pages", "web.tracks"})
_REPLAYED = _LATE | {"crm.contacts", "shop.customers", "shop.orders"}


class Collector:
    """The rows of every raw table, and the true person of every record."""

    def __init__(self, ids: IdFactory, rng: Random, traps: Traps) -> None:
        self.ids = ids
        self.traps = traps
        self._rng = rng
        self._lists: dict[str, list[Row]] = {name: [] for name in tables()}

    def use(self, rng: Random) -> None:
        """Draws the loads' mishaps from this generator from now on."""
        self._rng = rng

    def add(self, table: str, happened_at: int, *values: object) -> int:
        """Adds a row with its time of loading, and returns that time."""
        loaded_at = self.loaded_at(table, happened_at)
        self._append(table, values, loaded_at)
        return loaded_at

    def add_with(self, table: str, loaded_at: int, *values: object) -> None:
        """Adds a row that was loaded together with another."""
        self._lists[table].append((*values, loaded_at))

    def label(self, source: str, record_id: str, person_id: str) -> None:
        """Tells the true person of a record, once."""
        self._lists["labels.records"].append((source, record_id, person_id))

    def loaded_at(self, table: str, happened_at: int) -> int:
        """When a row of this time reaches the warehouse; some are a month or more late."""
        loaded_at = hourly(happened_at) if table in _HOURLY else nightly(happened_at)
        is_late = table in _LATE and self._rng.random() < self.traps["late_row"]
        if is_late and happened_at < LATE_UNTIL:
            delay = self._rng.randint(31, 150) * DAY
            return min(nightly(happened_at + delay), NEWEST_LOAD)
        return loaded_at

    def _append(self, table: str, values: tuple[object, ...], loaded_at: int) -> None:
        rows = self._lists[table]
        rows.append((*values, loaded_at))
        if table in _DUPLICATED and self._rng.random() < self.traps["duplicate_row"]:
            rows.append((*values, loaded_at))
        if table in _REPLAYED and self._rng.random() < self.traps["replayed_row"]:
            delay = self._rng.randint(1, 40) * DAY
            again_at = nightly(min(loaded_at + delay, NEWEST_LOAD - DAY))
            # There is no later load for what came with the newest.
            if again_at > loaded_at:
                rows.append((*values, again_at))

    def take(self) -> dict[str, list[Row]]:
        """The rows so far, ordered as they were loaded, and starts anew."""
        taken = {name: sorted(rows, key=_load_order) for name, rows in self._lists.items()}
        self._lists = {name: [] for name in self._lists}
        return taken


def _load_order(row: Row) -> tuple[int, str]:
    last = row[-1]
    return (last if isinstance(last, int) else 0, str(row[0]) + str(row[1]))
