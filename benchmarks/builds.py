"""`python -m benchmarks.builds`: everything built in full, and again after one more day.

The demo company at the size asked for, on DuckDB: all rows but those of the last day are loaded
and every model is built; then the last day's rows come, of all sources, and every model is built
again, and once more without news. Page views are repeated until there are as many events as asked
for. Seconds are of dbt's runs of seeds, models and snapshots, start-up included; tests are not in
them. What counts is the share.
"""

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from demo import run
from demo.dbt import Dbt, release_warehouse
from demo.generator.clock import DAY, NEWEST_LOAD
from demo.generator.company import generate
from demo.generator.config import tables
from demo.generator.parquet import write_parquet
from demo.load import load
from demo.progress import step

LAST_DAY = f"_loaded_at > to_timestamp({NEWEST_LOAD - DAY})::timestamp"
EVENTS = ("web.pages", "web.tracks", "web.identifies", "mobile.events", "email.engagements")
# The later views of a visit, half a minute apart, each with an id of its own.
REPEATED = """
insert into raw_web.pages
select pages.* replace (
    id || '-' || number as id,
    sent_at + to_seconds(30 * number) as sent_at,
    received_at + to_seconds(30 * number) as received_at
)
from raw_web.pages as pages, range(1, ? + 1) as numbers (number)
order by number, id
limit ?
"""
BUILD = ["build", "--exclude", "path:seeds/demo", "--exclude-resource-type", "unit_test", "test"]
COUNT_SLOWEST = 10


@dataclass(frozen=True)
class Built:
    """What one build cost: seconds in all, and of each model."""

    seconds: float
    models: list[tuple[str, float]]


def main() -> None:
    """Measure builds at the size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.builds", description=main.__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="people of the company")
    parser.add_argument("--events", type=int, default=5_000_000, help="events they leave")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with run.own_warehouse(place) as settings:
            write_parquet(generate(options.people, seed=7), place / "raw")
            load(place / "raw", "duckdb")
            _measure(settings, place / run.WAREHOUSE, options.events)


def _measure(settings: run.Settings, warehouse: Path, count_events: int) -> None:
    _change(warehouse, lambda connection: _repeat_views(connection, count_events))
    _change(warehouse, _keep_back_last_day)
    full = _build(settings, "everything in full")
    _change(warehouse, _bring_last_day)
    day = _build(settings, "one more day")
    nothing = _build(settings, "nothing new")
    count = _counted(warehouse)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{count:,} events of people in profile_events; {peak:,} MB at the most")
    for name, built in (("in full", full), ("one more day", day), ("nothing new", nothing)):
        print(f"{name:<44}{built.seconds:>9.1f} s{built.seconds / full.seconds:>9.1%}")
        for model, seconds in built.models[:COUNT_SLOWEST]:
            print(f"    {model:<40}{seconds:>9.1f}")


def _change(warehouse: Path, change: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        change(connection)


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = connection.execute(f"select count(*) from {relation}").fetchone()
    assert row is not None
    return int(row[0])


def _counted(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return _count(connection, "cdp_profiles.profile_events")


def _repeat_views(connection: duckdb.DuckDBPyConnection, count_events: int) -> None:
    missing = count_events - sum(_count(connection, f"raw_{name}") for name in EVENTS)
    times = -(-max(missing, 0) // _count(connection, "raw_web.pages"))
    connection.execute(REPEATED, [times, max(missing, 0)])


def _keep_back_last_day(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create schema kept_back")
    for name in _loaded_tables():
        kept = f"kept_back.{name.replace('.', '_')}"
        connection.execute(f"create table {kept} as select * from raw_{name} where {LAST_DAY}")
        connection.execute(f"delete from raw_{name} where {LAST_DAY}")


def _bring_last_day(connection: duckdb.DuckDBPyConnection) -> None:
    for name in _loaded_tables():
        kept = f"kept_back.{name.replace('.', '_')}"
        connection.execute(f"insert into raw_{name} select * from {kept}")


def _loaded_tables() -> list[str]:
    return [
        name
        for name, table in tables().items()
        if any(column.name == "_loaded_at" for column in table.columns)
    ]


def _build(settings: run.Settings, name: str) -> Built:
    started = time.monotonic()
    with step(f"Building {name}") as doing:
        try:
            results = Dbt(settings.root, settings.target).run(BUILD, doing)
        finally:
            release_warehouse()
        doing.done(f"Built {name}")
    times = [(str(result.node.name), float(result.execution_time)) for result in results]
    return Built(time.monotonic() - started, sorted(times, key=lambda time: -time[1]))


if __name__ == "__main__":
    main()
