"""Keeps parties of a Tryton server equal to the records, by their code."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from reverse_etl.destinations.base import Capabilities, Context
from reverse_etl.destinations.reasons import masking
from reverse_etl.destinations.tryton.client import Client
from reverse_etl.destinations.tryton.parties import COLUMNS, Party, changes, new_party
from reverse_etl.destinations.tryton.settings import TrytonSettings
from reverse_etl.errors import BatchRejectedError, ConfigurationError
from reverse_etl.records import Batch, Mode, OnRemoved, Outcome, Record, RecordResult

_PARTY = "party.party"


@dataclass(frozen=True)
class _Found:
    """A party as Tryton has it."""

    id: int
    is_active: bool


class TrytonDestination:
    """One database of a Tryton server."""

    type_name: ClassVar[str] = "tryton"
    settings_type: ClassVar[type] = TrytonSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.UPDATE, Mode.MIRROR}),
        removals=frozenset({OnRemoved.ARCHIVE, OnRemoved.DELETE, OnRemoved.NOTHING}),
        objects=frozenset({"parties"}),
        batch_rows=100,
        batch_bytes=1_000_000,
        can_list_members=True,
    )

    def __init__(self, settings: TrytonSettings, context: Context) -> None:
        self._settings = settings
        self._client = Client(settings, context)

    @property
    def capabilities(self) -> Capabilities:
        return replace(
            self.offered,
            batch_rows=self._settings.batch_rows,
            requests_per_second=self._settings.requests_per_second,
        )

    def send(self, batch: Batch) -> list[RecordResult]:
        self.check_sync(batch)
        with masking(batch):
            found = self._find(batch)
            refused = self._refused(batch, found)
            wanted = [one for one in batch.records if one.key not in refused]
            ids = {**self._update(batch, wanted, found), **self._create(wanted, found)}
        accepted = {key: _accepted(number) for key, number in ids.items()}
        return [{**refused, **accepted}[record.key] for record in batch.records]

    def remove(self, batch: Batch) -> list[RecordResult]:
        self.check_sync(batch)
        with masking(batch):
            found = self._find(batch)
            if batch.on_removed is OnRemoved.DELETE:
                if ids := [party.id for party in found.values()]:
                    self._client.delete(_PARTY, ids)
            else:
                self._set_active([one.id for one in found.values() if one.is_active], False)
        # Who is not there needs no removal.
        return [
            _accepted(found[one.key].id) if one.key in found else _accepted(None)
            for one in batch.records
        ]

    def members(self, object_name: str, key: Sequence[str]) -> Iterator[Sequence[str]]:
        """The codes of all parties that are not archived, also of those that we did not make."""
        for parties in self._client.pages(_PARTY, "code"):
            yield [str(one["code"]) for one in parties if one["code"]]

    def check_sync(self, batch: Batch) -> None:
        _check(batch)

    def check(self) -> str:
        rights = self._client.rights(_PARTY)
        if lacking := [name for name in ("read", "write", "create") if not rights.get(name)]:
            raise ConfigurationError(
                f"Tryton: the user {self._settings.user} may not {', '.join(lacking)} parties.",
                "Put the user into a group that may, in Tryton's administration.",
            )
        count = self._client.count(_PARTY)
        return f"database {self._settings.database} lets the user in and has {count} parties"

    def close(self) -> None:
        self._client.close()

    def _find(self, batch: Batch) -> dict[str, _Found]:
        """The parties that have the records' codes, the archived included."""
        codes = [record.key for record in batch.records]
        rows = self._client.search_read(
            _PARTY, [["code", "in", codes]], ["id", "code", "active"], archived=True
        )
        return {row["code"]: _Found(row["id"], bool(row["active"])) for row in rows}

    def _refused(self, batch: Batch, found: Mapping[str, _Found]) -> dict[str, RecordResult]:
        """Records whose party somebody else has archived, or that are not to be made."""
        absent = RecordResult(Outcome.SKIPPED, "Tryton has no party with this code")
        is_update = batch.mode is Mode.UPDATE
        missing = [one.key for one in batch.records if is_update and one.key not in found]
        # A sync that archives brings back what it archived itself.
        if batch.on_removed is OnRemoved.ARCHIVE:
            return dict.fromkeys(missing, absent)
        reason = "the party with this code is archived in Tryton"
        return dict.fromkeys(missing, absent) | {
            key: RecordResult(Outcome.REJECTED, reason, str(party.id))
            for key, party in found.items()
            if not party.is_active
        }

    def _create(self, records: list[Record], found: Mapping[str, _Found]) -> dict[str, int]:
        new = [record for record in records if record.key not in found]
        if not new:
            return {}
        values = [new_party(record, self._settings.label) for record in new]
        ids = self._client.create(_PARTY, values)
        return dict(zip((record.key for record in new), ids, strict=True))

    def _update(
        self, batch: Batch, records: list[Record], found: Mapping[str, _Found]
    ) -> dict[str, int]:
        known = {one.key: found[one.key].id for one in records if one.key in found}
        if not known:
            return {}
        there = self._parts(list(known.values()))
        written = [
            ([known[one.key]], changes(one, there[known[one.key]], self._settings.label))
            for one in records
            if one.key in known
        ]
        archived = [number for key, number in known.items() if not found[key].is_active]
        self._set_active(archived, True)
        try:
            self._client.write(_PARTY, written)
        except BatchRejectedError:
            self._set_active(archived, False)
            raise
        return known

    def _set_active(self, ids: list[int], is_active: bool) -> None:
        # A call of its own: Tryton lets nothing else of an archived party be changed.
        if ids:
            self._client.write(_PARTY, [(ids, {"active": is_active})])

    def _parts(self, ids: list[int]) -> dict[int, Party]:
        """What hangs on the parties: their ways of contact and their tax numbers."""
        mechanisms = self._client.search_read(
            "party.contact_mechanism",
            [["party", "in", ids], ["type", "in", ["email", "phone"]]],
            ["party", "type", "name", "value_compact"],
        )
        identifiers = self._client.search_read(
            "party.identifier",
            [["party", "in", ids], ["type", "=", "eu_vat"]],
            ["party", "code_compact"],
        )
        parties = {number: Party([], []) for number in ids}
        for row in mechanisms:
            parties[row["party"]].mechanisms.append(row)
        for row in identifiers:
            parties[row["party"]].identifiers.append(row)
        return parties


def _accepted(number: int | None) -> RecordResult:
    return RecordResult(Outcome.ACCEPTED, None, None if number is None else str(number))


def _check(batch: Batch) -> None:
    where = f"Sync {batch.sync_name}"
    if batch.key != ("code",):
        raise ConfigurationError(
            f"{where}: Tryton finds parties by their code, and `key` is {', '.join(batch.key)}.",
            "Let `key` be [code], and select a column of that name in the model.",
        )
    names: list[Any] = [column.name for column in batch.columns]
    if unknown := sorted(set(names) - set(COLUMNS)):
        raise ConfigurationError(
            f"{where}: parties have no {', '.join(unknown)} here.",
            f"Name the model's columns as these: {', '.join(COLUMNS)}.",
        )


DESTINATION = TrytonDestination
