"""What changed rules of identity would do: the models' own candidate, built elsewhere."""

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from reverse_etl.backup import check_manifest
from reverse_etl.config import load_syncs
from reverse_etl.dbt_process import DbtRun, dbt_build
from reverse_etl.project import Manifest, Project
from reverse_etl.rules_comparison import Comparer, Comparison
from reverse_etl.rules_schemas import PreviewPlace, preview_schemas
from reverse_etl.session import Session

log = logging.getLogger(__name__)

# What the gates test, and what compares it with the last run.
_SELECTION = ("+identity_candidate", "+int_profiles_changed", "+int_run_identifiers_compared")


@dataclass(frozen=True)
class RulesPreviewOptions:
    """Vars for dbt, how many examples of each kind, and what becomes of the schemas."""

    variables: Mapping[str, Any] = field(default_factory=dict)
    count_examples: int = 3
    is_replacing: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class RulesPreview:
    """What the next build would publish, and the gates that would stop it; values are masked."""

    target: str
    schema: str | None
    gates: tuple[Mapping[str, Any], ...]
    comparison: Comparison


def preview_rules(session: Session, options: RulesPreviewOptions) -> RulesPreview:
    """Builds identity with the project as it is now, beside what is published, and compares."""
    check_manifest(session)
    project, place = session.project, PreviewPlace(session.project)
    # Both are read before dbt takes seconds, and before the warehouse is touched.
    syncs, gates = load_syncs(project.manifest), _gates(project.manifest)
    log.info("Building identity in %s; nothing is published", place.schema)
    with preview_schemas(
        session, place, is_replacing=options.is_replacing, is_kept=options.is_kept
    ):
        with _profiles(project, place.schema) as profiles_dir:
            run = dbt_build(
                project,
                profiles_dir,
                project.artifacts / "rules_preview",
                {**options.variables, "identity_preview": place.schema},
                [*_SELECTION, *gates],
            )
        with session.warehouse.connect(read_only=True) as connection:
            comparer = Comparer(connection, session.warehouse.dialect, project.manifest, place)
            comparison = comparer.compare(list(syncs.values()), options.count_examples)
    target, schema = str(project.connection["target_name"]), place.schema
    failed = tuple(_failed_gates(run))
    return RulesPreview(target, schema if options.is_kept else None, failed, comparison)


def _gates(manifest: Manifest) -> list[str]:
    """The tests that stop a build of identity."""
    return [str(test["name"]) for test in manifest.data_tests() if _remedy(test)]


def _failed_gates(run: DbtRun) -> Iterator[Mapping[str, Any]]:
    for result in run.results:
        test = run.manifest.node(result["unique_id"])
        if result["status"] == "warn" and test and (remedy := _remedy(test)):
            yield {"gate": test["name"], "rows": result["failures"], "remedy": remedy}


def _remedy(test: Mapping[str, Any]) -> str | None:
    remedy = (test["config"].get("meta") or {}).get("remedy")
    return str(remedy) if remedy else None


@contextmanager
def _profiles(project: Project, schema: str) -> Iterator[Path]:
    """A folder, closed to others, with the profile that leads dbt to another schema."""
    with tempfile.TemporaryDirectory(prefix="reverse-etl-") as folder:
        profiles = project.profiles_with_schema(schema)
        text = yaml.safe_dump(profiles, allow_unicode=True)
        (Path(folder) / "profiles.yml").write_text(text, encoding="utf-8")
        yield Path(folder)
