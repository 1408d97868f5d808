"""Builds of what one sync needs, and then of everything, leave what one full build leaves."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from tests.integration.demo.conftest import FIRST_TARGET, FIRST_WAREHOUSE, Demo

pytestmark = pytest.mark.timeout(900)

# Rows loaded after this instant come in between the first build and the second.
CUT = "timestamp '2026-10-01 00:00:00'"
RAW_TABLES = """
select table_schema || '.' || table_name from information_schema.columns
where table_schema like 'raw_%' and column_name = '_loaded_at'
"""
RELATIONS = """
select table_schema, table_name, list(column_name order by column_name)
from information_schema.columns
where table_catalog = current_database() and table_schema like 'cdp%'
group by all
"""
# What tells of each run, or of how it went, is not the same after one run and after three; nor is
# what tells of syncs, which the first run of the demo sent. Whoever a run held out stays held out.
OF_RUNS = {
    "holdout_assignments", "holdout_sizes",
    "identity_assignments", "identity_candidate", "identity_changes", "identity_commits",
    "identity_cuts", "identity_history", "identity_run_figures", "identity_runs",
    "segment_memberships", "segment_sizes", "sync_health", "sync_rows_failing", "sync_runs",
}  # fmt: skip
# Names of runs; and keys, which are whole numbers given in order of arrival.
COLUMNS_OF_RUNS = re.compile("run_id|run_number|changed_in_run|.*_key")


class _Partly:
    """The raw tables of the demo's first run, in a warehouse where nothing is built yet."""

    def __init__(self, demo: Demo, first: Demo) -> None:
        self.demo = demo
        demo.folder.mkdir()
        shutil.copytree(first.folder / FIRST_TARGET, demo.folder / "target")
        shutil.copy(first.folder / FIRST_WAREHOUSE, demo.folder / "warehouse.duckdb")
        demo.drop_what_was_built()
        self.tables = [name for (name,) in demo.query(RAW_TABLES)]

    @contextmanager
    def before_the_last_rows(self) -> Iterator[None]:
        count = 0
        self.demo.query("create schema held")
        for number, name in enumerate(self.tables):
            rows = f"{name} where _loaded_at > {CUT}"
            self.demo.query(f"create table held.rows_{number} as select * from {rows}")
            self.demo.query(f"delete from {rows}")
            count += self.demo.query(f"select count(*) from held.rows_{number}")[0][0]
        assert count > 1000
        yield
        for number, name in enumerate(self.tables):
            self.demo.query(f"insert into {name} select * from held.rows_{number}")

    def build(self, *selection: str) -> None:
        excluded = ["--exclude", "path:seeds/demo", "--exclude-resource-type", "test", "unit_test"]
        finished = self.demo.dbt("build", *excluded, *selection)
        assert finished.returncode == 0, finished.stdout


@dataclass(frozen=True)
class Builds:
    """What one full build left, and what builds in parts left in a warehouse of their own."""

    expected: Mapping[str, Sequence[Any]]
    actual: Mapping[str, Sequence[Any]]
    partly: _Partly


@pytest.fixture(scope="module")
def builds(demos: Mapping[str, Demo]) -> Builds:
    first = demos["duckdb"]
    partly = _Partly(Demo("duckdb", first.root, first.folder / "partly", first.variables), first)
    needed = ["--select", "+exposure:crm_webhook_customers"]
    with partly.before_the_last_rows():
        partly.build(*needed)
    partly.build(*needed)
    assert "dropped_rows" not in _contents(partly.demo)
    partly.build()

    whole = Demo("duckdb", first.root, first.folder / "whole", first.variables)
    whole.folder.mkdir()
    shutil.copy(first.folder / FIRST_WAREHOUSE, whole.folder / "warehouse.duckdb")
    return Builds(_contents(whole), _contents(partly.demo), partly)


def test_a_sync_alone_twice_and_then_everything_is_one_full_build(builds: Builds) -> None:
    expected, actual = builds.expected, builds.actual
    assert expected.keys() == actual.keys() >= {"profiles", "identity_graph", "dropped_rows"}
    assert _differing(expected, actual) == []
    assert sum(len(rows) > 0 for rows in expected.values()) > 30


def test_a_full_refresh_of_what_increments_built_changes_no_row(builds: Builds) -> None:
    builds.partly.build("--full-refresh")
    refreshed = _contents(builds.partly.demo)
    assert refreshed.keys() == builds.actual.keys()
    assert _differing(builds.actual, refreshed) == []


def _differing(
    expected: Mapping[str, Sequence[Any]], actual: Mapping[str, Sequence[Any]]
) -> list[str]:
    return [name for name, rows in expected.items() if actual[name] != rows]


def _contents(demo: Demo) -> dict[str, Sequence[Any]]:
    """The rows of every relation that others read, steps and runs left out."""
    contents = {}
    with duckdb.connect(str(demo.folder / "warehouse.duckdb"), read_only=True) as connection:
        for schema, name, every_column in connection.execute(RELATIONS).fetchall():
            if name.startswith("int_") or "__" in name or name in OF_RUNS:
                continue
            columns = ", ".join(one for one in every_column if not COLUMNS_OF_RUNS.fullmatch(one))
            query = f"select {columns or 'count(*)'} from {schema}.{name} order by all"
            rows = connection.execute(query).fetchall()
            contents[name] = [tuple(map(_rounded, row)) for row in rows]
    return contents


def _rounded(value: Any) -> Any:
    """A mean hangs on the order of its terms in its last digits."""
    return round(value, 9) if isinstance(value, float) else value
