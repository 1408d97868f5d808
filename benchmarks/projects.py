"""dbt projects that hold what is measured, each run in a process of its own."""

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

REPOSITORY = Path(__file__).resolve().parents[1]
FEEDS = {
    "events": {"kind": "events", "feeds": ["identifiers"]},
    "entities": {"kind": "entities", "feeds": ["identifiers"]},
}
FEED = "select * from {{ source('graphs', 'sightings') }} where source_name = '%s'\n"


@dataclass(frozen=True)
class Measured:
    """What one process cost."""

    seconds: float
    peak_megabytes: int
    output: str
    cpu_seconds: float = 0.0


def run(*command: str) -> Measured:
    """Run a command in this repository; its peak memory is that of the process."""
    reading, writing = os.pipe()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, *command],
        os.environ | {"PYTHONPATH": str(REPOSITORY)},
        file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)],
    )
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as stream:
        output = stream.read()
    _, status, usage = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output[-2000:]}")
    return Measured(0.0, usage.ru_maxrss // 1024, output, usage.ru_utime + usage.ru_stime)


class IdentityProject:
    """The shipped identity models around one table of sightings, raw_graphs.sightings."""

    def __init__(self, folder: Path, memory_limit: str | None = None) -> None:
        self.folder = folder
        self.database = folder / "bench.duckdb"
        self._lay_out(memory_limit)

    def _lay_out(self, memory_limit: str | None) -> None:
        for copied in ("macros", "models/identity", "seeds/reference", "tests/dbt/generic"):
            shutil.copytree(REPOSITORY / copied, self.folder / copied)
        staging = self.folder / "models/staging/given"
        staging.mkdir(parents=True)
        for name, sql in self.staging().items():
            (staging / name).write_text(sql, encoding="utf-8")
        _write_yaml(staging / "sources.yml", {"sources": [self.sources()]})
        shipped = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))
        variables = shipped["vars"] | self.variables(shipped["vars"])
        hooks: dict[str, Any] = {"on-run-start": [], "on-run-end": []}
        _write_yaml(self.folder / "dbt_project.yml", shipped | hooks | {"vars": variables})
        settings: dict[str, Any] = {"preserve_insertion_order": False}
        if memory_limit:
            settings["memory_limit"] = memory_limit
        output = {"type": "duckdb", "path": str(self.database), "schema": "cdp", "threads": 2}
        output["settings"] = settings
        _write_yaml(
            self.folder / "profiles.yml",
            {"cdp": {"target": "bench", "outputs": {"bench": output}}},
        )

    def staging(self) -> dict[str, str]:
        """The feeds, as files of SQL by their names."""
        return {f"feed_{name}__identifiers.sql": FEED % name for name in FEEDS}

    def sources(self) -> dict[str, Any]:
        """What the feeds read."""
        return {"name": "graphs", "schema": "raw_graphs", "tables": [{"name": "sightings"}]}

    def variables(self, shipped: dict[str, Any]) -> dict[str, Any]:
        """The vars that are not as shipped."""
        return {
            "cdp_sources": FEEDS,
            "identity_namespace": "benchmark-namespace",
            "contradictions": [],
        }

    def seed(self) -> None:
        """Load the block list and the overrides."""
        self._dbt("seed", "--select", "cdp.reference")

    def build(self) -> Measured:
        """Run all identity models once; seconds are those that dbt executed."""
        measured = self._dbt("run", "--select", "cdp.identity", "cdp.staging")
        results = json.loads((self.folder / "target/run_results.json").read_text("utf-8"))
        return Measured(results["elapsed_time"], measured.peak_megabytes, measured.output)

    def slowest(self, count: int) -> list[tuple[str, float]]:
        """The models that took longest in the last build, with their seconds."""
        results = json.loads((self.folder / "target/run_results.json").read_text("utf-8"))
        times = [
            (row["unique_id"].rsplit(".", 1)[-1], row["execution_time"])
            for row in results["results"]
        ]
        return sorted(times, key=lambda time: -time[1])[:count]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), config={"threads": 2}) as connection:
            return connection.execute(sql).fetchall()

    def _dbt(self, command: str, *arguments: str) -> Measured:
        folder = str(self.folder)
        options = ["--quiet", "--project-dir", folder, "--profiles-dir", folder]
        options += ["--target-path", f"{folder}/target", "--log-path", f"{folder}/logs"]
        return run("-m", "dbt.cli.main", command, *options, *arguments)


class GiantProject(IdentityProject):
    """The same rules without limits, so that shared devices make one giant cluster."""

    LIMITS = frozenset({"max_per_profile", "max_profiles_per_value", "bridges"})

    def variables(self, shipped: dict[str, Any]) -> dict[str, Any]:
        types = {
            name: {setting: value for setting, value in rule.items() if setting not in self.LIMITS}
            for name, rule in shipped["identifier_types"].items()
        }
        return super().variables(shipped) | {"identifier_types": types}


def _write_yaml(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
