"""`python -m demo serve-postgres`: the demo's PostgreSQL server, until it is interrupted."""

from __future__ import annotations

import argparse
import shlex
import signal
from pathlib import Path

_STOP = (signal.SIGINT, signal.SIGTERM)

HELP = "Start the demo's PostgreSQL server and print the variables that lead to it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the demo keeps its server."""
    parser.add_argument("--state", type=Path, default=Path(".demo"), help="default: .demo")


def run(arguments: argparse.Namespace) -> int:
    """Returns when interrupted; the server stops with it."""
    from demo import servers

    with servers.postgres(arguments.state.resolve() / "postgres" / "server") as variables:
        servers.create_database(variables)
        for name, value in {"CDP_TARGET": "postgres", **variables}.items():
            print(f"export {name}={shlex.quote(value)}")
        print("# PostgreSQL runs until you press Ctrl-C here.", flush=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
        signal.sigwait(_STOP)
    return 0
