"""Finds a dbt project, its connection and its artifacts, without importing dbt."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from reverse_etl.errors import ConfigurationError
from reverse_etl.rendering import Renderer, read_yaml

_BUILD = "Run `dbt build` in the project first."


@dataclass(frozen=True)
class Project:
    """A dbt project on disk and the warehouse its profile leads to."""

    directory: Path
    profiles_dir: Path | None = None
    target_name: str | None = None
    target_path: Path | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def file(self) -> Path:
        """The project file itself."""
        return self.directory / "dbt_project.yml"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """dbt_project.yml, not rendered."""
        remedy = "Run reverse-etl in the dbt project, or name it with --project-dir."
        return read_yaml(self.file, remedy)

    @cached_property
    def artifacts(self) -> Path:
        """The folder into which dbt writes."""
        configured = (
            self.target_path
            or self.environ.get("DBT_TARGET_PATH")
            or Renderer(self.file, self.environ).render(self.settings.get("target-path"))
            or "target"
        )
        return self.directory / Path(configured)

    @cached_property
    def profiles_file(self) -> Path:
        """The profiles.yml that dbt would read."""
        home = Path(self.environ.get("HOME", "~")).expanduser() / ".dbt"
        if self.profiles_dir or self.environ.get("DBT_PROFILES_DIR"):
            chosen = self.profiles_dir or Path(self.environ["DBT_PROFILES_DIR"])
            # dbt reads the variable from the folder it was started in.
            return chosen / "profiles.yml"
        places = [self.directory / "profiles.yml", home / "profiles.yml"]
        return next((place for place in places if place.exists()), places[0])

    @cached_property
    def profile_name(self) -> str:
        """The profile of the project."""
        return self.environ.get("DBT_PROFILE") or str(self.settings.get("profile"))

    @cached_property
    def _profile(self) -> dict[str, Any]:
        file = self.profiles_file
        profiles = read_yaml(file, "Name its folder with --profiles-dir.")
        return _entry(profiles, self.profile_name, f"{file}: profile", self.file)

    @cached_property
    def _output(self) -> tuple[str, dict[str, Any]]:
        file = self.profiles_file
        target = (
            self.target_name
            or self.environ.get("DBT_TARGET")
            or Renderer(file, self.environ).render(self._profile.get("target", "default"))
        )
        what = f"{file}: profile {self.profile_name}:"
        outputs = _entry(self._profile, "outputs", what, file)
        return str(target), _entry(outputs, str(target), f"{file}: target", file)

    @cached_property
    def connection(self) -> dict[str, Any]:
        """The chosen output of the project's profile, rendered."""
        target, output = self._output
        rendered = Renderer(self.profiles_file, self.environ).render(output)
        return {**rendered, "target_name": target}

    def profiles_with_schema(self, schema: str) -> dict[str, Any]:
        """A profiles.yml that differs from the project's in its schema; not rendered."""
        target, output = self._output
        outputs = {target: {**output, "schema": schema}}
        return {self.profile_name: {"target": target, "outputs": outputs}}

    @cached_property
    def manifest(self) -> "Manifest":
        """What dbt knew of the project when it last ran."""
        return Manifest(read_artifact(self.artifacts / "manifest.json"))

    @cached_property
    def run_results(self) -> dict[str, Any]:
        """What dbt's last run did; empty if there is none."""
        file = self.artifacts / "run_results.json"
        return read_artifact(file) if file.exists() else {}

    @cached_property
    def source_freshness(self) -> dict[str, Any]:
        """What `dbt source freshness` found last; empty if it never looked."""
        file = self.artifacts / "sources.json"
        return read_artifact(file) if file.exists() else {}

    def variable(self, name: str, package: str) -> Any:
        """A var of dbt_project.yml as a package sees it; none if it is not there."""
        declared = self.settings.get("vars") or {}
        of_package = declared.get(package)
        scoped = of_package if isinstance(of_package, dict) else {}
        return scoped.get(name, declared.get(name))

    def stale_files(self) -> list[Path]:
        """Project files that changed after dbt last read them."""
        read_at = (self.artifacts / "manifest.json").stat().st_mtime
        return [file for file in self._files() if file.stat().st_mtime > read_at]

    def _files(self) -> Iterator[Path]:
        yield self.file
        for setting, default in (("model-paths", "models"), ("macro-paths", "macros")):
            for folder in self.settings.get(setting) or [default]:
                for ending in ("*.sql", "*.yml", "*.yaml", "*.py"):
                    yield from sorted((self.directory / folder).rglob(ending))


