"""The webhook's other end: a receiver as its README asks for."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from reverse_etl.destinations.webhook.destination import signature
from reverse_etl.records import Column, OnRemoved

from ..vendor import Speech
from ..wire import Request, Response, json_response

_SECRET = "receiver-secret-1234"


class WebhookVendor:
    """Checks the signature, answers each record, and answers a repeat as the first time."""

    speech: ClassVar[Speech] = Speech(
        refusal=json_response({"error": "Zebulon is wrong"}, 422),
        throttle=json.dumps({"error": "slow down"}),
        expired=json_response({"error": "signature too old"}, 401),
        hollow=json_response({"results": []}),
    )
    object_name: ClassVar[str] = "customers"
    key: ClassVar[tuple[str, ...]] = ("external_id",)
    columns: ClassVar[tuple[Column, ...]] = (
        Column("external_id"),
        Column("email"),
        Column("name"),
    )
    on_removed: ClassVar[OnRemoved] = OnRemoved.DELETE
    secrets: ClassVar[tuple[str, ...]] = (_SECRET,)

    def __init__(self) -> None:
        self._records: dict[str, Any] = {}
        self._answers: dict[str, Response] = {}

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        return {"url": f"{url}/hook", "secret": _SECRET, "timeout_seconds": 0.2, "retries": 2}

    def is_write(self, request: Request) -> bool:
        return bool(request.document["operation"] != "check")

    def fields(self, key: str) -> Mapping[str, object]:
        return {"external_id": key, "email": f"{key}@example.com", "name": "Zebulon"}

    def refused_fields(self, key: str) -> Mapping[str, object]:
        return {"external_id": key, "email": None, "name": "Zebulon"}

    def held(self) -> Counter[str]:
        return Counter(self._records.keys())

    def answer(self, request: Request) -> Response:
        signed = signature(_SECRET, request.headers["x-cdp-timestamp"], request.body)
        if request.headers["x-cdp-signature"] != signed:
            return self.speech.expired
        document = request.document
        if document["operation"] == "check":
            return json_response({})
        repeat = request.headers["idempotency-key"]
        if repeat not in self._answers:
            results = [self._take(document["operation"], one) for one in document["records"]]
            self._answers[repeat] = json_response({"results": results})
        return self._answers[repeat]

    def _take(self, operation: str, record: Mapping[str, Any]) -> dict[str, str]:
        key = record["key"]
        if operation == "remove":
            self._records.pop(key, None)
        elif record["fields"]["email"] is None:
            return {"key": key, "status": "rejected", "reason": "Zebulon has no e-mail"}
        else:
            self._records[key] = record["fields"]
        return {"key": key, "status": "accepted", "id": f"id-{key}"}


VENDOR = WebhookVendor
