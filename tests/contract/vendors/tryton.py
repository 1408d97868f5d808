"""Tryton's other end: a real Tryton server, before which faults stand."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from reverse_etl.records import Column, OnRemoved

from ..tryton_server import DATABASE, MISSING, PASSWORD, USER, tryton_server
from ..vendor import Speech
from ..wire import Request, Response, json_response

__all__ = ["MISSING", "VENDOR"]

_PARTY = "model.party.party"


def error(kind: str, *told: Any) -> Response:
    """An error as Tryton words it: with status 200."""
    return json_response({"id": 1, "error": [kind, list(told)]})


class TrytonVendor:
    """An empty database of the server of this process."""

    speech: ClassVar[Speech] = Speech(
        refusal=error("UserError", "The party Zebulon is not right.", "", None),
        throttle=json.dumps({"error": "Too Many Requests"}),
        expired=Response(401, "Unauthorized"),
        hollow=json_response({"id": 1}),
    )
    object_name: ClassVar[str] = "parties"
    key: ClassVar[tuple[str, ...]] = ("code",)
    columns: ClassVar[tuple[Column, ...]] = tuple(
        Column(name) for name in ("code", "name", "email", "phone", "vat_number")
    )
    on_removed: ClassVar[OnRemoved] = OnRemoved.ARCHIVE
    secrets: ClassVar[tuple[str, ...]] = (PASSWORD,)

    def __init__(self) -> None:
        self.server = tryton_server()
        archived = {"active_test": False}
        if ids := self.server.call(f"{_PARTY}.search", [], 0, None, None, archived):
            self.server.call(f"{_PARTY}.delete", ids, {})

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        return {
            "url": url,
            "database": DATABASE,
            "user": USER,
            "password": PASSWORD,
            # A real server on a busy machine needs longer than ours.
            "timeout_seconds": 2,
            "retries": 2,
        }

    def is_write(self, request: Request) -> bool:
        return str(request.document["method"]).endswith((".create", ".write", ".delete"))

    def fields(self, key: str) -> Mapping[str, object]:
        return {
            "code": key,
            "name": f"Zebulon {key}",
            "email": f"{key}@example.com",
            "phone": None,
            "vat_number": None,
        }

    def refused_fields(self, key: str) -> Mapping[str, object]:
        return {**self.fields(key), "vat_number": "FR12345678901"}

    def held(self) -> Counter[str]:
        return Counter(str(one["code"]) for one in self.parties())

    def parties(self, *fields: str, archived: bool = False) -> list[dict[str, Any]]:
        """What the server has of each party."""
        context = {"active_test": False} if archived else {}
        found: list[dict[str, Any]] = self.server.call(
            f"{_PARTY}.search_read", [], 0, None, None, ["code", *fields], context
        )
        return found

    def answer(self, request: Request) -> Response:
        if request.path != f"/{DATABASE}/rpc/":
            return Response(404)
        passed = {
            name: request.headers[name] for name in ("authorization",) if name in request.headers
        }
        status, headers, text = self.server.post(request.body, passed)
        return Response(status, text, headers)


VENDOR = TrytonVendor
