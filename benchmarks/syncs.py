"""`python -m benchmarks.syncs`: what a sync costs beside the least code that sends the same rows.

One run prints, on DuckDB: a first sync in batches of 1,000 to a server that answers at once, beside
a bare loop; then the plan of that model with 1 % changed, beside one scan that hashes it; then a
first sync in batches of 100 over eight connections to a server that takes 50 ms, beside the bare
loop. Seconds are of whole processes on this machine; what counts are the ratios.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import yaml

from benchmarks.projects import REPOSITORY, Measured, run
from reverse_etl.ledger import read_hash_key
from reverse_etl.plan_parts import payload_hash
from reverse_etl.warehouses.duckdb import DuckDBWarehouse

_PROJECT = REPOSITORY / "tests" / "fixtures" / "sync_project"
_ROW = "{:<44}{:>9}{:>11}{:>8}{:>9}{:>9}"
_SCAN = (
    "select count(*), max(sha256(concat_ws(';', external_id, email, phone, country, amount, "
    "is_member, updated_at))) from cdp.sync_webhook__people"
)


def main() -> None:
    """Measure syncs at the size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.syncs", description=main.__doc__)
    parser.add_argument("--rows", type=int, default=500_000, help="rows of the model")
    parser.add_argument("--slow-rows", type=int, default=50_000, help="rows to the slow server")
    parser.add_argument("--memory-limit", metavar="SIZE", help="what DuckDB may take, as 2GB")
    options = parser.parse_args()
    print(_ROW.format("", "seconds", "rows/s", "ratio", "CPU s", "peak MB"))
    with tempfile.TemporaryDirectory() as folder:
        company = Company(Path(folder), options.memory_limit)
        with answering(0.0) as url:
            company.compare_sending("batches of 1,000", url, options.rows, 1000, 1)
            company.compare_plan(options.rows)
        with answering(0.05) as url:
            company.compare_sending(
                "50 ms, batches of 100, 8 at once", url, options.slow_rows, 100, 8
            )


@contextmanager
def answering(delay: float) -> Iterator[str]:
    """The address of a server that takes everything."""
    command = [sys.executable, "-m", "benchmarks.answering", "--delay", str(delay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
        finally:
            process.kill()


class Company:
    """The small project of the tests, built once, with as many people as are asked for."""

    def __init__(self, folder: Path, memory_limit: str | None = None) -> None:
        self._folder = folder / "project"
        self._database = folder / "warehouse.duckdb"
        shutil.copytree(_PROJECT, self._folder)
        settings = self._folder / "dbt_project.yml"
        macros = str(REPOSITORY / "macros" / "activation")
        settings.write_text(settings.read_text().replace("../../../macros/activation", macros))
        if memory_limit:
            profiles = self._folder / "profiles.yml"
            content = yaml.safe_load(profiles.read_text())
            content["cdp"]["outputs"]["duckdb"]["settings"] = {"memory_limit": memory_limit}
            profiles.write_text(yaml.safe_dump(content))
        os.environ |= {
            "CDP_DUCKDB_PATH": str(self._database),
            "DBT_PROFILES_DIR": str(self._folder),
            "DBT_PROJECT_DIR": str(self._folder),
        }
        run("-m", "dbt.cli.main", "build", "--quiet")

    def compare_sending(
        self, name: str, url: str, rows: int, batch_rows: int, concurrency: int
    ) -> None:
        """A first sync, and the bare loop on the same rows."""
        self._fill(rows)
        self._write_entry(url, batch_rows, concurrency)
        sizes = ["--batch-rows", str(batch_rows), "--concurrency", str(concurrency)]
        bare = _timed("-m", "benchmarks.bare_loop", str(self._database), url, *sizes)
        synced = _timed("-m", "reverse_etl", "sync", "people_webhook", "--json")
        assert f'"accepted": {rows},' in synced.output, synced.output[:2000]
        _print(f"bare loop, {name}", bare, rows, bare)
        _print(f"sync, {name}", synced, rows, bare)

    def compare_plan(self, rows: int) -> None:
        """The plan of what was sent with one row in a hundred changed, and one scan of it."""
        with duckdb.connect(str(self._database)) as connection:
            connection.execute("update cdp_raw.people set amount = 0 where amount % 100 = 7")
        scan = self._time_query(_SCAN)
        hashed = self._time_query(self._scan_as_planned())
        planned = _timed("-m", "reverse_etl", "plan", "people_webhook", "--json")
        _print("one scan that hashes every row", scan, rows, scan)
        _print("one scan that hashes as a plan does", hashed, rows, scan)
        _print("plan, 1 % changed, beside the first scan", planned, rows, scan)
        _print("plan, 1 % changed, beside the second", planned, rows, hashed)

    def _time_query(self, query: str) -> Measured:
        script = f"import duckdb; duckdb.connect({str(self._database)!r}).execute({query!r})"
        return _timed("-c", script)

    def _scan_as_planned(self) -> str:
        """A scan with the keyed hash that tells null from blank, and where a value ends."""
        warehouse = DuckDBWarehouse(self._database)
        with warehouse.connect(read_only=True) as connection:
            columns = connection.columns("cdp.sync_webhook__people")
            sent = [column for column in columns if column.name != "profile_id"]
            key = read_hash_key(connection)
        row_hash = payload_hash(warehouse.dialect, sent, key)
        return f"select count(*), max({row_hash}) from cdp.sync_webhook__people"

    def _fill(self, rows: int) -> None:
        with duckdb.connect(str(self._database)) as connection:
            for table in ("sync_state", "sync_log", "sync_runs", "sync_leases"):
                connection.execute(f"delete from reverse_etl.{table}")
            for table in ("people", "consents"):
                connection.execute(f"delete from cdp_raw.{table}")
            connection.execute(
                "insert into cdp_raw.people select 'n' || n, 'n' || n, 'n' || n || '@example.com', "
                "'+336' || (10000000 + n), 'FR', n, true, timestamp '2026-10-01 08:00:00' "
                f"from range({rows}) as numbers (n)"
            )
            connection.execute(
                "insert into cdp_raw.consents (profile_id, purpose, channel, status, is_granted) "
                "select 'n' || n, 'marketing', 'email', 'granted', true "
                f"from range({rows}) as numbers (n)"
            )

    def _write_entry(self, url: str, batch_rows: int, concurrency: int) -> None:
        (self._folder / "destinations.yml").write_text(
            f"crm:\n  type: webhook\n  url: {url}\n  secret: nobody-checks-it\n"
            f"  batch_rows: {batch_rows}\n  concurrency: {concurrency}\n"
            "audience_files: {type: file, directory: files}\n"
        )


def _timed(*command: str) -> Measured:
    started = time.monotonic()
    return replace(run(*command), seconds=time.monotonic() - started)


def _print(name: str, measured: Measured, rows: int, beside: Measured) -> None:
    print(
        _ROW.format(
            name,
            f"{measured.seconds:.1f}",
            f"{rows / measured.seconds:,.0f}",
            f"{measured.seconds / beside.seconds:.2f}",
            f"{measured.cpu_seconds:.1f}",
            measured.peak_megabytes,
        ),
        flush=True,
    )


if __name__ == "__main__":
    main()
