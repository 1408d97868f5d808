"""A webhook receiver that keeps what it took, and misbehaves when told to."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from reverse_etl.destinations.webhook.destination import signature

SECRET = "receiver-secret-1234"


@dataclass
class Request:
    """One request as it came."""

    body: dict[str, Any]
    headers: dict[str, str]


@dataclass
class Fault:
    """How to misbehave once: answer with a status, before or after the batch is taken."""

    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_taken: bool = False
    is_silent: bool = False


class Receiver:
    """Holds records by key, as the contract in the webhook's README says."""

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.requests: list[Request] = []
        self.rejected: dict[str, str] = {}
        self.skipped: set[str] = set()
        self.refused_whole: set[str] = set()
        self.faults: list[Fault] = []
        self.answers_rows = True
        self._answers: dict[str, tuple[int, dict[str, str], str]] = {}
        self.before_answer: Callable[[int], None] = lambda number: None
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/hook?key=query-secret"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def batches(self, operation: str) -> list[list[str]]:
        """The keys of each batch that came for an operation."""
        return [
            [record["key"] for record in request.body["records"]]
            for request in self.requests
            if request.body["operation"] == operation
        ]

    def sent_keys(self) -> list[str]:
        """Every key of every batch, sorted."""
        both = self.batches("upsert") + self.batches("remove")
        return sorted(key for batch in both for key in batch)

    def take(self, request: Request) -> tuple[int, dict[str, str], str] | None:
        """Status, headers and text of the answer; None for no answer at all."""
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
            fault = self.faults.pop(0) if self.faults else None
            if fault is None or fault.is_taken:
                answer = self._answer_once(request)
        self.before_answer(number)
        if fault is not None:
            text = fault.text
            return None if fault.is_silent else (fault.status, fault.headers, text)
        return answer

    def _answer_once(self, request: Request) -> tuple[int, dict[str, str], str]:
        """The first answer again, to a batch that comes again."""
        repeat_key = request.headers.get("Idempotency-Key")
        if repeat_key is None:
            return self._apply(request.body)
        if repeat_key not in self._answers:
            self._answers[repeat_key] = self._apply(request.body)
        return self._answers[repeat_key]

    def _apply(self, body: dict[str, Any]) -> tuple[int, dict[str, str], str]:
        keys = [record["key"] for record in body["records"]]
        if self.refused_whole & set(keys):
            return 422, {}, "one of these is wrong"
        results = [self._apply_one(body["operation"], record) for record in body["records"]]
        if not self.answers_rows:
            return 204, {}, ""
        document = json.dumps({"results": results})
        return 200, {"Content-Type": "application/json"}, document

    def _apply_one(self, operation: str, record: dict[str, Any]) -> dict[str, str]:
        key = record["key"]
        if key in self.rejected:
            return {"key": key, "status": "rejected", "reason": self.rejected[key]}
        if key in self.skipped:
            return {"key": key, "status": "skipped"}
        if operation == "upsert":
            self.records[key] = record["fields"]
        else:
            self.records.pop(key, None)
        return {"key": key, "status": "accepted", "id": f"r-{key}"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One write a response: else each waits for the other side's delayed ACK.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                expected = signature(SECRET, self.headers["X-Cdp-Timestamp"], body)
                if self.headers["X-Cdp-Signature"] != expected:
                    self.answer(401, {}, "bad signature")
                    return
                request = Request(json.loads(body), dict(self.headers))
                answer = receiver.take(request)
                if answer is None:
                    self.close_connection = True
                    return
                self.answer(*answer)

            def answer(self, status: int, headers: dict[str, str], text: str) -> None:
                content = text.encode()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler
