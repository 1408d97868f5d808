"""`python -m demo generate`: the raw tables of the demo company and the truth."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demo.generator.company import Chunk

HELP = "Write the raw tables of the demo company and the truth, as seeds or as Parquet."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """People, seed, format and directory; the defaults write the committed seeds."""
    parser.add_argument("--people", type=int, default=1500, help="how many people (1500)")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same files (7)")
    written = "csv: dbt seeds with their YAML; parquet: any scale (csv)"
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help=written)
    out = Path("seeds/demo")
    parser.add_argument("--out", type=Path, default=out, metavar="DIR", help=f"where to ({out})")


def run(arguments: argparse.Namespace) -> int:
    """Writes the files and tells the rows of each table."""
    from demo.generator.company import generate

    if arguments.people < 1:
        print("--people must be 1 or more", file=sys.stderr)
        return 2
    chunks = generate(arguments.people, arguments.seed)
    counts = _write(chunks, arguments.format, arguments.out)
    for name, count in counts.items():
        print(f"{name:24}{count:>12,}")
    print(f"{arguments.out}: {sum(counts.values()):,} rows of {arguments.people:,} people")
    return 0


def _write(chunks: Iterable[Chunk], kind: str, out: Path) -> dict[str, int]:
    # Imported here: the demo itself must run without pyarrow.
    if kind == "csv":
        from demo.generator.seeds import write_seeds

        return write_seeds(chunks, out)
    from demo.generator.parquet import write_parquet

    return write_parquet(chunks, out)