def _entry(mapping: Mapping[str, Any], name: str, what: str, file: Path) -> dict[str, Any]:
    found = mapping.get(name)
    if isinstance(found, dict):
        return found
    known = ", ".join(str(key) for key in mapping) or "none"
    raise ConfigurationError(
        f"{what} {name} is not a mapping there (found: {known}).",
        f"Write it there, or correct the name in {file}.",
    )


def read_artifact(file: Path, remedy: str = _BUILD) -> dict[str, Any]:
    """One of dbt's JSON files; raises with the remedy where it is missing or broken."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigurationError(f"{file} does not exist.", remedy) from None
    except json.JSONDecodeError:
        raise ConfigurationError(f"{file} is not whole JSON.", remedy) from None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{file} is not one of dbt's artifacts.", remedy)
    return document


class Manifest:
    """The parts of dbt's manifest.json that commands need."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.metadata: dict[str, Any] = document.get("metadata", {})
        self._nodes: dict[str, Any] = document.get("nodes", {})
        self._sources: dict[str, Any] = document.get("sources", {})
        self._parents: dict[str, list[str]] = document.get("parent_map", {})
        self.exposures: list[dict[str, Any]] = [
            exposure
            for exposure in document.get("exposures", {}).values()
            if exposure.get("config", {}).get("enabled", True)
        ]

    def node(self, unique_id: str) -> dict[str, Any] | None:
        """A model, seed or snapshot by its unique id."""
        return self._nodes.get(unique_id)

    def model_named(self, name: str) -> dict[str, Any] | None:
        """The model of that name."""
        models = (node for node in self._nodes.values() if node["name"] == name)
        return next((node for node in models if node["resource_type"] == "model"), None)

    def models(self) -> list[dict[str, Any]]:
        """Every model that is not switched off, by name."""
        models = [node for node in self._nodes.values() if node["resource_type"] == "model"]
        return sorted(models, key=lambda node: str(node["name"]))

    def relation_ids(self) -> dict[str, str]:
        """The unique id of every model, seed, snapshot and source by the name SQL has for it."""
        nodes = [*self._nodes.values(), *self._sources.values()]
        return {
            str(node["relation_name"]): str(node["unique_id"])
            for node in nodes
            if node.get("relation_name")
        }

    def node_of_relation(self, schema: str, name: str) -> dict[str, Any] | None:
        """The model, seed or source that is the relation."""
        return self._by_relation.get((schema, name))

    @cached_property
    def _by_relation(self) -> dict[tuple[str, str], dict[str, Any]]:
        kinds = ("model", "seed", "snapshot", "source")
        nodes = [*self._nodes.values(), *self._sources.values()]
        return {
            (str(node["schema"]), str(node.get("alias") or node["identifier"])): node
            for node in nodes
            if node["resource_type"] in kinds
        }

    def data_tests(self) -> list[dict[str, Any]]:
        """Every data test that is not switched off, by name."""
        tests = [node for node in self._nodes.values() if node["resource_type"] == "test"]
        return sorted(tests, key=lambda node: str(node["name"]))

    def source_tables(self, source_name: str) -> list[dict[str, Any]]:
        """The tables of a source, by name."""
        tables = [one for one in self._sources.values() if one["source_name"] == source_name]
        return sorted(tables, key=lambda node: str(node["name"]))

    def with_ancestors(self, unique_ids: Iterable[str]) -> set[str]:
        """The nodes and everything they are made from."""
        return reached(unique_ids, self.parents)

    def parents(self, unique_id: str) -> list[str]:
        """What a node is made from directly."""
        return self._parents.get(unique_id, [])

    def with_descendants(self, unique_ids: Iterable[str]) -> set[str]:
        """The nodes and everything that is made from them."""
        children: dict[str, list[str]] = {}
        for child, parents in self._parents.items():
            for parent in parents:
                children.setdefault(parent, []).append(child)
        return reached(unique_ids, lambda parent: children.get(parent, ()))

    def tests_of(self, unique_ids: set[str]) -> set[str]:
        """The data tests and unit tests that look at any of the nodes."""
        return {
            test
            for test, parents in self._parents.items()
            if test.startswith(("test.", "unit_test.")) and unique_ids & set(parents)
        }


def reached(starts: Iterable[str], neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    """The starts, and all that they lead to from neighbour to neighbour."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(neighbours(current))
    return found
