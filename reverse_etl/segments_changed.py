"""Which segments a working copy changes: the SQL that dbt makes of it, beside a saved one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Manifest, reached, read_artifact

MEMBERS_MODEL = "int_segment_members"
_PREFIX = "seg_"
# Made by their SELECT alone, so what changes in one can be followed.
FOLLOWED = ("view", "table")
_BUILDS = ("build", "run")
_SAVE = "Save target/manifest.json after each whole `dbt build` of production, and name its folder."
_SHOWN = 5


@dataclass(frozen=True)
class Changes:
    """The segments to preview, and the models that are to be made anew for them.

    as_published: models that changed too, but that the preview reads as they were last built.
    """

    segments: tuple[str, ...]
    models: frozenset[str]
    as_published: tuple[str, ...]


class SegmentModels:
    """The segments of a project, as a manifest has them."""

    def __init__(self, manifest: Manifest, file: Path) -> None:
        members = manifest.model_named(MEMBERS_MODEL)
        if members is None:
            raise ConfigurationError(
                f"{file} has no model {MEMBERS_MODEL}, which unites the segments.",
                "Name the project that has segments with --project-dir.",
            )
        self.manifest = manifest
        self.file = file
        parents = (manifest.node(one) for one in manifest.parents(members["unique_id"]))
        self.listed = _by_name(parent for parent in parents if parent)
        self.members_id = str(members["unique_id"])

    @cached_property
    def unlisted(self) -> tuple[str, ...]:
        """Segments that have a file and no line in the var segments."""
        named = _by_name(self.manifest.models())
        return tuple(sorted(named.keys() - self.listed.keys()))

    def followed(self, *unique_ids: str) -> set[str]:
        """The models, and all that reaches them through views and tables alone."""
        parents = self.manifest.parents
        return reached(unique_ids, lambda one: filter(self._is_followed, parents(one)))

    def is_made_by_select(self, unique_id: str) -> bool:
        """Whether a model is a relation that holds what its SELECT gives."""
        node = self.manifest.node(unique_id)
        return bool(node) and _materialized(node) in FOLLOWED

    def _is_followed(self, unique_id: str) -> bool:
        node = self.manifest.node(unique_id)
        return bool(
            node
            and node["resource_type"] == "model"
            and _materialized(node) in (*FOLLOWED, "ephemeral")
            and node.get("language", "sql") == "sql"
        )


def _by_name(models: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Unique ids of the models of segments, by the segment's name."""
    return {
        str(model["name"]).removeprefix(_PREFIX): str(model["unique_id"])
        for model in models
        if str(model["name"]).startswith(_PREFIX)
    }


def _materialized(node: Mapping[str, Any] | None) -> str:
    return str((node or {}).get("config", {}).get("materialized"))


def segment_name(given: str) -> str:
    """The name of a segment, given as such, as that of its model or as its file."""
    return Path(given).name.split(".")[0].removeprefix(_PREFIX)


def read_state(folder: Path, project_name: str) -> SegmentModels:
    """The segments of a saved manifest; raises where it does not tell what was built."""
    file = folder / "manifest.json"
    manifest = Manifest(read_artifact(file, _SAVE))
    found = manifest.metadata.get("project_name")
    if found != project_name:
        raise ConfigurationError(f"{file} is of the project {found}, not {project_name}.", _SAVE)
    results_file = folder / "run_results.json"
    results = read_artifact(results_file, _SAVE) if results_file.exists() else {}
    if results.get("metadata", {}).get("invocation_id") == manifest.metadata.get("invocation_id"):
        which = results.get("args", {}).get("which")
        if which and which not in _BUILDS:
            raise ConfigurationError(
                f"{file} was written by `dbt {which}`: that builds nothing.",
                f"{_SAVE} Or name the segments to preview.",
            )
    models = SegmentModels(manifest, file)
    _check_compiled(models)
    return models


def find_changes(now: SegmentModels, before: SegmentModels) -> Changes:
    """What differs in the SQL of the segments, and of all that they are made from.

    SQL is compared as dbt renders it, so that a changed macro or var counts where it is used.
    """
    followed = {name: now.followed(unique_id) for name, unique_id in now.listed.items()}
    every = set[str]().union(*followed.values())
    sql_now, sql_before = _ComparableSql(now.manifest), _ComparableSql(before.manifest)
    changed = {one for one in every if sql_now.of(one) != sql_before.of(one)}
    names = [name for name, models in followed.items() if models & changed]
    removed = before.listed.keys() - now.listed.keys()
    others = now.manifest.with_ancestors(now.listed.values()) - every
    return Changes(
        segments=tuple(sorted({*names, *removed})),
        models=frozenset(changed),
        as_published=tuple(sorted(_edited(now.manifest, before.manifest, others))),
    )


def limited(changes: Changes, now: SegmentModels, names: Iterable[str]) -> Changes:
    """The same for some segments alone, whether or not they changed, and those that read them."""
    wanted = set(names)
    own = {unique_id for name, unique_id in now.listed.items() if name in wanted}
    readers = {name for name, one in now.listed.items() if now.followed(one) & own}
    models = frozenset(changes.models & now.followed(*own) | own)
    return Changes(tuple(sorted(wanted | readers)), models, changes.as_published)


def _check_compiled(models: SegmentModels) -> None:
    every = models.followed(*models.listed.values())
    nodes = [models.manifest.node(one) for one in sorted(every)]
    lacking = [
        str(node["name"])
        for node in nodes
        if node and _materialized(node) in FOLLOWED and not node.get("compiled_code")
    ]
    if lacking:
        more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        raise ConfigurationError(
            f"{models.file} lacks the SQL of {', '.join(lacking[:_SHOWN])}{more}: the run of dbt "
            "that wrote it did not build them.",
            f"{_SAVE} Or name the segments to preview.",
        )


def _edited(now: Manifest, before: Manifest, unique_ids: set[str]) -> Iterable[str]:
    """Models whose own file differs, among those that cannot be followed."""
    for unique_id in unique_ids:
        node, saved = now.node(unique_id), before.node(unique_id)
        is_model = node and node["resource_type"] == "model"
        if node and is_model and (saved or {}).get("checksum") != node.get("checksum"):
            yield str(node["name"])


class _ComparableSql:
    """The SQL of models with the names of relations replaced by what they stand for.

    The saved manifest may be of another target, whose schemas have other names.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._ids = manifest.relation_ids()
        names = sorted(self._ids, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, names)) or "(?!)")

    def of(self, unique_id: str) -> Any:
        """None for a model that is not there; its file for one not made by its SQL alone."""
        node = self._manifest.node(unique_id)
        if node is None:
            return None
        if _materialized(node) not in FOLLOWED:
            return node.get("checksum")
        code = str(node.get("compiled_code") or "")
        return self._names.sub(lambda found: self._ids[found[0]], code).strip()
