"""A real Tryton server from its wheels, started once a process on a copy of a template database."""

import atexit
import fcntl
import http.client
import importlib.metadata
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

DATABASE = "crm"
USER = "admin"
# Of a server on loopback that lives as long as the tests.
PASSWORD = "only-for-these-tests"
MISSING = (
    ""
    if importlib.util.find_spec("trytond") and importlib.util.find_spec("trytond.modules.party")
    else "the wheels trytond and trytond-party are not installed: `make install` has them"
)
_TEMPLATES = Path(__file__).resolve().parents[2] / ".pytest_cache" / "tryton"


class TrytonServer:
    """The server, and calls that pass no fault."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "db").mkdir()
        shutil.copy(_template(), folder / "db" / f"{DATABASE}.sqlite")
        _configure(folder, self.port)
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [_program("trytond"), "-c", str(folder / "trytond.conf"), "-d", DATABASE],
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        self._session = self._wait_for_session()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)
        self._log.close()

    def call(self, method: str, *parameters: Any) -> Any:
        """The result of a call by the administrator."""
        headers = {"Authorization": f"Session {self._session}"}
        document = json.loads(self.post(_body(method, parameters), headers)[2])
        assert "error" not in document, document
        return document["result"]

    def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        """Status, headers and text of the answer to any call."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            sent = {"Content-Type": "application/json", **headers}
            connection.request("POST", f"/{DATABASE}/rpc/", body, sent)
            response = connection.getresponse()
            kind = response.headers.get("Content-Type", "")
            return response.status, {"Content-Type": kind}, response.read().decode()
        finally:
            connection.close()

    def _wait_for_session(self) -> str:
        body = _body("common.db.login", [USER, {"password": PASSWORD}, "en"])
        for _ in range(600):
            try:
                status, _, text = self.post(body, {})
                assert status == 200, text
                number, session, *_ = json.loads(text)["result"]
                return b64encode(f"{USER}:{number}:{session}".encode()).decode()
            except ConnectionError:
                assert self._process.poll() is None, "trytond ended at once"
                time.sleep(0.1)
        raise AssertionError("trytond did not answer within a minute")


@cache
def tryton_server() -> TrytonServer:
    """The server of this process; it stops with it."""
    folder = Path(tempfile.mkdtemp(prefix="cdp-tryton-"))
    server = TrytonServer(folder)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(server.stop)
    return server


def _template() -> Path:
    """A database with the module party, made once for these versions of the wheels."""
    wheels = ("trytond", "trytond-party", "trytond-country")
    versions = "-".join(importlib.metadata.version(wheel) for wheel in wheels)
    template = _TEMPLATES / f"party-{versions}-1.sqlite"
    _TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (_TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            with tempfile.TemporaryDirectory(dir=_TEMPLATES) as made:
                folder = Path(made)
                (folder / "db").mkdir()
                (folder / "db" / f"{DATABASE}.sqlite").touch()
                _configure(folder, 0)
                _activate(folder)
                (folder / "db" / f"{DATABASE}.sqlite").replace(template)
    return template


def _configure(folder: Path, port: int) -> None:
    (folder / "trytond.conf").write_text(
        f"[database]\nuri = sqlite://\npath = {folder / 'db'}\n[web]\nlisten = 127.0.0.1:{port}\n"
    )


def _activate(folder: Path) -> None:
    """Fills the empty database in a folder: takes seconds."""
    (folder / "pw").write_text(PASSWORD)
    command = [_program("trytond-admin"), "-c", str(folder / "trytond.conf"), "-d", DATABASE]
    done = subprocess.run(
        [*command, "--email", "admin@example.test", "-u", "party", "--activate-dependencies"],
        env={**os.environ, "TRYTONPASSFILE": str(folder / "pw")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _body(method: str, parameters: Any) -> bytes:
    return json.dumps({"id": 1, "method": method, "params": list(parameters)}).encode()
