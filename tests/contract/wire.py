"""A server on loopback that speaks real HTTP, and misbehaves on the wire when told to."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    """One request as it came; path has no query."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Response:
    """One answer as it goes."""

    status: int = 200
    text: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def json_response(document: object, status: int = 200, **headers: str) -> Response:
    """An answer with a document."""
    return Response(status, json.dumps(document), {"Content-Type": "application/json", **headers})


class Ending(StrEnum):
    """How an exchange ends."""

    ANSWERED = "answered"
    SILENT = "silent"
    RESET = "reset"
    TRICKLED = "trickled"


@dataclass(frozen=True)
class Fault:
    """How one request is met instead; the vendor does its work first where it is taken."""

    response: Response = Response()
    is_taken: bool = False
    ending: Ending = Ending.ANSWERED


class FaultServer:
    """Passes requests to a vendor's own logic, but for those that its faults are for.

    faults meet the next writes, one each; always meets every write; poison refuses writes that
    mention a text.
    """

    def __init__(
        self, answer: Callable[[Request], Response], is_write: Callable[[Request], bool]
    ) -> None:
        self._answer = answer
        self._is_write = is_write
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self.faults: list[Fault] = []
        self.always: Fault | None = None
        self.poison: tuple[str, Response] | None = None
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def calm(self) -> None:
        """No more faults."""
        self.faults, self.always, self.poison = [], None, None

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def meet(self, request: Request, wire: "Wire") -> None:
        with self._lock:
            self.requests.append(request)
            fault = self._fault(request)
            taken = fault is None or fault.is_taken
            response = self._answer(request) if taken else None
        if fault is None:
            assert response is not None
            wire.answer(response)
        elif fault.ending is Ending.ANSWERED:
            wire.answer(fault.response)
        elif fault.ending is Ending.SILENT:
            self._closing.wait(30)
            wire.reset()
        elif fault.ending is Ending.RESET:
            wire.reset()
        else:
            wire.trickle(self._closing)

    def _fault(self, request: Request) -> Fault | None:
        if not self._is_write(request):
            return None
        if self.poison and self.poison[0].encode() in request.body:
            return Fault(self.poison[1])
        return self.faults.pop(0) if self.faults else self.always


class Wire:
    """The connection that a request came by."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self._handler = handler

    def answer(self, response: Response) -> None:
        content = response.text.encode()
        self._handler.send_response(response.status)
        for name, value in response.headers.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(len(content)))
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def reset(self) -> None:
        """Ends the connection so that the other side sees a reset, not an end."""
        linger = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.close_connection = True
        # The descriptor must go now; the handler's own files would keep it open.
        self._handler.rfile.close()
        self._handler.connection.close()

    def trickle(self, closing: threading.Event) -> None:
        """Promises a long answer and sends it byte by byte."""
        self._handler.send_response(200)
        self._handler.send_header("Content-Length", "1000")
        self._handler.end_headers()
        self._handler.close_connection = True
        try:
            while not closing.wait(0.05):
                self._handler.wfile.write(b" ")
                self._handler.wfile.flush()
        except OSError:
            return


def _handler(server: FaultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One write a response: else each waits for the other side's delayed ACK.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            address = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, address.path, address.query, headers, body)
            server.meet(request, Wire(self))

        do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815

        def finish(self) -> None:
            try:
                super().finish()
            except (OSError, ValueError):
                return

        def log_message(self, *arguments: object) -> None:
            pass

    return Handler
