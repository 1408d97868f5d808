import gzip
import random
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from reverse_etl.destinations.base import Context
from reverse_etl.errors import (
    AmbiguousError,
    AuthenticationError,
    BatchRejectedError,
    ConfigurationError,
    RetryableError,
)
from reverse_etl.transport import Effect, HttpLimits, Transport, retry_after


class Server:
    """Answers with the given statuses in turn, then with 200."""

    def __init__(self) -> None:
        self.script: list[tuple[int, dict[str, str]]] = []
        self.body = b"ada@example.com says no"
        self.count = 0
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                server.count += 1
                status, headers = server.script.pop(0) if server.script else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(server.body)

            def log_message(self, *arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/x?token=abcdef"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    opened = Server()
    yield opened
    opened.close()


def open_transport(slept: list[float], **limits: float) -> Transport:
    context = Context("crm", Path(), slept.append, random.Random(1))
    return Transport(context, HttpLimits(**{"retries": 2, **limits}), "`secret` of crm")  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_busy_servers_are_tried_again(server: Server, status: int) -> None:
    slept: list[float] = []
    server.script = [(status, {}), (status, {})]
    assert open_transport(slept).post(server.url, b"{}", {}).status == 200
    assert server.count == 3
    assert 0.25 <= slept[0] <= 0.5 <= slept[1] <= 1


def test_after_the_last_retry_the_batch_is_retryable(server: Server) -> None:
    server.script = [(503, {})] * 3
    with pytest.raises(RetryableError, match=r"status 503: \[e-mail\] says no"):
        open_transport([]).post(server.url, b"{}", {})


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_refused_batches_are_not_tried_again(server: Server, status: int) -> None:
    server.script = [(status, {})]
    with pytest.raises(BatchRejectedError, match=r"\[e-mail\]"):
        open_transport([]).post(server.url, b"{}", {})
    assert server.count == 1


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_name_the_setting(server: Server, status: int) -> None:
    server.script = [(status, {})]
    with pytest.raises(AuthenticationError, match="`secret` of crm"):
        open_transport([]).post(server.url, b"{}", {})


@pytest.mark.parametrize("status", [301, 302, 404, 405, 410])
def test_a_wrong_address_is_configuration(server: Server, status: int) -> None:
    server.script = [(status, {"Location": "http://127.0.0.1:1/"})]
    with pytest.raises(ConfigurationError, match="address of crm"):
        open_transport([]).post(server.url, b"{}", {})


def test_a_server_that_is_not_there_took_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(RetryableError):
        open_transport([]).post(f"http://127.0.0.1:{port}/", b"{}", {})


def test_a_lost_answer_is_ambiguous() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(AmbiguousError):
            open_transport([], timeout_seconds=0.1, retries=1).post(url, b"{}", {})


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_that_failed_may_have_taken_it(server: Server, status: int) -> None:
    server.script = [(status, {})] + [(503, {})] * 2
    with pytest.raises(AmbiguousError):
        open_transport([]).post(server.url, b"{}", {})
    assert server.count == 3


def test_what_must_not_come_twice_is_sent_again_only_if_it_was_not_taken(server: Server) -> None:
    server.script = [(429, {}), (503, {}), (502, {})]
    with pytest.raises(AmbiguousError):
        open_transport([]).request("POST", server.url, b"{}", {}, effect=Effect.TWICE)
    assert server.count == 3
    assert open_transport([]).request("POST", server.url, b"{}", {}, effect=Effect.TWICE)


@pytest.mark.parametrize("status", [401, 404])
def test_a_batch_that_may_be_there_is_not_called_untried(server: Server, status: int) -> None:
    server.script = [(502, {}), (status, {})]
    with pytest.raises(AmbiguousError, match=f"status {status}"):
        open_transport([]).post(server.url, b"{}", {})


def test_a_request_that_changes_nothing_is_never_ambiguous(server: Server) -> None:
    server.script = [(502, {})] * 3
    with pytest.raises(RetryableError):
        open_transport([]).request("POST", server.url, b"{}", {}, effect=Effect.NOTHING)


def test_an_answer_that_trickles_in_is_given_up() -> None:
    def drip() -> None:
        connection, _ = trickling.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(100):
                time.sleep(0.05)
                try:
                    connection.sendall(b" ")
                except OSError:
                    return

    with socket.socket() as trickling:
        trickling.bind(("127.0.0.1", 0))
        trickling.listen()
        Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{trickling.getsockname()[1]}/"
        started = time.monotonic()
        with pytest.raises(AmbiguousError, match="ReadTimeout"):
            open_transport([], timeout_seconds=0.2, retries=0).post(url, b"{}", {})
        assert time.monotonic() - started < 2


def test_answers_are_read_whole_whatever_their_coding(server: Server) -> None:
    text = '{"name": "' + "Valéry" * 50_000 + '"}'
    server.body = gzip.compress(text.encode())
    server.script = [(200, {"Content-Encoding": "gzip", "Content-Type": "application/json"})]
    assert open_transport([]).post(server.url, b"{}", {}).json() == {"name": "Valéry" * 50_000}


def test_an_unknown_charset_is_read_as_utf_8(server: Server) -> None:
    server.script = [(200, {"Content-Type": "text/plain; charset=klingon"})]
    assert open_transport([]).post(server.url, b"{}", {}).text == "ada@example.com says no"


def test_a_pause_that_is_too_long_is_left_to_the_next_run(server: Server) -> None:
    slept: list[float] = []
    server.script = [(429, {"Retry-After": "86400"})]
    with pytest.raises(RetryableError):
        open_transport(slept).post(server.url, b"{}", {})
    assert slept == []


def test_retry_after_in_all_its_forms() -> None:
    assert retry_after("7") == 7
    assert retry_after("0.5") == 0.5
    assert retry_after("-3") == 0
    assert retry_after(None) is None
    assert retry_after("soon") is None
    assert 80 < (retry_after(str(int(time.time()) + 90)) or 0) <= 90
    assert retry_after("1400000000") == 0
    moment = datetime.now(UTC) + timedelta(seconds=90)
    assert 80 < (retry_after(format_datetime(moment, usegmt=True)) or 0) <= 90
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
