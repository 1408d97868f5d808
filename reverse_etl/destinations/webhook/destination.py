"""Posts signed batches of JSON to a URL, and reads a result for each record."""

import hashlib
import hmac
import json
import time
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from reverse_etl.destinations.base import Capabilities, Context, RowResults
from reverse_etl.destinations.reasons import masked, masking
from reverse_etl.destinations.webhook.settings import WebhookSettings
from reverse_etl.records import Batch, Mode, OnRemoved, Operation, Outcome, Record, RecordResult
from reverse_etl.transport import Answer, HttpLimits, Transport

_UNTOLD = RecordResult(Outcome.AMBIGUOUS, "the answer does not mention this record")
_UNREAD = RecordResult(Outcome.AMBIGUOUS, "the answer is not the JSON it says it is")
_TOLD = {
    "accepted": Outcome.ACCEPTED,
    "rejected": Outcome.REJECTED,
    "skipped": Outcome.SKIPPED,
}


class WebhookDestination:
    """One receiver; README.md beside this file is its contract."""

    type_name: ClassVar[str] = "webhook"
    settings_type: ClassVar[type] = WebhookSettings
    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT, Mode.UPDATE, Mode.APPEND, Mode.MIRROR}),
        removals=frozenset(OnRemoved),
        batch_rows=500,
        batch_bytes=1_000_000,
        row_results=RowResults.EXACT,
    )

    def __init__(self, settings: WebhookSettings, context: Context) -> None:
        self._settings = settings
        limits = HttpLimits(
            settings.timeout_seconds, settings.retries, settings.requests_per_second
        )
        credential = f"`secret` of {context.entry} in destinations.yml, and the variable"
        self._transport = Transport(context, limits, f"{credential} it is read from")

    @property
    def capabilities(self) -> Capabilities:
        return replace(
            self.offered,
            batch_rows=self._settings.batch_rows,
            batch_bytes=self._settings.batch_bytes,
            concurrency=self._settings.concurrency,
            requests_per_second=self._settings.requests_per_second,
            daily_requests=self._settings.daily_requests,
        )

    def send(self, batch: Batch) -> list[RecordResult]:
        return self._deliver(batch)

    def remove(self, batch: Batch) -> list[RecordResult]:
        return self._deliver(batch)

    def check(self) -> str:
        answer = self._post(b'{"operation":"check","records":[]}', {})
        return f"the receiver answered a signed check with status {answer.status}"

    def close(self) -> None:
        self._transport.close()

    def _deliver(self, batch: Batch) -> list[RecordResult]:
        headers = {
            "Idempotency-Key": batch.id,
            "X-Cdp-Sync": batch.sync_name,
            "X-Cdp-Run": batch.run_id,
        }
        with masking(batch):
            return _results(batch, self._post(_body(batch), headers))

    def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        timestamp = str(int(time.time()))
        signed = {
            **headers,
            "Content-Type": "application/json",
            "X-Cdp-Timestamp": timestamp,
            "X-Cdp-Signature": signature(self._settings.secret, timestamp, body),
        }
        return self._transport.post(self._settings.url, body, signed)


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What X-Cdp-Signature must be; receivers compute the same."""
    message = timestamp.encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def _body(batch: Batch) -> bytes:
    document = {
        "sync": batch.sync_name,
        "object": batch.object_name,
        "operation": batch.operation,
        "mode": batch.mode,
        "key": batch.key,
        "records": [{"id": one.id, "key": one.key, "fields": one.fields} for one in batch.records],
    }
    if batch.operation is Operation.REMOVE:
        document["on_removed"] = batch.on_removed
    return json.dumps(document, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    """Decimals as numbers, instants in UTC with their Z, all else as text."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


def _results(batch: Batch, answer: Answer) -> list[RecordResult]:
    try:
        document = answer.json()
    except ValueError:
        return [_UNREAD] * len(batch.records)
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        return [RecordResult(Outcome.ACCEPTED)] * len(batch.records)
    records = {record.key: record for record in batch.records}
    told = {
        str(row["key"]): _result(row, records[str(row["key"])])
        for row in document["results"]
        if isinstance(row, dict) and str(row.get("key")) in records
    }
    return [told.get(record.key, _UNTOLD) for record in batch.records]


def _result(row: dict[str, Any], record: Record) -> RecordResult:
    outcome = _TOLD.get(str(row.get("status")))
    if outcome is None:
        return _UNTOLD
    reason = row.get("reason")
    given = row.get("id")
    return RecordResult(
        outcome,
        masked(str(reason), [record]) if reason is not None else None,
        str(given) if given is not None else None,
    )


DESTINATION = WebhookDestination
