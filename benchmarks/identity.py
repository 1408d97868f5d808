"""`python -m benchmarks.identity`: identity from staged text to published ids, beside its peers.

One run prints, on one generated company: the stitching loop, SciPy, Splink and the usual dbt loop
on the same integer pairs; the whole identity stage, also within a memory limit; and the stage on
the days after, when little is new. With --giant, the days after where a giant cluster stands in
the way, because no value and no profile has a limit. Seconds are of this machine; what counts is
their ratio.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

import duckdb

from benchmarks.companies import add_day, remove_records, write_company
from benchmarks.projects import GiantProject, IdentityProject, Measured, run
from benchmarks.stitching import measure_loop

PAIRS = """
create or replace table raw_bench.pairs as
select identifier_a_key as node_a, identifier_b_key as node_b
from identity.cdp_identity.int_edges_weighed
"""
LARGEST = """
select max(count_members) from (
    select count(*) as count_members from cdp_identity.identity_clusters group by cluster_key
)
"""
ROW = "{:<44}{:>9}{:>9}{:>9}{:>9}"


def main() -> None:
    """Measure identity at the size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=main.__doc__)
    parser.add_argument("--edges", type=int, default=1_000_000, help="edges of the company's graph")
    parser.add_argument("--memory-limit", default="1GB", help="for the second run of the stage")
    parser.add_argument("--skip-peers", action="store_true", help="measure the stage alone")
    parser.add_argument("--giant", action="store_true", help="measure a graph with a giant cluster")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.giant:
            _measure_giant(Path(folder), arguments.edges)
            return
        _measure(Path(folder), arguments.edges, arguments.memory_limit, arguments.skip_peers)


def _measure(folder: Path, edges: int, memory_limit: str, skip_peers: bool) -> None:
    project = IdentityProject(folder / "unlimited")
    with duckdb.connect(str(project.database), config={"threads": 2}) as connection:
        write_company(connection, edges, seed=1)
    limited = IdentityProject(folder / "limited", memory_limit)
    shutil.copy(project.database, limited.database)
    project.seed()
    full = project.build()
    slowest = project.slowest(12)
    pairs = folder / "pairs.duckdb"
    count_edges = _copy_pairs(pairs, project.database)
    floor = json.loads(run("-m", "benchmarks.peers", "scipy", str(pairs)).output)["seconds"]
    print(f"{count_edges:,} edges; two threads; SciPy takes {floor:.2f} s")
    print(ROW.format("", "seconds", "x SciPy", "rounds", "peak MB"))
    if not skip_peers:
        _print_peers(folder, pairs, floor)
    _print("identity, from text to published ids", full, floor)
    for name, seconds in slowest:
        print(f"    {name:<40}{seconds:>9.1f}")
    limited.seed()
    within = limited.build()
    _print(f"the same within {memory_limit}", within, floor)
    print(f"    {within.seconds / full.seconds:.2f} x the time without a limit")
    _print_days(project, full)


def _measure_giant(folder: Path, edges: int) -> None:
    project = GiantProject(folder)
    with duckdb.connect(str(project.database), config={"threads": 2}) as connection:
        write_company(connection, edges, seed=1)
    project.seed()
    full = project.build()
    print(f"The full run takes {full.seconds:.1f} s, with a peak of {full.peak_megabytes:,} MB;")
    print(f"the largest cluster holds {project.query(LARGEST)[0][0]:,} identifiers.")
    _print_days(project, full)


def _print_days(project: IdentityProject, full: Measured) -> None:
    """What the days after cost, as shares of the full run."""
    print(ROW.format("the days after", "seconds", "share", "", "peak MB"))
    for name, change in {
        "nothing new": None,
        "1 % new records": lambda connection: add_day(connection, 0.01, day=1),
        "0.1 % new records": lambda connection: add_day(connection, 0.001, day=2),
        "0.1 % of the records removed": lambda connection: remove_records(connection, 0.001, day=3),
    }.items():
        if change:
            with duckdb.connect(str(project.database), config={"threads": 2}) as connection:
                change(connection)
        built = project.build()
        share = f"{100 * built.seconds / full.seconds:.1f} %"
        print(ROW.format(name, f"{built.seconds:.1f}", share, "", built.peak_megabytes))
        for model, seconds in project.slowest(4):
            print(f"    {model:<40}{seconds:>9.1f}")


def _print_peers(folder: Path, pairs: Path, floor: float) -> None:
    loop, rounds = measure_loop(folder / "loop", pairs)
    _print("the stitching loop", loop, floor, rounds)
    for name in ("splink", "naive"):
        measured = run("-m", "benchmarks.peers", name, str(pairs))
        told = json.loads(measured.output.splitlines()[-1])
        label = {"splink": "Splink's clustering", "naive": "the usual dbt loop"}[name]
        if not told.get("is_done", True):
            label += ", stopped"
        cost = Measured(told["seconds"], measured.peak_megabytes, "")
        _print(label, cost, floor, told.get("rounds"))
        if name == "splink":
            print(f"    {cost.seconds / loop.seconds:.1f} x the stitching loop")


def _print(name: str, measured: Measured, floor: float, rounds: int | None = None) -> None:
    ratio = f"{measured.seconds / floor:.1f}"
    told = "" if rounds is None else rounds
    print(
        ROW.format(name, f"{measured.seconds:.1f}", ratio, told, measured.peak_megabytes),
        flush=True,
    )


def _copy_pairs(pairs: Path, database: Path) -> int:
    with duckdb.connect(str(pairs), config={"threads": 2}) as connection:
        connection.execute(f"attach '{database}' as identity (read_only)")
        connection.execute("create schema raw_bench")
        connection.execute(PAIRS)
        counted = connection.execute("select count(*) from raw_bench.pairs").fetchall()
    return int(counted[0][0])


if __name__ == "__main__":
    main()
