"""What became of everything that a sync is made from, when dbt ran it last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from reverse_etl.config import SyncConfig
from reverse_etl.project import Project
from reverse_etl.warehouse import Connection, Dialect

_FAILED = {"error", "fail", "skipped", "runtime error", "partial success"}
_STALE = {"error", "runtime error"}


@dataclass(frozen=True)
class Built:
    """How a node ended, and when dbt's run of it did."""

    status: str
    ended_at: datetime | None


# By the unique ids of the nodes.
Builds = Mapping[str, Built]


def read_builds(connection: Connection, dialect: Dialect, project: Project) -> Builds:
    """What a hook noted of every run of dbt, so that none hides what an earlier one found."""
    schema = dialect.literal(str(project.connection.get("schema")))
    rows = connection.rows(
        "select node_id, status, ended_at from reverse_etl.build_results "
        f"where target_schema = {schema}"
    )
    return {str(node): Built(str(how), at.replace(tzinfo=UTC)) for node, how, at in rows}


def builds_of(sync: SyncConfig, project: Project, noted: Builds) -> Builds:
    """Those noted in the warehouse; where they do not know the sync's model, dbt's artifacts."""
    if sync.model_id in noted:
        return noted
    ended_at = _generated_at(project.run_results)
    results = project.run_results.get("results", [])
    return {one["unique_id"]: Built(str(one["status"]), ended_at) for one in results}


def failed_upstream(sync: SyncConfig, project: Project, builds: Builds) -> list[str]:
    """What failed or was skipped, when dbt ran it last, of all that the sync is made from."""
    manifest = project.manifest
    nodes = manifest.with_ancestors(list(sync.depends_on))
    relevant = nodes | manifest.tests_of(nodes)
    return [
        f"{_short(node)} has status {built.status}{_since(built)}"
        for node, built in sorted(builds.items())
        if node in relevant and built.status in _FAILED
    ]


def oldest_build(sync: SyncConfig, builds: Builds, now: datetime) -> tuple[str, timedelta] | None:
    """What dbt built longest ago of the models that the sync reads, and how long ago it was."""
    own = {node: builds[node] for node in sync.depends_on if node in builds}
    ages = [
        (now - built.ended_at, _short(node))
        for node, built in (own or builds).items()
        if built.ended_at is not None
    ]
    if not ages:
        return None
    age, node = max(ages)
    return node, age


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


def _since(built: Built) -> str:
    return f" since {built.ended_at:%Y-%m-%d %H:%M} UTC" if built.ended_at else ""


def _short(unique_id: str) -> str:
    kind, _, name = unique_id.split(".", 2)
    return f"{kind} {name}"
