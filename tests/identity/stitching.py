"""Builds the shipped identity models over a test's sightings, on a warehouse of its own."""

import csv
import hashlib
import io
import os
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.files import FileHash
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import SeedNode

from tests.identity.oracle import Node, Override, Resolution, Rules, Sighting, read_blocked
from tests.lean_dbt import make_dbt_lean
from tests.manifests import hash_of_files, parsed_once

REPOSITORY = Path(__file__).resolve().parents[2]
make_dbt_lean()
SOURCES: dict[str, dict[str, Any]] = {
    "events": {"kind": "events", "feeds": ["identifiers"]},
    "entities": {"kind": "entities", "deletes": "compare", "feeds": ["identifiers"]},
}
SELECTION = ("cdp.reference", "cdp.identity", "cdp.staging")
# Vars that no model's settings hang on; those of the limits hang on the identifier types.
RULES = {"as_of", "blocked_patterns", "identity_namespace"}
# Writing what nobody reads takes a quarter of a small build.
UNWRITTEN = ("--no-write-json", "--log-level-file", "none")
SIGHTING_COLUMNS = (
    "source_name text, record_id text, identifier_type text, identifier_value text, "
    "observed_at timestamp, loaded_at timestamp, is_authenticated boolean, is_deleted boolean"
)
REJECTED = """
select
    side_a.identifier_type, side_a.identifier_value,
    side_b.identifier_type, side_b.identifier_value, broken_rule
from cdp_identity.identity_rejected_edges as rejected
inner join cdp_identity.identifiers as side_a on rejected.identifier_a_id = side_a.identifier_id
inner join cdp_identity.identifiers as side_b on rejected.identifier_b_id = side_b.identifier_id
"""


@dataclass
class Warehouse:
    """A database that belongs to one test: its dbt environment and how to talk to it."""

    target: str
    environment: Mapping[str, str]

    @property
    def database(self) -> str:
        """Its name, as dbt writes it before each schema."""
        if self.target == "duckdb":
            return Path(self.environment["CDP_DUCKDB_PATH"]).stem
        return self.environment["CDP_POSTGRES_DATABASE"]

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        connection = self.connect()
        try:
            yield connection.cursor()
            connection.commit()
        finally:
            connection.close()

    def connect(self, database: str | None = None) -> Any:
        if self.target == "duckdb":
            return duckdb.connect(self.environment["CDP_DUCKDB_PATH"])
        names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        settings = {key: self.environment[f"CDP_POSTGRES_{name}"] for key, name in names.items()}
        name = database or self.environment["CDP_POSTGRES_DATABASE"]
        return psycopg2.connect(dbname=name, **settings)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.cursor() as cursor:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Told:
    """What an operation said."""

    is_success: bool
    text: str


