"""Manifests of dbt, parsed once in a process for all projects that differ in their place alone."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest

# What dbt reads of a project when it parses it.
_PARTS = ("dbt_project.yml", "macros", "models", "seeds", "tests")
_PARSED: dict[str, Manifest] = {}


def parsed_once(shape: str, parse: Callable[[], Manifest | None], database: str) -> Manifest | None:
    """A manifest of that shape, to be built in the database; None where it cannot be parsed."""
    if shape not in _PARSED:
        manifest = parse()
        if manifest is None:
            return None
        # dbt cannot copy a manifest that has models which are off.
        manifest.disabled = {}
        _PARSED[shape] = manifest
    copied = _PARSED[shape].deepcopy()
    for node in (*copied.nodes.values(), *copied.sources.values()):
        node.database = database
    return copied


def hash_of_files(folder: Path, parts: tuple[str, ...] = _PARTS) -> str:
    """A hash of names and contents of a project's files."""
    digest = hashlib.sha256()
    for part in parts:
        paths = [folder / part] if (folder / part).is_file() else (folder / part).rglob("*.*")
        for path in sorted(paths):
            digest.update(str(path.relative_to(folder)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
