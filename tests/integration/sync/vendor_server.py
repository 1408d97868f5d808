"""The toy vendor's server: it keeps what it took, and answers late or not at all when told to."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class VendorServer:
    """Holds records by key; taken counts how often it took each attempt.

    One that knows_repeats takes an attempt once, however often it comes.
    """

    def __init__(self) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.taken: dict[str, int] = {}
        self.calls: list[tuple[str, list[str]]] = []
        self.merges: list[tuple[str, str]] = []
        self.jobs: dict[str, dict[str, Any]] = {}
        self.rejected: set[str] = set()
        self.answers_to_lose = 0
        self.knows_repeats = False
        self.polls_until_done = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def names(self) -> list[str]:
        """What was called, in order."""
        return [call for call, _ in self.calls]

    def answer(self, document: dict[str, Any]) -> dict[str, Any] | None:
        """What the vendor says; nothing where the answer gets lost."""
        call, records = document["call"], document.get("records", [])
        self.calls.append((call, [record["key"] for record in records]))
        if call == "members":
            start = document["page"] * 2
            return {"keys": sorted(self.records)[start : start + 2]}
        if call == "look_up":
            return {"held": [record["id"] in self.taken for record in records]}
        if call == "poll":
            return self._poll(document["job_id"])
        if document["is_later"]:
            job_id = f"job-{len(self.jobs) + 1}"
            self.jobs[job_id] = {"call": call, "records": records, "polls": 0}
            return {"job_id": job_id}
        outcomes = self._apply(call, records)
        if self.answers_to_lose:
            self.answers_to_lose -= 1
            return None
        return {"outcomes": outcomes}

    def _poll(self, job_id: str) -> dict[str, Any]:
        job = self.jobs.get(job_id)
        if job is None:
            return {"status": "unknown"}
        job["polls"] += 1
        if job["polls"] <= self.polls_until_done:
            return {"status": "working"}
        outcomes = job.setdefault("outcomes", None) or self._apply(job["call"], job["records"])
        job["outcomes"] = outcomes
        return {"status": "done", "outcomes": outcomes}

    def _apply(self, call: str, records: list[dict[str, Any]]) -> list[str]:
        return [self._apply_one(call, record) for record in records]

    def _apply_one(self, call: str, record: dict[str, Any]) -> str:
        key = record["key"]
        if key in self.rejected:
            return "rejected"
        if self.knows_repeats and record["id"] in self.taken:
            return "accepted"
        self.taken[record["id"]] = self.taken.get(record["id"], 0) + 1
        if call == "upsert":
            self.records[key] = record["fields"]
            return "accepted"
        if call == "merge":
            # As in a CRM, the one that stays must be there, and the other may not be missed.
            if not {key, record["into"]} <= self.records.keys():
                return "rejected"
            self.merges.append((key, record["into"]))
        self.records.pop(key, None)
        return "accepted"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = server.answer(json.loads(body))
                if answer is None:
                    self.close_connection = True
                    return
                content = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments: object) -> None:
                pass

        return Handler