class StitchingProject:
    """The shipped macros and identity models around two sources of sightings."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.folder = folder
        self.warehouse = warehouse
        self.overrides: list[Override] = []
        # What is in the warehouse already need not be loaded again.
        self._seeded = ""
        self._lay_out()

    def _lay_out(self) -> None:
        shipped = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))
        self.vars: dict[str, Any] = shipped["vars"] | {
            "cdp_sources": SOURCES,
            "identity_namespace": "test-namespace",
            # Its two sources tell of no attributes.
            "contradictions": [],
        }
        # The hooks of syncs and raw tables are not identity's.
        hooks = {
            "on-run-start": [one for one in shipped["on-run-start"] if "identity" in one],
            "on-run-end": [one for one in shipped["on-run-end"] if "build_results" not in one],
        }
        self._project = shipped | {"vars": self.vars} | hooks
        self.folder.mkdir(parents=True, exist_ok=True)
        self._write_project()
        # Copies, not links: dbt does not follow a link below the folders it searches.
        copied = {
            "macros": "macros",
            "models/identity": "models/identity",
            "models/staging/graphs": "tests/identity/project/models/staging/graphs",
            "seeds/reference": "seeds/reference",
            "tests/dbt/generic": "tests/dbt/generic",
            "tests/dbt/identity": "tests/dbt/identity",
        }
        for folder, shipped_folder in copied.items():
            shutil.copytree(REPOSITORY / shipped_folder, self.folder / folder)
        shutil.copy(REPOSITORY / "profiles.yml", self.folder)

    def _write_project(self) -> None:
        path = self.folder / "dbt_project.yml"
        path.write_text(yaml.safe_dump(self._project), encoding="utf-8")

    def set_rules(self, identifier_types: Mapping[str, Any]) -> None:
        """Replace the declared identifier types."""
        self.vars["identifier_types"] = identifier_types
        self._write_project()

    def set_sources(self, sources: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the declared sources."""
        self.vars["cdp_sources"] = sources
        self._write_project()

    def set_variables(self, variables: Mapping[str, Any]) -> None:
        """Replace some of the project's vars."""
        self.vars.update(variables)
        self._write_project()

    def set_as_of(self, as_of: datetime) -> None:
        """Say what instant is now."""
        self.vars["as_of"] = as_of.isoformat(sep=" ")
        self._write_project()

    def set_blocked(
        self, rows: Collection[Mapping[str, str]], patterns: Mapping[str, list[str]]
    ) -> None:
        """Replace the block list."""
        path = self.folder / "seeds/reference/blocked_identifiers.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, ["identifier_type", "match_kind", "value", "category", "note"]
            )
            writer.writeheader()
            writer.writerows(rows)
        self.vars["blocked_patterns"] = patterns
        self._write_project()

    def rules(self) -> Rules:
        """The rules the project builds with, for the oracle."""
        return Rules(
            identifier_types=self.vars["identifier_types"],
            kinds={name: source["kind"] for name, source in self.vars["cdp_sources"].items()},
            namespace=self.vars["identity_namespace"],
            blocked=read_blocked(self.folder / "seeds/reference/blocked_identifiers.csv"),
            blocked_patterns=self.vars["blocked_patterns"],
            overrides=self.overrides,
        )

    def load(self, sightings: Iterable[Sighting]) -> None:
        """Replace the raw rows."""
        with self.warehouse.cursor() as cursor:
            cursor.execute("create schema if not exists raw_graphs")
            cursor.execute("drop table if exists raw_graphs.sightings cascade")
            cursor.execute(f"create table raw_graphs.sightings ({SIGHTING_COLUMNS})")
            self._copy(cursor, sightings)

    def _copy(self, cursor: Any, sightings: Iterable[Sighting]) -> None:
        rows = io.StringIO()
        writer = csv.writer(rows)
        for sighting in sightings:
            writer.writerow("\\N" if value is None else value for value in astuple(sighting))
        if not rows.tell():
            return
        if self.warehouse.target == "postgres":
            rows.seek(0)
            copy = "copy raw_graphs.sightings from stdin with (format csv, null '\\N')"
            cursor.copy_expert(copy, rows)
            return
        path = self.folder / "sightings.csv"
        path.write_text(rows.getvalue(), encoding="utf-8")
        # Told rather than guessed: there is nothing to guess from where there are no rows.
        options = "format csv, auto_detect false, delim ',', quote '\"', nullstr '\\N'"
        cursor.execute(f"copy raw_graphs.sightings from '{path}' ({options})")

    def forget(self) -> None:
        """Drop all that was built, so that the next build knows of no earlier ids."""
        with self.warehouse.cursor() as cursor:
            cursor.execute("drop schema if exists cdp_identity cascade")

    def set_overrides(self, overrides: Iterable[Override]) -> None:
        """Replace the analyst's rows."""
        self.overrides = list(overrides)
        path = self.folder / "seeds/reference/identity_overrides.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            for override in self.overrides:
                writer.writerow(
                    {
                        "override_id": override.override_id,
                        "action": override.action,
                        "identifier_a_type": override.side_a[0],
                        "identifier_a_value": override.side_a[1],
                        "identifier_b_type": override.side_b[0],
                        "identifier_b_value": override.side_b[1],
                        "author": "test",
                        "reason": "test",
                    }
                )

    def build(
        self,
        *arguments: str,
        selection: Sequence[str] = SELECTION,
        variables: Mapping[str, Any] | None = None,
        with_data_tests: bool = False,
    ) -> dbtRunnerResult:
        """Run dbt build over reference seeds and identity.

        Data tests, the gates among them, take two thirds of the time, so they run where asked for.
        """
        os.environ.update(self.warehouse.environment)
        command = [*self.command(selection, variables), *UNWRITTEN, *arguments]
        if not with_data_tests:
            command += ["--exclude", "resource_type:test"]
        seeds = hash_of_files(self.folder, ("seeds",))
        if seeds == self._seeded:
            command += ["--exclude", "resource_type:seed"]
        result = dbtRunner(manifest=self.parsed(variables)).invoke(command)
        if "cdp.reference" in selection:
            self._seeded = seeds if result.success else ""
        return result

    def compiled(self, template: str) -> str:
        """A query in Jinja as dbt compiles it."""
        os.environ.update(self.warehouse.environment)
        runner = dbtRunner(manifest=self.parsed())
        result = runner.invoke(
            ["compile", "--quiet", "--inline", template, *self.options(), *UNWRITTEN]
        )
        assert result.success, result.exception
        return str(result.result.results[0].node.compiled_code)  # type: ignore[union-attr]

    def operation(self, macro: str, arguments: Mapping[str, Any]) -> Told:
        """Run a macro as an operation, as a user does."""
        os.environ.update(self.warehouse.environment)
        printed: list[str] = []

        def hear(event: Any) -> None:
            if event.info.name in ("PrintEvent", "MainEncounteredError", "LogDebugStackTrace"):
                printed.append(event.info.msg)

        runner = dbtRunner(manifest=self.parsed(), callbacks=[hear])
        arguments_told = ["--args", yaml.safe_dump(dict(arguments))]
        result = runner.invoke(
            ["run-operation", macro, *arguments_told, "--quiet", *self.options(), *UNWRITTEN]
        )
        if result.exception:
            printed.append(str(result.exception))
        return Told(result.success, "\n".join(printed))

    def parsed(self, variables: Mapping[str, Any] | None = None) -> Manifest:
        """The project as dbt parsed it, at this project's place.

        To parse takes as long as to build, and a process does it once for all projects that differ
        in nothing but their rows, block list and overrides.
        """
        told = dict(variables or {})
        manifest = parsed_once(
            self._structure(told),
            lambda: self._parse(told, *UNWRITTEN),
            self.warehouse.database,
        )
        assert manifest
        for node in manifest.nodes.values():
            if isinstance(node, SeedNode):
                node.root_path = str(self.folder)
                # Another block list is another rule: its hash is part of the rules' fingerprint.
                path = self.folder / node.original_file_path
                node.checksum = FileHash.from_contents(path.read_text(encoding="utf-8"))
        manifest.build_flat_graph()
        return manifest

    def _structure(self, variables: dict[str, Any]) -> str:
        """A hash of all that decides what dbt makes of the project when it parses it."""
        shape = {name: value for name, value in self.vars.items() if name not in RULES}
        told = {name: value for name, value in variables.items() if name not in RULES}
        files = hash_of_files(self.folder, ("macros", "models", "tests"))
        parts = [self.warehouse.target, repr(self._project | {"vars": shape}), repr(told), files]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def write_artifacts(self) -> None:
        """Write what `dbt parse` leaves for the command line to read; builds do not."""
        os.environ.update(self.warehouse.environment)
        self._parse({})

    def _parse(self, variables: dict[str, Any], *flags: str) -> Manifest:
        result = dbtRunner().invoke(["parse", "--quiet", *self.options(variables), *flags])
        assert isinstance(result.result, Manifest), result.exception
        return result.result

    def command(
        self, selection: Sequence[str] = SELECTION, variables: Mapping[str, Any] | None = None
    ) -> list[str]:
        """The arguments of dbt for a build of reference seeds and identity."""
        return ["build", "--quiet", *self.options(variables), "--select", *selection]

    def options(self, variables: Mapping[str, Any] | None = None) -> list[str]:
        """What any command of dbt is told of the project, its warehouse and its folders."""
        options = ["--target", self.warehouse.target]
        options += ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        options += ["--target-path", str(self.folder / "target")]
        options += ["--log-path", str(self.folder / "logs")]
        if variables:
            options += ["--vars", yaml.safe_dump(dict(variables))]
        return options

    def resolution(self) -> Resolution:
        """What the warehouse says now."""
        published = self.warehouse.query(
            "select identifier_type, identifier_value, profile_id from cdp_identity.identity_graph"
        )
        quarantined = self.warehouse.query(
            "select identifier_type, identifier_value, quarantine_reason "
            "from cdp_identity.identifiers where not is_usable"
        )
        rejected: dict[frozenset[Node], set[str]] = defaultdict(set)
        for *ends, rule in self.warehouse.query(REJECTED):
            edge = frozenset(((ends[0], ends[1]), (ends[2], ends[3])))
            rejected[edge].add("no rule" if rule is None else rule)
        return Resolution(
            {(name, value): profile_id for name, value, profile_id in published},
            {(name, value): reason for name, value, reason in quarantined},
            {edge: frozenset(rules) for edge, rules in rejected.items()},
        )
