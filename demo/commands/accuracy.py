"""`python -m demo accuracy`: how well identity does against the truth, at any scale."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from demo.errors import DemoError
from reverse_etl.errors import ReverseEtlError

HELP = "Generate people, build identity, and print the README's table of precision and recall."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many people (several numbers: a line each), the seed, and where to keep the files."""
    people = "how many people; a line of the table each (1500)"
    parser.add_argument("--people", type=int, nargs="+", default=[1500], help=people)
    parser.add_argument("--seed", type=int, default=7, help="same seed, same people (7)")
    place = Path(".demo/accuracy")
    parser.add_argument("--state", type=Path, default=place, help=f"where files go ({place})")


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0 done, 1 something failed, 2 something is misconfigured."""
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from demo import accuracy

    try:
        measured = [
            accuracy.measure(people, arguments.seed, arguments.state.resolve())
            for people in arguments.people
        ]
    except (DemoError, ReverseEtlError) as error:
        print(f"\nThe measurement stopped: {error}", file=sys.stderr)
        return error.exit_code
    print("\n" + accuracy.table(measured))
    return 0
