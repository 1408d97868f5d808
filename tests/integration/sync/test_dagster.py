"""Syncs as assets of Dagster, run as Dagster runs them."""

import re
import sys
from pathlib import Path

import dagster
import pytest

from reverse_etl.dagster_assets import sync_assets
from reverse_etl.errors import ConfigurationError

from .company import Company


def materialize(company: Company) -> dagster.ExecuteInProcessResult:
    assets = sync_assets(company.directory, ["people_webhook"])
    return dagster.materialize(assets, raise_on_error=False)


def test_a_sync_comes_after_its_model_and_tells_its_counts(duckdb_company: Company) -> None:
    (asset,) = sync_assets(duckdb_company.directory, ["people_webhook"])
    assert asset.key.path[-1] == "people_webhook"
    (model,) = asset.asset_deps[asset.key]
    assert model.path[-1].startswith("sync_")

    ran = materialize(duckdb_company)
    assert ran.success
    (event,) = ran.get_asset_materialization_events()
    metadata = event.materialization.metadata
    assert metadata["accepted"].value == 3
    assert metadata["withheld_no_consent"].value == 2
    assert len(duckdb_company.receiver.records) == 3


def test_a_sync_that_is_held_back_fails_with_its_reason(duckdb_company: Company) -> None:
    assert materialize(duckdb_company).success
    duckdb_company.sql("delete from cdp_raw.people")
    ran = materialize(duckdb_company)
    assert not ran.success
    (failure,) = [event for event in ran.all_events if event.is_step_failure]
    told = failure.step_failure_data.user_failure_data
    assert told is not None
    assert "empty_model" in str(told.description) or "mass_removal" in str(told.description)
    assert told.metadata["held"].value == 3
    assert len(duckdb_company.receiver.records) == 3


def test_without_dagster_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dagster", None)
    monkeypatch.delitem(sys.modules, "reverse_etl.dagster_assets")
    with pytest.raises(ConfigurationError, match=r"Install warehouse-cdp\[dagster\]"):
        import reverse_etl.dagster_assets  # noqa: F401


def test_the_pages_definitions_load(duckdb_company: Company, repository: Path) -> None:
    text = (repository / "docs" / "scheduling.md").read_text()
    (program,) = re.findall(r"^```python\n(from pathlib.*?)^```$", text, re.DOTALL | re.MULTILINE)
    names: dict[str, object] = {}
    exec(program.replace("/srv/cdp", str(duckdb_company.directory)), names)
    definitions = names["defs"]
    assert isinstance(definitions, dagster.Definitions)
    job = definitions.get_repository_def().get_job("syncs")
    assert len(job.nodes) == len(sync_assets(duckdb_company.directory))
