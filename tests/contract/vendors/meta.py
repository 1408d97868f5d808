"""Meta's other end: one custom audience, as the Marketing API's reference has it."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from reverse_etl.records import Column, OnRemoved

from ..vendor import Speech
from ..wire import Request, Response, json_response

TOKEN = "EAAB0123456789abcdefghij"
AUDIENCE = "23850000000000001"
_MOST = 10_000
_HASHED = {"EMAIL", "PHONE", "GEN", "DOBY", "DOBM", "DOBD", "LN", "FN", "FI", "CT", "ST", "ZIP"}
_KEYS = {*_HASHED, "COUNTRY", "EXTERN_ID", "MADID", "DATA_PROCESSING_OPTIONS"}
_NOWHERE = hashlib.sha256(b"zz").hexdigest()


def error(code: int, message: str, subcode: int | None = None, status: int = 400) -> Response:
    """An error as the Graph API words it."""
    body = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    return json_response({"error": {**body, "error_subcode": subcode}}, status)


class MetaVendor:
    """Keeps the rows of an audience by external id; counts what it cannot read, and no more."""

    speech: ClassVar[Speech] = Speech(
        refusal=error(100, "Invalid parameter: Zebulon"),
        throttle=json.dumps(
            {"error": {"message": "There have been too many calls", "code": 80003}}
        ),
        expired=error(190, "Error validating access token: Session has expired", 463),
        hollow=json_response({"audience_id": AUDIENCE, "num_received": 0}),
    )
    object_name: ClassVar[str] = "High value customers"
    key: ClassVar[tuple[str, ...]] = ("extern_id",)
    columns: ClassVar[tuple[Column, ...]] = tuple(
        Column(name)
        for name in ("extern_id", "email", "fn", "country", "phone_sha256", "limited_data_use")
    )
    on_removed: ClassVar[OnRemoved] = OnRemoved.REMOVE_FROM_LIST
    secrets: ClassVar[tuple[str, ...]] = (TOKEN,)

    def __init__(self) -> None:
        self.members: dict[str, dict[str, Any]] = {}
        self.sessions: list[Mapping[str, Any]] = []
        self.schema: list[str] | None = None
        self.operation_status = 200
        self.permissions = {"ads_management": "granted", "email": "declined"}

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        return {
            "access_token": TOKEN,
            "audience_id": AUDIENCE,
            "url": url,
            "timeout_seconds": 0.2,
            "retries": 2,
        }

    def is_write(self, request: Request) -> bool:
        return request.method in ("POST", "DELETE")

    def fields(self, key: str) -> Mapping[str, object]:
        return {
            "extern_id": key,
            "email": f" {key}@Example.com",
            "fn": "Zebulon",
            "country": "FR",
            "phone_sha256": None,
            "limited_data_use": False,
        }

    def refused_fields(self, key: str) -> Mapping[str, object]:
        return {**self.fields(key), "country": "ZZ"}

    def held(self) -> Counter[str]:
        return Counter(self.members.keys())

    def answer(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return error(190, "Invalid OAuth access token.", status=401)
        if "access_token" in request.query:
            return error(1, "A token in the address is in every log.")
        if request.path == "/v25.0/me":
            return json_response({"id": "1"})
        if request.path == "/v25.0/me/permissions":
            data = [{"permission": one, "status": how} for one, how in self.permissions.items()]
            return json_response({"data": data})
        if request.path == f"/v25.0/{AUDIENCE}":
            status = {"code": self.operation_status}
            return json_response({"id": AUDIENCE, "operation_status": status})
        if request.path == f"/v25.0/{AUDIENCE}/users":
            return self._users(request)
        return error(100, "Unsupported request", 33)

    def _users(self, request: Request) -> Response:
        document = request.document
        session, payload = document["session"], document["payload"]
        schema, data = payload["schema"], payload["data"]
        if set(session) < {"session_id", "batch_seq", "last_batch_flag"} or len(data) > _MOST:
            return error(100, "Invalid parameter")
        if set(schema) - _KEYS or any(len(row) != len(schema) for row in data):
            return error(100, "Invalid schema")
        if schema != (self.schema or schema):
            return error(2650, "This audience was filled with another schema")
        self.schema = schema
        self.sessions.append(session)
        rows = [dict(zip(schema, row, strict=True)) for row in data]
        invalid = [row for row in rows if not _is_readable(row)]
        for row in rows:
            if request.method == "DELETE":
                self.members.pop(row["EXTERN_ID"], None)
            elif row not in invalid:
                self.members[row["EXTERN_ID"]] = row
        return json_response(
            {
                "audience_id": AUDIENCE,
                "session_id": str(session["session_id"]),
                "num_received": len(rows),
                "num_invalid_entries": len(invalid),
                "invalid_entry_samples": {},
            }
        )


def _is_readable(row: Mapping[str, Any]) -> bool:
    hashes = [row[name] for name in {*_HASHED, "COUNTRY"} & set(row) if row[name]]
    options = row.get("DATA_PROCESSING_OPTIONS", [])
    return (
        all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes)
        and options in ([], ["LDU"])
        and row.get("COUNTRY") != _NOWHERE
    )


VENDOR = MetaVendor
