"""`python -m demo <command>`: a table of commands, one module of `demo.commands` each.

A command is a module with `HELP` (one line), `add_arguments(parser)` and `run(arguments)`, which
returns the exit code. To add one, write the module and add its name to `COMMANDS`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

from demo.errors import DemoError

COMMANDS: tuple[str, ...] = (
    "accuracy",
    "generate",
    "load",
    "run",
    "serve_postgres",
    "summary",
)


class Command(Protocol):
    """What a module of `demo.commands` must have."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, arguments: argparse.Namespace) -> int: ...


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, every command of the table included."""
    parser = argparse.ArgumentParser(prog="python -m demo", description="The demo company.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name in COMMANDS:
        module = cast(Command, importlib.import_module(f"demo.commands.{name}"))
        typed = name.replace("_", "-")
        subparser = subparsers.add_parser(typed, help=module.HELP, description=module.HELP)
        module.add_arguments(subparser)
        subparser.set_defaults(run=module.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    arguments = build_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except DemoError as error:
        print(error, file=sys.stderr)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main())
