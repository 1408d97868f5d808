"""The hook that is called when a sync's standing changes, and only then."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from .company import Company


class Chat:
    """Keeps what is posted to it."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []
        self.status = 200
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                chat.posts.append(json.loads(body))
                self.send_response(chat.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/services/chat-secret-77"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, duckdb_company: Company) -> Iterator[Chat]:
    opened = Chat()
    monkeypatch.setenv("CDP_NOTIFY_URL", opened.url)
    yield opened
    opened.close()


def told(chat: Chat) -> list[tuple[str, str | None]]:
    return [(post["status"], post["previous_status"]) for post in chat.posts]


def test_only_changes_of_state_are_told(duckdb_company: Company, chat: Chat) -> None:
    duckdb_company.sync()
    duckdb_company.sync()
    assert told(chat) == []

    duckdb_company.receiver.rejected = {"x2": "ask ada@example.com"}
    duckdb_company.sql("update cdp_raw.people set amount = 5")
    duckdb_company.sync()
    duckdb_company.run("retry", "people_webhook")
    assert told(chat) == [("partial", "succeeded")]

    duckdb_company.sql("insert into cdp_raw.people (profile_id) values ('p9')")
    duckdb_company.sync()
    assert told(chat)[1:] == [("guarded", "partial")]
    assert chat.posts[1]["guards"] == ["invalid_keys"]
    assert "--override invalid_keys" in chat.posts[1]["text"]

    duckdb_company.sql("delete from cdp_raw.people where profile_id = 'p9'")
    duckdb_company.sync()
    assert told(chat)[2:] == [("succeeded", "guarded")]
    assert "example.com" not in json.dumps(chat.posts)


def test_a_first_run_that_fails_is_told(duckdb_company: Company, chat: Chat) -> None:
    duckdb_company.receiver.rejected = {"x2": "no"}
    duckdb_company.sync()
    assert told(chat) == [("partial", None)]
    assert chat.posts[0]["counts"]["rejected"] == 1


def test_a_hook_that_is_away_changes_nothing(duckdb_company: Company, chat: Chat) -> None:
    chat.status = 500
    duckdb_company.receiver.rejected = {"x2": "no"}
    ran = duckdb_company.sync()
    assert ran.code == 1
    assert "was not delivered" in ran.err
    assert "chat-secret-77" not in ran.err + ran.out


def test_an_address_that_is_none_is_told_before_anything_is_sent(
    duckdb_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDP_NOTIFY_URL", "chat.example.com")
    ran = duckdb_company.sync()
    assert ran.code == 2
    assert "CDP_NOTIFY_URL" in ran.err
    assert duckdb_company.receiver.requests == []
    examined = duckdb_company.run("doctor")
    assert "FAIL  notification: CDP_NOTIFY_URL" in examined.out
