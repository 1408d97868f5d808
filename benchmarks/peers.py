"""Other ways to the same components, each in a process of its own, so that its memory is its own.

    python -m benchmarks.peers WAY DATABASE

reads `raw_bench.pairs` (node_a, node_b) of a DuckDB file and prints one line of JSON: seconds of
the clustering alone, rounds where it has any, and whether it came to an end.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

NAIVE_SECONDS_AT_MOST = 600
NODES = """
select node_a as node from raw_bench.pairs union select node_b as node from raw_bench.pairs
"""


def scipy(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Arrays in memory: the floor of any implementation."""
    from benchmarks.stitching import labels

    found = connection.execute("select node_a, node_b from raw_bench.pairs").fetchnumpy()
    pairs = np.stack([found["node_a"], found["node_b"]], axis=1)
    started = time.perf_counter()
    labels(pairs)
    return {"seconds": time.perf_counter() - started}


def splink(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Splink's own clustering of pairs, on the same engine and the same integers."""
    from splink import DuckDBAPI
    from splink.clustering import cluster_pairwise_predictions_at_threshold

    connection.execute(f"create temp table nodes as {NODES}")
    api = DuckDBAPI(connection=connection)
    started = time.perf_counter()
    clusters = cluster_pairwise_predictions_at_threshold(
        nodes=connection.table("nodes"),
        edges=connection.sql("select node_a, node_b from raw_bench.pairs"),
        db_api=api,
        node_id_column_name="node",
        edge_id_column_name_left="node_a",
        edge_id_column_name_right="node_b",
    )
    seconds = time.perf_counter() - started
    clusters.drop_table_from_database_and_remove_from_cache()
    return {"seconds": seconds}


def naive(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The usual dbt loop: every node takes the smallest label around it until none changes."""
    connection.execute(f"create temp table labels as select node, node as label from ({NODES})")
    started = time.perf_counter()
    for rounds in range(1, 1_000):
        connection.execute(_NAIVE_ROUND)
        changed = connection.execute(
            "select count(*) from labels inner join next_labels using (node)"
            " where labels.label <> next_labels.label"
        ).fetchall()[0][0]
        connection.execute("drop table labels")
        connection.execute("alter table next_labels rename to labels")
        seconds = time.perf_counter() - started
        if changed == 0 or seconds > NAIVE_SECONDS_AT_MOST:
            return {"seconds": seconds, "rounds": rounds, "is_done": changed == 0}
    return {"seconds": seconds, "rounds": rounds, "is_done": False}


_NAIVE_ROUND = """
create temp table next_labels as
with neighbours as (
    select pairs.node_a as node, labels.label
    from raw_bench.pairs inner join labels on pairs.node_b = labels.node
    union all
    select pairs.node_b as node, labels.label
    from raw_bench.pairs inner join labels on pairs.node_a = labels.node
    union all
    select node, label from labels
)
select node, min(label) as label from neighbours group by node
"""

WAYS: dict[str, Callable[[duckdb.DuckDBPyConnection], dict[str, Any]]] = {
    "scipy": scipy,
    "splink": splink,
    "naive": naive,
}


def main(way: str, database: str) -> None:
    """Run one way and tell how long it took."""
    with duckdb.connect(database, config={"threads": 2}) as connection:
        connection.execute(f"set temp_directory = '{Path(database).parent / 'spill'}'")
        print(json.dumps(WAYS[way](connection)))


if __name__ == "__main__":
    main(*sys.argv[1:])
