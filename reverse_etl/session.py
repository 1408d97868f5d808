"""Everything that commands share: project, warehouse, destinations, validated syncs."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reverse_etl.batching import empty_batch
from reverse_etl.config import (
    KNOWN_SETTINGS,
    Entry,
    SyncConfig,
    load_entries,
    load_syncs,
    render_entry,
)
from reverse_etl.destinations import destination_type
from reverse_etl.destinations.base import (
    Context,
    Destination,
    DestinationType,
    SyncCheck,
    parse_settings,
)
from reverse_etl.errors import ConfigurationError
from reverse_etl.ledger import Ledger
from reverse_etl.pacing import Meter
from reverse_etl.private import PrivateFolder
from reverse_etl.project import Project
from reverse_etl.records import Column, OnRemoved
from reverse_etl.warehouse import Warehouse, open_warehouse


def check_fit(destination: Destination, sync: SyncConfig, columns: tuple[Column, ...]) -> None:
    """Raises where a destination could take no batch of the sync, whose model has these columns."""
    if isinstance(destination, SyncCheck):
        destination.check_sync(empty_batch(sync, columns))


@dataclass(frozen=True)
class Session:
    """One invocation; nothing is read before it is asked for."""

    project: Project
    wait_seconds: float = 60
    sleep: Callable[[float], None] = field(default=time.sleep)

    @cached_property
    def warehouse(self) -> Warehouse:
        """The warehouse of the project's profile."""
        return open_warehouse(self.project, self.wait_seconds)

    @cached_property
    def folder(self) -> PrivateFolder:
        """Where this warehouse's journals and locks lie."""
        return PrivateFolder(self.warehouse)

    @cached_property
    def ledger(self) -> Ledger:
        """The tables of what was sent."""
        return Ledger(self.warehouse, self.folder)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The entries of destinations.yml."""
        return load_entries(self.project)

    @cached_property
    def all_syncs(self) -> dict[str, SyncConfig]:
        """Every sync of the project, each validated against its destination's type."""
        syncs = load_syncs(self.project.manifest)
        for sync in syncs.values():
            self._check_offer(sync)
        return syncs

    def syncs(self, names: Sequence[str]) -> list[SyncConfig]:
        """The syncs of those names, or all; raises on a name that does not exist."""
        known = self.all_syncs
        if unknown := [name for name in names if name not in known]:
            raise ConfigurationError(
                f"There is no sync {', '.join(unknown)} in {self.project.artifacts}/manifest.json.",
                f"The syncs are: {', '.join(sorted(known)) or 'none'}. A new one is there "
                "after `dbt build` or `dbt parse`.",
            )
        return [known[name] for name in names] if names else list(known.values())

    def type_of(self, sync: SyncConfig) -> DestinationType:
        """The type of a sync's destination."""
        entry = self._entry(sync)
        return destination_type(entry.type, f"{entry.file}: destination {entry.name}")

    def open_destination(self, sync: SyncConfig, meter: Meter | None = None) -> Destination:
        """The account that a sync sends to; the meter counts its requests."""
        return self.open_entry(self._entry(sync), sync.settings, meter)

    def open_entry(
        self,
        entry: Entry,
        settings_of_sync: Mapping[str, Any] | None = None,
        meter: Meter | None = None,
    ) -> Destination:
        """The account of an entry; raises where its settings are wrong."""
        where = f"{entry.file}: destination {entry.name}"
        kind = destination_type(entry.type, where)
        values = render_entry(entry, self.project.environ) | dict(settings_of_sync or {})
        settings: object = parse_settings(kind.settings_type, values, where)
        context = Context(entry.name, self.project.directory, self.sleep, meter=meter or Meter())
        return kind(settings, context)

    def _entry(self, sync: SyncConfig) -> Entry:
        if found := self.entries.get(sync.destination):
            return found
        known = ", ".join(sorted(self.entries)) or "none"
        raise ConfigurationError(
            f"Sync {sync.name} ({sync.file}): destination {sync.destination} is not in "
            f"{self.project.directory / 'destinations.yml'}.",
            f"Add it there, or name one of: {known}.",
        )

    def _check_offer(self, sync: SyncConfig) -> None:
        kind = self.type_of(sync)
        offered = kind.offered
        wrong = ""
        if unknown := set(sync.settings) - offered.sync_settings:
            wrong = f"meta.sync has unknown settings: {', '.join(sorted(unknown))}"
            allowed = ", ".join(sorted(KNOWN_SETTINGS | offered.sync_settings))
        elif sync.mode not in offered.modes:
            wrong = f"mode {sync.mode} is not offered by {kind.type_name}"
            allowed = ", ".join(sorted(offered.modes))
        elif sync.on_removed not in offered.removals:
            wrong = f"on_removed {sync.on_removed} is not offered by {kind.type_name}"
            allowed = ", ".join(sorted(offered.removals))
        elif sync.mode.value == "mirror" and sync.on_removed is OnRemoved.NOTHING:
            wrong = "a mirror removes what left, and on_removed says nothing"
            allowed = ", ".join(sorted(offered.removals - {OnRemoved.NOTHING}))
        elif offered.objects is not None and sync.object_name not in offered.objects:
            wrong = f"object {sync.object_name} is not offered by {kind.type_name}"
            allowed = ", ".join(sorted(offered.objects))
        if wrong:
            raise ConfigurationError(
                f"Sync {sync.name} ({sync.file}): {wrong}.", f"It offers: {allowed}."
            )
