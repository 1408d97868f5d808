"""`python -m demo summary`: the summary again, from the warehouse as it is now."""

from __future__ import annotations

import argparse
import sys

from demo.commands import run as command
from demo.errors import DemoError
from reverse_etl.errors import ReverseEtlError

HELP = "Show the summary of the last demo again, from the warehouse as it is now."

add_arguments = command.add_arguments


def run(arguments: argparse.Namespace) -> int:
    """The exit code, as that of `run`."""
    from demo import run as driver
    from demo.summary_text import render

    settings = driver.Settings(arguments.target, arguments.state.resolve())
    try:
        with driver.environment(settings):
            summary, example = driver.read(settings)
            print(render(summary, example, driver.places(settings)))
    except (DemoError, ReverseEtlError) as error:
        print(f"{error}\nThe summary reads what the demo built. Run: make demo", file=sys.stderr)
        return error.exit_code
    return 0
