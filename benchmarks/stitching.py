"""The stitching loop beside SciPy's connected components and one GROUP BY of the same pairs.

SciPy works on arrays in memory and is the floor of any implementation; the GROUP BY, over both
directions of all pairs, is the floor of any SQL round. Figures are ratios within one run.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import yaml
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from benchmarks.projects import REPOSITORY, Measured, run

MODEL = """{{ config(
    materialized='stitching_loop',
    meta={
        'loop': 'connected_components', 'node_column': 'node',
        'component_column': 'component', 'max_rounds': 50,
    },
) }}
select node_a, node_b from {{ source('raw', 'pairs') }}
"""
SOURCES = {"sources": [{"name": "raw", "schema": "raw_bench", "tables": [{"name": "pairs"}]}]}
FLOOR = """select count(smallest) from (
    select node, min(neighbour) as smallest from (
        select node_a as node, node_b as neighbour from raw_bench.pairs
        union all
        select node_b as node, node_a as neighbour from raw_bench.pairs
    ) group by node
)"""


def realistic_pairs(count_pairs: int, seed: int) -> Any:
    """People with a handful of identifiers each, and shared devices that draw people together."""
    generator = np.random.default_rng(seed)
    sizes = 1 + generator.zipf(2.2, count_pairs).clip(1, 30)
    hubs = np.repeat(np.arange(count_pairs), sizes)[:count_pairs]
    leaves = np.arange(count_pairs) + hubs.max() + 1
    shared = generator.random(count_pairs) < 0.02
    leaves[shared] = generator.choice(leaves, shared.sum())
    # Real ids tell nothing of who belongs together, and pairs come in no order.
    names = generator.permutation(int(leaves.max()) + 1)
    return generator.permutation(names[np.stack([hubs, leaves], axis=1)])


def ordered_path(count_pairs: int) -> Any:
    """A chain in order of arrival, where naive loops take a step a round."""
    nodes = np.arange(count_pairs + 1)
    return np.stack([nodes[:-1], nodes[1:]], axis=1)


def measure(name: str, pairs: Any, repeats: int) -> dict[str, Any]:
    """Time the three on the same pairs, interleaved; the fastest of each counts."""
    with tempfile.TemporaryDirectory() as folder:
        project = _lay_out(Path(folder))
        _load(project, pairs)
        steps: dict[str, Callable[[], Any]] = {
            "scipy": lambda: _scipy(pairs),
            "group_by": lambda: _query(project, FLOOR),
            "loop": lambda: _build(project),
        }
        seconds: dict[str, list[float]] = {step: [] for step in steps}
        for _ in range(repeats):
            for step, run in steps.items():
                seconds[step].append(run())
        _assert_same_partition(project, pairs)
        rounds = _rounds(project)
    best = {step: min(times) for step, times in seconds.items()}
    return {
        "graph": name,
        "pairs": len(pairs),
        "rounds": rounds,
        "seconds": round(best["loop"], 2),
        "times_scipy": round(best["loop"] / best["scipy"], 2),
        "times_group_by": round(best["loop"] / best["group_by"], 2),
    }


def measure_loop(folder: Path, pairs: Path) -> tuple[Measured, int]:
    """Run the loop once on raw_bench.pairs of a DuckDB file; what it cost, and its rounds."""
    project = _lay_out(folder)
    shutil.copy(pairs, project / "bench.duckdb")
    measured = _run_dbt(project)
    return measured, _rounds(project)


def _lay_out(folder: Path) -> Path:
    shutil.copytree(REPOSITORY / "macros", folder / "macros")
    (folder / "models").mkdir()
    (folder / "models" / "components.sql").write_text(MODEL, encoding="utf-8")
    (folder / "models" / "sources.yml").write_text(yaml.safe_dump(SOURCES), encoding="utf-8")
    project = {"name": "cdp", "profile": "cdp"}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project), encoding="utf-8")
    output = {"type": "duckdb", "path": str(folder / "bench.duckdb"), "threads": 2}
    profile = {"cdp": {"target": "bench", "outputs": {"bench": output}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return folder


def _load(folder: Path, pairs: Any) -> None:
    with duckdb.connect(str(folder / "bench.duckdb")) as connection:
        connection.register("given", {"node_a": pairs[:, 0], "node_b": pairs[:, 1]})
        connection.execute("create schema raw_bench")
        connection.execute("create table raw_bench.pairs as select * from given")


def _scipy(pairs: Any) -> float:
    started = time.perf_counter()
    labels(pairs)
    return time.perf_counter() - started


def labels(pairs: Any) -> Any:
    """The component of every node of an array of shape (pairs, 2), by SciPy."""
    count_nodes = int(pairs.max()) + 1
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(count_nodes, count_nodes))
    return connected_components(graph, directed=False)[1]


def _query(project: Path, sql: str) -> float:
    with duckdb.connect(str(project / "bench.duckdb"), config={"threads": 2}) as connection:
        started = time.perf_counter()
        connection.execute(sql).fetchall()
        return time.perf_counter() - started


def _build(project: Path) -> float:
    return _run_dbt(project).seconds


def _run_dbt(project: Path) -> Measured:
    """In a process of its own: dbt keeps its connection to the file for as long as it lives."""
    arguments = ["run", "--quiet", "--project-dir", str(project), "--profiles-dir", str(project)]
    arguments += ["--target-path", str(project / "target"), "--log-path", str(project / "logs")]
    measured = run("-m", "dbt.cli.main", *arguments)
    results = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))
    seconds = float(results["results"][0]["execution_time"])
    return Measured(seconds, measured.peak_megabytes, measured.output)


def _rounds(project: Path) -> int:
    log = (project / "logs" / "dbt.log").read_text(encoding="utf-8")
    return int(log.rsplit("components: done in ", 1)[1].split(" ")[0])


def _assert_same_partition(project: Path, pairs: Any) -> None:
    with duckdb.connect(str(project / "bench.duckdb")) as connection:
        found = connection.execute("select node, component from main.components").fetchnumpy()
    expected = labels(pairs)[found["node"]]
    both = np.unique(np.stack([expected, found["component"]], axis=1), axis=0)
    if not len(both) == len(np.unique(expected)) == len(np.unique(found["component"])):
        raise RuntimeError("The loop and SciPy disagree on the components")
