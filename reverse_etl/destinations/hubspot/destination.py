"""Upserts contacts by a unique property, and keeps the members of lists."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from reverse_etl.destinations.base import Capabilities, Context, RowResults
from reverse_etl.destinations.hubspot.client import Client
from reverse_etl.destinations.hubspot.rows import as_input, as_properties, read_rows, told_of
from reverse_etl.destinations.hubspot.settings import HubSpotSettings
from reverse_etl.destinations.reasons import by_record, masked, masking
from reverse_etl.errors import (
    AmbiguousError,
    BatchRejectedError,
    ConfigurationError,
    RetryableError,
)
from reverse_etl.records import Batch, Mode, OnRemoved, Outcome, Record, RecordResult
from reverse_etl.transport import Effect

_CONTACTS, _LIST = "contacts", "list_members"
_MOST_READ = 100
_SCOPES = frozenset({"crm.objects.contacts.read", "crm.objects.contacts.write"})
_LIST_SCOPES = frozenset({"crm.lists.read", "crm.lists.write"})
_REMOVALS = {
    _CONTACTS: frozenset({OnRemoved.DELETE, OnRemoved.ARCHIVE, OnRemoved.CLEAR_FIELDS}),
    _LIST: frozenset({OnRemoved.DELETE, OnRemoved.REMOVE_FROM_LIST}),
}

_Found = TypeVar("_Found")


class HubSpotDestination:
    """One HubSpot account; README.md beside this file says what its objects mean."""

    type_name: ClassVar[str] = "hubspot"
    settings_type: ClassVar[type] = HubSpotSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.UPDATE, Mode.MIRROR, Mode.AUDIENCE}),
        removals=frozenset(OnRemoved),
        objects=frozenset({_CONTACTS, _LIST}),
        sync_settings=frozenset({"list_id", "merge_contacts"}),
        batch_rows=100,
        batch_bytes=1_000_000,
        requests_per_second=9,
        row_results=RowResults.EXACT,
        can_list_members=True,
    )

    def __init__(self, settings: HubSpotSettings, context: Context) -> None:
        self._settings = settings
        self._client = Client(settings, context)

    @property
    def capabilities(self) -> Capabilities:
        return replace(
            self.offered,
            batch_rows=self._settings.batch_rows,
            concurrency=self._settings.concurrency,
            requests_per_second=self._settings.requests_per_second,
            daily_requests=self._settings.daily_requests,
            can_merge=self._settings.merge_contacts,
        )

    def send(self, batch: Batch) -> list[RecordResult]:
        self.check_sync(batch)
        with masking(batch):
            if batch.object_name == _LIST:
                return self._add_to_list(batch)
            return self._update(batch) if batch.mode is Mode.UPDATE else self._upsert(batch)

    def remove(self, batch: Batch) -> list[RecordResult]:
        self.check_sync(batch)
        with masking(batch):
            ids = self._ids(batch)
            there = [record for record in batch.records if record.key in ids]
            results = self._remove(replace(batch, records=there), ids) if there else []
        told = dict(zip((record.id for record in there), results, strict=True))
        # Who is not there needs no removal.
        gone = RecordResult(Outcome.ACCEPTED)
        return [told.get(record.id, gone) for record in batch.records]

    def merge(self, batch: Batch) -> list[RecordResult]:
        """Merges contacts; out of a list the one that goes is taken."""
        if batch.object_name == _LIST:
            return self.remove(replace(batch, on_removed=OnRemoved.REMOVE_FROM_LIST))
        self.check_sync(batch)
        with masking(batch):
            ids = self._ids(batch, [one.merged_into or "" for one in batch.records])
            return [self._merge(record, batch.key[0], ids) for record in batch.records]

    def members(self, object_name: str, key: Sequence[str]) -> Iterator[Sequence[str]]:
        """Of all contacts, those without the key left out, or of the sync's list."""
        if object_name == _LIST:
            pages = self._contacts_of_list(key[0])
        else:
            pages = self._client.contacts_listed(key[0])
        for rows in pages:
            values = (row.get("properties", {}).get(key[0]) for row in rows)
            yield [str(value) for value in values if value]

    def _contacts_of_list(self, name: str) -> Iterator[list[dict[str, Any]]]:
        for members in self._client.members_listed(self._settings.list_id or ""):
            document = {
                "properties": [name],
                "propertiesWithHistory": [],
                "inputs": [{"id": str(one["recordId"])} for one in members],
            }
            if members:
                yield read_rows(self._client.contacts("read", document, Effect.NOTHING))

    def _merge(self, record: Record, key: str, ids: Mapping[str, str]) -> RecordResult:
        goes, stays = ids.get(record.key), ids.get(record.merged_into or "")
        if goes is None or goes == stays:
            return RecordResult(Outcome.ACCEPTED)
        try:
            left = goes if stays is None else self._merged(stays, goes)
            # What is left of two may bear the key of either, and has an id of its own. A contact
            # that nobody is left to be merged with takes the other's key just so: an earlier
            # merge, whose answer was lost, may have made it.
            return self._rename(left, key, record)
        except BatchRejectedError as error:
            return RecordResult(Outcome.REJECTED, masked(error.message, [record]))
        except AmbiguousError as error:
            return RecordResult(Outcome.AMBIGUOUS, masked(error.message, [record]))
        except RetryableError as error:
            return RecordResult(Outcome.RETRYABLE, masked(error.message, [record]))

    def _merged(self, stays: str, goes: str) -> str:
        merged = self._client.merge_contact(stays, goes)
        if "id" not in merged:
            raise AmbiguousError("the answer names no contact")
        return str(merged["id"])

    def _rename(self, contact_id: str, key: str, record: Record) -> RecordResult:
        values = {key: record.merged_into}
        one = {"id": contact_id, "properties": values, "objectWriteTraceId": record.id}
        answer = self._client.contacts("update", {"inputs": [one]}, Effect.SAME_AGAIN)
        (result,) = by_record([record], told_of([record], answer))
        return result

    def check_sync(self, batch: Batch) -> None:
        problem, remedy = "", ""
        allowed = _REMOVALS[batch.object_name]
        if len(batch.key) != 1:
            problem = f"`key` has {len(batch.key)} columns, and HubSpot finds contacts by one"
            remedy = "Let `key` name one column: a property whose values HubSpot keeps unique."
        elif batch.object_name == _LIST and batch.mode is Mode.UPDATE:
            problem = "a list has members, and nothing of them to update"
            remedy = "Choose mode audience, mirror or upsert."
        elif batch.on_removed not in allowed:
            problem = f"on_removed {batch.on_removed} does not fit {batch.object_name}"
            remedy = f"Choose one of: {', '.join(sorted(allowed))}."
        elif batch.object_name == _LIST and self._settings.list_id is None:
            problem, remedy = "it names no list", 'Set `list_id: "1234"` in its exposure.'
        if problem:
            raise ConfigurationError(f"Sync {batch.sync_name}: {problem}.", remedy)

    def check(self) -> str:
        usages = self._client.usage().get("results")
        usage = usages[0] if isinstance(usages, list) and usages else {}
        used, limit = usage.get("currentUsage"), usage.get("usageLimit")
        self._check_scopes()
        if (list_id := self._settings.list_id) is not None:
            self._on_list(list_id, lambda: next(self._client.members_listed(list_id)))
        return f"the token works; calls used today: {used} of {limit}"

    def _check_scopes(self) -> None:
        wanted = _SCOPES if self._settings.list_id is None else _SCOPES | _LIST_SCOPES
        held = self._client.scopes()
        if held is None:
            # At least that it may read can be tried without changing anything.
            next(self._client.contacts_listed("email"))
        elif lacking := sorted(wanted - held):
            raise ConfigurationError(
                f"HubSpot: the token lacks the scopes {', '.join(lacking)}.",
                "Give them to the private app in HubSpot; the token stays the same.",
            )

    def close(self) -> None:
        self._client.close()

    def _upsert(self, batch: Batch) -> list[RecordResult]:
        inputs = [as_input(batch, record) for record in batch.records]
        answer = self._client.contacts("upsert", {"inputs": inputs}, Effect.SAME_AGAIN)
        return by_record(batch.records, told_of(batch.records, answer))

    def _update(self, batch: Batch) -> list[RecordResult]:
        """Changes contacts that are there, and makes none."""
        ids = self._ids(batch)
        there = [record for record in batch.records if record.key in ids]
        told = self._write(there, ids, lambda one: as_properties(batch, one)) if there else {}
        absent = RecordResult(Outcome.SKIPPED, f"HubSpot has no contact with this {batch.key[0]}")
        skipped = {record.id: absent for record in batch.records if record.key not in ids}
        return by_record(batch.records, {**told, **skipped})

    def _write(
        self,
        records: Sequence[Record],
        ids: Mapping[str, str],
        values: Callable[[Record], Mapping[str, str]],
    ) -> dict[str, RecordResult]:
        inputs = [
            {"id": ids[one.key], "properties": values(one), "objectWriteTraceId": one.id}
            for one in records
        ]
        answer = self._client.contacts("update", {"inputs": inputs}, Effect.SAME_AGAIN)
        return told_of(records, answer)

    def _add_to_list(self, batch: Batch) -> list[RecordResult]:
        ids = self._ids(batch)
        there = [record for record in batch.records if record.key in ids]
        told = self._change_list(there, ids, "recordIdsToAdd") if there else {}
        # Not rejected: that would wait for the row to change, and not for the contact to come.
        unknown = RecordResult(
            Outcome.RETRYABLE,
            f"HubSpot has no contact with this {batch.key[0]} yet: sync the contacts first",
        )
        missing = {record.id: unknown for record in batch.records if record.key not in ids}
        return by_record(batch.records, {**told, **missing})

    def _remove(self, batch: Batch, ids: Mapping[str, str]) -> list[RecordResult]:
        """Takes out records that HubSpot has."""
        records = batch.records
        if batch.object_name == _LIST:
            return by_record(records, self._change_list(records, ids, "recordIdsToRemove"))
        if batch.on_removed is OnRemoved.CLEAR_FIELDS:
            names = [column.name for column in batch.columns if column.name not in batch.key]
            blank = dict.fromkeys(names, "")
            return by_record(records, self._write(records, ids, lambda one: blank))
        document = {"inputs": [{"id": ids[one.key]} for one in records]}
        self._client.contacts("archive", document, Effect.SAME_AGAIN)
        return [RecordResult(Outcome.ACCEPTED)] * len(records)

    def _change_list(
        self, records: Sequence[Record], ids: Mapping[str, str], change: str
    ) -> dict[str, RecordResult]:
        """Results by record id. HubSpot ignores who is a member already, or is none."""
        list_id = self._settings.list_id or ""
        members = [ids[record.key] for record in records]
        document = {"recordIdsToAdd": [], "recordIdsToRemove": [], change: members}
        answer = self._on_list(list_id, lambda: self._client.change_list(list_id, document))
        # It spells them recordsIdsAdded, recordIdsRemoved and recordIdsMissing.
        if not any(name.startswith("record") for name in answer):
            return {}
        missing = {str(one) for one in answer.get("recordIdsMissing") or []}
        lost = RecordResult(Outcome.RETRYABLE, "HubSpot has no such contact any more")
        return {
            one.id: lost
            if ids[one.key] in missing
            else RecordResult(Outcome.ACCEPTED, None, ids[one.key])
            for one in records
        }

    def _on_list(self, list_id: str, do: Callable[[], _Found]) -> _Found:
        try:
            return do()
        except ConfigurationError:
            raise ConfigurationError(
                f"HubSpot has no list {list_id}.", "Correct `list_id` of the sync's exposure."
            ) from None

    def _ids(self, batch: Batch, more: Sequence[str] = ()) -> dict[str, str]:
        """HubSpot's own ids of the contacts, by record key; none for those it does not have."""
        keys = sorted({*(record.key for record in batch.records), *more})
        found: dict[str, str] = {}
        for start in range(0, len(keys), _MOST_READ):
            found |= self._read_ids(batch.key[0], keys[start : start + _MOST_READ])
        return found

    def _read_ids(self, name: str, keys: Sequence[str]) -> dict[str, str]:
        document = {
            "idProperty": name,
            "properties": [name],
            "propertiesWithHistory": [],
            "inputs": [{"id": key} for key in keys],
        }
        rows = read_rows(self._client.contacts("read", document, Effect.NOTHING))
        found = {str(row.get("properties", {}).get(name)): str(row["id"]) for row in rows}
        # HubSpot keeps e-mail addresses in lower case.
        return {
            key: found.get(key) or found[key.lower()]
            for key in keys
            if key in found or key.lower() in found
        }


DESTINATION = HubSpotDestination
