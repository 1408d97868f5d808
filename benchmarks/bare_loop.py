"""`python -m benchmarks.bare_loop`: reads, encodes and posts a model's rows; records nothing.

What the least code would do that sends the same rows in the same batches over as many connections.
"""

import argparse
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import duckdb
import requests

_local = threading.local()


def main() -> None:
    """Send every row of the model once."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bare_loop")
    parser.add_argument("database")
    parser.add_argument("url")
    parser.add_argument("--batch-rows", type=int, required=True)
    parser.add_argument("--concurrency", type=int, default=1)
    options = parser.parse_args()
    with duckdb.connect(options.database, read_only=True) as connection:
        batches = _batches(connection, options.batch_rows)
        with ThreadPoolExecutor(options.concurrency) as pool:
            for group in _groups(batches, 10 * options.concurrency):
                list(pool.map(lambda rows: _post(options.url, rows), group))


def _batches(connection: duckdb.DuckDBPyConnection, size: int) -> Iterator[list[dict[str, object]]]:
    result = connection.execute("select * exclude (profile_id) from cdp.sync_webhook__people")
    names = [column[0] for column in result.description]
    while rows := result.fetchmany(size):
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _groups(
    batches: Iterator[list[dict[str, object]]], size: int
) -> Iterator[list[list[dict[str, object]]]]:
    group = []
    for batch in batches:
        group.append(batch)
        if len(group) == size:
            yield group
            group = []
    yield group


def _post(url: str, rows: list[dict[str, object]]) -> None:
    if not hasattr(_local, "session"):
        _local.session = requests.Session()
    body = json.dumps({"records": rows}, default=str).encode()
    _local.session.post(url, data=body, timeout=60).raise_for_status()


if __name__ == "__main__":
    main()
