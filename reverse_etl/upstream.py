"""What dbt's artifacts say about everything that a sync is made from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from reverse_etl.config import SyncConfig
from reverse_etl.project import Project

_FAILED = {"error", "fail", "skipped", "runtime error", "partial success"}
_STALE = {"error", "runtime error"}


def failed_upstream(sync: SyncConfig, project: Project) -> list[str]:
    """What failed or was skipped, in dbt's last run, of all that the sync is made from."""
    manifest = project.manifest
    nodes = manifest.with_ancestors(list(sync.depends_on))
    relevant = nodes | manifest.tests_of(nodes)
    return [
        f"{_short(result['unique_id'])} has status {result['status']}"
        for result in project.run_results.get("results", [])
        if result["unique_id"] in relevant and result["status"] in _FAILED
    ]


def build_age(project: Project, now: datetime) -> timedelta | None:
    """How long ago dbt's last run ended; none where it left no word of it."""
    ended = _generated_at(project.run_results)
    return None if ended is None else now - ended


def stale_upstream(sync: SyncConfig, project: Project, since: datetime) -> list[str]:
    """The sources of a sync that `dbt source freshness` found too old, if it ran since then."""
    looked_at = _generated_at(project.source_freshness)
    if looked_at is None or looked_at < since:
        return []
    nodes = project.manifest.with_ancestors(list(sync.depends_on))
    return [
        _short(result["unique_id"])
        for result in project.source_freshness.get("results", [])
        if result["unique_id"] in nodes and result["status"] in _STALE
    ]


def _generated_at(artifact: dict[str, Any]) -> datetime | None:
    text = artifact.get("metadata", {}).get("generated_at")
    if not isinstance(text, str):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _short(unique_id: str) -> str:
    kind, _, name = unique_id.split(".", 2)
    return f"{kind} {name}"
