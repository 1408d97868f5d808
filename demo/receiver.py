"""The webhook's other end in the demo: a real HTTP server that checks, refuses and remembers."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

_PHONE = re.compile(r"[+][1-9][0-9]{6,14}")
_OLDEST_SECONDS = 300


def refusal(fields: Mapping[str, Any]) -> str | None:
    """Why this receiver does not take a record; None if it does."""
    if not fields.get("email"):
        return "email is missing"
    if fields.get("phone") and not _PHONE.fullmatch(fields["phone"]):
        return "phone is not in international format"
    return None


class Headers(Protocol):
    """A request's headers, found whatever their case."""

    def get(self, name: str, default: str, /) -> str:
        """The value of one, or the default."""


class Book:
    """The records that were accepted, in a file that outlives the server."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._answers: dict[str, Any] = {}
        self.records: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}

    def take(self, document: Mapping[str, Any], repeat_key: str) -> dict[str, Any]:
        """Applies a batch once, however often it comes, and returns its answer."""
        if document["operation"] == "check":
            return {}
        if repeat_key not in self._answers:
            apply = self._upsert if document["operation"] == "upsert" else self._remove
            self._answers[repeat_key] = {"results": [apply(one) for one in document["records"]]}
            self._save()
        answer: dict[str, Any] = self._answers[repeat_key]
        return answer

    def _upsert(self, record: Mapping[str, Any]) -> dict[str, str]:
        reason = refusal(record["fields"])
        if reason is not None:
            return {"key": record["key"], "status": "rejected", "reason": reason}
        self.records[record["key"]] = record["fields"]
        return {"key": record["key"], "status": "accepted"}

    def _remove(self, record: Mapping[str, Any]) -> dict[str, str]:
        self.records.pop(record["key"], None)
        return {"key": record["key"], "status": "accepted"}

    def _save(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        written = self._file.with_suffix(".new")
        written.touch(mode=0o600)
        written.write_text(json.dumps(self.records, indent=1, sort_keys=True) + "\n")
        written.replace(self._file)


class Receiver:
    """Serves a book on a free port of this machine, to those who know its secret."""

    def __init__(self, file: Path) -> None:
        self._secret = secrets.token_hex(32)
        self._book = Book(file)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def environment(self) -> dict[str, str]:
        """What destinations.yml reads."""
        return {
            "CDP_WEBHOOK_URL": f"http://127.0.0.1:{self._server.server_port}/customers",
            "CDP_WEBHOOK_SECRET": self._secret,
        }

    def answer(self, headers: Headers, body: bytes) -> tuple[HTTPStatus, dict[str, Any]]:
        """The answer to one request: refused as a whole unless its signature is right and fresh."""
        if not self._is_signed(headers, body):
            return HTTPStatus.UNAUTHORIZED, {"error": "the signature is wrong or too old"}
        with self._lock:
            return HTTPStatus.OK, self._book.take(
                json.loads(body), headers.get("Idempotency-Key", "")
            )

    def _is_signed(self, headers: Headers, body: bytes) -> bool:
        timestamp = headers.get("X-Cdp-Timestamp", "")
        if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > _OLDEST_SECONDS:
            return False
        message = timestamp.encode() + b"." + body
        signed = "v1=" + hmac.new(self._secret.encode(), message, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signed, headers.get("X-Cdp-Signature", ""))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, document = receiver.answer(self.headers, body)
                answer = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Requests are not news: the sync's own counts are shown."""

        return Handler
