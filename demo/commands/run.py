"""`python -m demo run`: what `make demo` does."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from demo.errors import DemoError
from reverse_etl.errors import ReverseEtlError

HELP = "Load the raw tables, build the models, run the syncs and show what came out."

# dbt is imported when it is needed: it takes seconds.


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The target, and where the demo keeps what must outlive a run."""
    parser.add_argument("--target", choices=("duckdb", "postgres"), default="duckdb")
    parser.add_argument("--state", type=Path, default=Path(".demo"), help="default: .demo")


def run(arguments: argparse.Namespace) -> int:
    """The exit code: 0 done, 1 something failed, 2 something is misconfigured."""
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from demo import run as driver
    from demo.summary_text import render

    settings = driver.Settings(arguments.target, arguments.state.resolve())
    try:
        with driver.environment(settings):
            summary, example = driver.run(settings)
            print("\n" + render(summary, example, driver.places(settings)))
    except (DemoError, ReverseEtlError) as error:
        print(f"\nThe demo stopped: {error}", file=sys.stderr)
        return error.exit_code
    return 0
