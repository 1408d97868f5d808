"""A destination with every ability that the shipped ones lack, for a server in this folder."""

import json
from dataclasses import replace
from typing import Any, ClassVar

from reverse_etl.destinations.base import Capabilities, Context, RowResults
from reverse_etl.records import Batch, Mode, OnRemoved, Outcome, RecordResult
from reverse_etl.transport import HttpLimits, Transport

from .settings import VendorSettings


class VendorDestination:
    """One account of the toy vendor."""

    type_name: ClassVar[str] = "vendor"
    settings_type: ClassVar[type] = VendorSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.MIRROR, Mode.APPEND, Mode.AUDIENCE}),
        removals=frozenset(OnRemoved),
        sync_settings=frozenset({"is_idempotent", "answers_later", "can_merge"}),
        row_results=RowResults.EXACT,
        can_list_members=True,
        can_look_up=True,
    )

    def __init__(self, settings: VendorSettings, context: Context) -> None:
        self._settings = settings
        self._transport = Transport(context, HttpLimits(timeout_seconds=5, retries=0), "nothing")

    @property
    def capabilities(self) -> Capabilities:
        settings = self._settings
        return replace(
            self.offered,
            is_idempotent=settings.is_idempotent,
            answers_later=settings.answers_later,
            screens_names=settings.screens_names,
            can_merge=settings.can_merge,
            batch_rows=settings.batch_rows,
            ttl_days=settings.ttl_days or None,
            daily_requests=settings.daily_requests or None,
        )

    def send(self, batch: Batch) -> list[RecordResult]:
        return self._write("upsert", batch)

    def remove(self, batch: Batch) -> list[RecordResult]:
        return self._write("remove", batch)

    def merge(self, batch: Batch) -> list[RecordResult]:
        return self._write("merge", batch)

    def poll(self, job_id: str, batch: Batch) -> list[RecordResult]:
        answer = self._ask("poll", batch, job_id=job_id)
        if answer["status"] == "done":
            return _results(answer)
        outcome = {"working": Outcome.PENDING, "unknown": Outcome.AMBIGUOUS}[answer["status"]]
        job = job_id if outcome is Outcome.PENDING else None
        return [RecordResult(outcome, job_id=job)] * len(batch.records)

    def look_up(self, batch: Batch) -> list[bool]:
        held: list[bool] = self._ask("look_up", batch)["held"]
        return held

    def members(self, object_name: str, key: Any) -> Any:
        page = 0
        while keys := self._post({"call": "members", "page": page})["keys"]:
            yield keys
            page += 1

    def check(self) -> str:
        return "the toy is always there"

    def close(self) -> None:
        self._transport.close()

    def _write(self, call: str, batch: Batch) -> list[RecordResult]:
        answer = self._ask(call, batch, is_later=self._settings.answers_later)
        if "job_id" in answer:
            pending = RecordResult(Outcome.PENDING, job_id=answer["job_id"])
            return [pending] * len(batch.records)
        return _results(answer)

    def _ask(self, call: str, batch: Batch, **more: Any) -> Any:
        records = [
            {"id": one.id, "key": one.key, "into": one.merged_into, "fields": dict(one.fields)}
            for one in batch.records
        ]
        return self._post({"call": call, "records": records, **more})

    def _post(self, document: dict[str, Any]) -> Any:
        body = json.dumps(document, default=str).encode()
        return self._transport.post(self._settings.url, body, {}).json()


def _results(answer: Any) -> list[RecordResult]:
    return [RecordResult(Outcome(outcome)) for outcome in answer["outcomes"]]


DESTINATION = VendorDestination
