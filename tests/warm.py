"""Commands of dbt and reverse-etl in processes of their own that need not import them first.

To import dbt takes longer than many a command. A server imports it once, and forks itself for each
command: the child has the command's environment, folder and streams, and ends as any process does.
"""

import atexit
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
# Each program by the module that `python -m` would run.
MODULES = {"dbt": "dbt.cli.main", "reverse-etl": "reverse_etl", "demo": "demo"}
IMPORTED = ("dbt.cli.main", "dbt.adapters.duckdb", "dbt.adapters.postgres", "reverse_etl.cli")
# A fork is not safe everywhere once libraries are loaded.
CAN_FORK = sys.platform == "linux"


def run(
    program: str, *arguments: str, folder: Path, environment: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    """What the program says and how it ends, of a process of its own in that folder."""
    if not CAN_FORK:
        command = [sys.executable, "-m", MODULES[program], *arguments]
        return subprocess.run(
            command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False
        )
    return _server().run(program, arguments, folder, environment)


class _Server:
    """The process that has everything imported, as its client sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            cwd=REPOSITORY,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        atexit.register(self.stop)

    @property
    def is_up(self) -> bool:
        return self._process.poll() is None

    def run(
        self, program: str, arguments: tuple[str, ...], folder: Path, environment: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[str]":
        with tempfile.TemporaryDirectory() as streams:
            said = [Path(streams) / name for name in ("stdout", "stderr")]
            request = {
                "command": [program, *arguments],
                "folder": str(folder),
                # A log that nobody reads takes a tenth of a build.
                "environment": {"DBT_LOG_LEVEL_FILE": "none", **environment},
                "streams": [str(file) for file in said],
            }
            code = self._ask(request)
            out, err = (file.read_text(encoding="utf-8") for file in said)
        return subprocess.CompletedProcess([program, *arguments], code, out, err)

    def _ask(self, request: Mapping[str, Any]) -> int:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return int(self._process.stdout.readline())
        except BaseException:
            # A test that ran out of time leaves its command at work, and its answer to the next.
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it and whatever it runs."""
        if self.is_up:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


_SERVERS: list[_Server] = []


def _server() -> _Server:
    if not _SERVERS or not _SERVERS[-1].is_up:
        _SERVERS.append(_Server())
    return _SERVERS[-1]


def _serve() -> None:
    """Answers each request, a line of JSON, with the exit code of its command."""
    _import_everything()
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(request)
            _call(*request["command"])
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _import_everything() -> None:
    for module in IMPORTED:
        importlib.import_module(module)
    from tests.lean_dbt import make_dbt_lean

    make_dbt_lean()

    # As in tests/conftest.py: dbt makes and drops so many objects.
    gc.set_threshold(50_000, 20, 100)


def _become(request: Mapping[str, Any]) -> None:
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    for place, name in enumerate([os.devnull, *request["streams"]]):
        flags = os.O_RDONLY if place == 0 else os.O_WRONLY | os.O_CREAT
        os.dup2(os.open(name, flags), place)


def _call(program: str, *arguments: str) -> None:
    sys.argv = [program, *arguments]
    if program == "dbt":
        from dbt.cli.main import cli

        cli()
    elif program == "reverse-etl":
        from reverse_etl.cli import main

        sys.exit(main())
    elif program == "demo":
        from demo.__main__ import main

        sys.exit(main())
    else:
        raise ValueError(program)


if __name__ == "__main__":
    _serve()
