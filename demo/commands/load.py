"""`python -m demo load`: generated Parquet files into the raw schemas of a warehouse."""

from __future__ import annotations

import argparse
from pathlib import Path

from demo.load import load

HELP = "Load Parquet files of `generate` into the raw schemas of a warehouse."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The directory of the files, and the target: its connection is that of profiles.yml."""
    parser.add_argument("directory", type=Path, metavar="DIR", help="where the files are")
    parser.add_argument("--target", choices=("duckdb", "postgres"), default="duckdb",
                        help="a target of profiles.yml (duckdb)")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Loads every table and tells its rows."""
    counts = load(arguments.directory, arguments.target)
    for name, count in counts.items():
        print(f"raw_{name:24}{count:>12,}")
    print(f"{arguments.target}: {sum(counts.values()):,} rows")
    return 0
