"""Syncs as Dagster assets, each after the model it sends; needs warehouse-cdp[dagster]."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reverse_etl.config import SyncConfig
from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.records import SyncResult
from reverse_etl.runner import SyncOptions, run_sync
from reverse_etl.session import Session

try:
    import dagster
except ModuleNotFoundError as missing:
    raise ConfigurationError(
        "Dagster is not installed.", "Install warehouse-cdp[dagster]."
    ) from missing

__all__ = ["sync_assets"]

# What nobody has to mend may be well the next time: failed records, a guard that a person lifts,
# another process at work.
_MAY_PASS = (1, 3)


def sync_assets(
    directory: Path, names: Sequence[str] = (), group_name: str = "syncs"
) -> list[dagster.AssetsDefinition]:
    """One asset a sync of the dbt project in directory: the named ones, or all.

    An asset's key is its destination and its name; it comes after the asset of its model, under the
    key that dagster-dbt gives that. A run gives the counts as metadata. One that ends otherwise
    than with exit code 0 fails, with the reason as its description; Dagster may try it again where
    no person has to mend anything first.
    """
    project = Project(directory)
    return [_asset(project, sync, group_name) for sync in Session(project).syncs(list(names))]


def _asset(project: Project, sync: SyncConfig, group_name: str) -> dagster.AssetsDefinition:
    model = project.manifest.node(sync.model_id) or {}

    @dagster.asset(
        key=[sync.destination, sync.name],
        deps=[_model_key(model)],
        group_name=group_name,
        kinds={"reverse_etl"},
        description=f"Sends {model.get('name')} to {sync.destination} ({sync.file}).",
    )
    def carry_out() -> dagster.MaterializeResult[Any]:
        # Read anew: dbt may have written other artifacts since the code location was loaded.
        session = Session(Project(directory=project.directory))
        (current,) = session.syncs([sync.name])
        return _told(run_sync(session, current, SyncOptions()))

    return carry_out


def _model_key(model: dict[str, Any]) -> list[str]:
    schema = model.get("config", {}).get("schema")
    return [*([schema] if schema else []), str(model.get("name"))]


def _told(result: SyncResult) -> dagster.MaterializeResult[Any]:
    metadata: dict[str, Any] = {
        **result.counts,
        "run_id": result.run_id,
        "status": result.status.value,
    }
    if not result.exit_code:
        return dagster.MaterializeResult(metadata=metadata)
    failures = [dict(one) for one in result.failures]
    raise dagster.Failure(
        description=result.message or f"{len(failures)} or more records failed",
        metadata={
            **metadata,
            "failures": dagster.MetadataValue.json(failures),
        },
        allow_retries=result.exit_code in _MAY_PASS,
    )
