"""`python -m demo generate`: the raw tables of the demo company and the truth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "Write the raw tables of the demo company and the truth, as seeds or as Parquet."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """People, seed, format and directory; the defaults write the committed seeds."""
    parser.add_argument("--people", type=int, default=1500, help="how many people (1500)")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same files (7)")
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv",
                        help="csv: dbt seeds with their YAML; parquet: any scale (csv)")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path("seeds/demo"), metavar="DIR",
                        help="where the files go (seeds/demo)")  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Writes the files and tells the rows of each table."""
    from demo.generator.company import generate
    from demo.generator.writers import write_parquet, write_seeds

    if arguments.people < 1:
        print("--people must be 1 or more", file=sys.stderr)
        return 2
    write = write_seeds if arguments.format == "csv" else write_parquet
    counts = write(generate(arguments.people, arguments.seed), arguments.out)
    for name, count in counts.items():
        print(f"{name:24}{count:>12,}")
    print(f"{arguments.out}: {sum(counts.values()):,} rows of {arguments.people:,} people")
    return 0
