"""What cannot be derived again is in the backup, whatever the project adds later."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from reverse_etl.backup_contents import Kept, kept_relations
from reverse_etl.ledger import SCHEMA_VERSION
from reverse_etl.project import Project
from tests import warm

REPOSITORY = Path(__file__).resolve().parents[3]
_OUTLIVES = re.compile(r"full_refresh\s*=\s*false")


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What dbt knows of the shipped project."""
    folder = tmp_path_factory.mktemp("parsed")
    places = ["--target-path", str(folder), "--log-path", str(folder), "--profiles-dir", "."]
    environment = {**os.environ, "CDP_DUCKDB_PATH": str(folder / "warehouse.duckdb")}
    command = ["parse", "--quiet", "--target", "duckdb", "--project-dir", ".", *places]
    done = warm.run("dbt", *command, folder=REPOSITORY, environment=environment)
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def kept(artifacts: Path) -> dict[str, Kept]:
    return kept_relations(Project(REPOSITORY, target_path=artifacts))


def _models() -> list[Path]:
    return sorted((REPOSITORY / "models").rglob("*.sql"))


def test_every_model_that_outlives_a_full_refresh_is_kept(
    artifacts: Path, kept: dict[str, Kept]
) -> None:
    outliving = {path.stem for path in _models() if _OUTLIVES.search(path.read_text())}
    # A model may say that it can be derived again after all.
    outliving -= {
        str(node["name"])
        for node in Project(REPOSITORY, target_path=artifacts).manifest.models()
        if node["config"]["meta"].get("backup") is False
    }
    assert {"profile_ledger", "identity_changes", "segment_memberships"} <= outliving
    assert outliving <= set(kept)
    assert not any(kept[name].columns for name in outliving)


def test_every_table_of_syncs_is_kept(kept: dict[str, Kept]) -> None:
    files = (REPOSITORY / "models/activation").glob("_reverse_etl*__sources.yml")
    documents = [yaml.safe_load(file.read_text()) for file in files]
    tables = {one["name"] for document in documents for one in document["sources"][0]["tables"]}
    made = (REPOSITORY / "macros/activation/create_sync_tables.sql").read_text()
    assert set(re.findall(r"^ {8}'(\w+)': (?:\{|runs)", made, re.MULTILINE)) == tables
    # What the next build writes anew is in none.
    assert {f"reverse_etl.{name}" for name in tables - {"build_results"}} <= set(kept)
    assert "reverse_etl.build_results" not in kept


def test_who_was_with_whom_is_kept_without_any_value(kept: dict[str, Kept]) -> None:
    columns = set(kept["identity_graph"].columns)
    assert {"identifier_id", "profile_id", "anchor_identifier_id"} <= columns
    assert "identifier_value" not in columns


def test_every_relation_says_its_version(artifacts: Path, kept: dict[str, Kept]) -> None:
    manifest: dict[str, Any] = json.loads((artifacts / "manifest.json").read_text())
    versions = {
        str(node["name"]): node["config"]["meta"].get("schema_version")
        for node in [*manifest["nodes"].values(), *manifest["sources"].values()]
        if node["resource_type"] in ("model", "source")
    }
    silent = sorted(name for name in kept if versions[name.split(".")[-1]] is None)
    assert not silent, f"give {', '.join(silent)} a config.meta.schema_version in its YAML file"


def test_the_tables_of_syncs_have_one_version(kept: dict[str, Kept]) -> None:
    versions = {one.schema_version for name, one in kept.items() if "." in name}
    assert versions == {SCHEMA_VERSION}
    made = (REPOSITORY / "macros/activation/create_sync_tables.sql").read_text()
    assert f"select {SCHEMA_VERSION}, '{{{{ invocation_id }}}}'" in made


def test_a_new_model_is_kept_unasked(artifacts: Path, tmp_path: Path) -> None:
    manifest = json.loads((artifacts / "manifest.json").read_text())
    node = dict(manifest["nodes"]["model.cdp.profiles"], name="holdouts", alias="holdouts")
    node["config"] = {**node["config"], "full_refresh": False}
    manifest["nodes"]["model.cdp.holdouts"] = node
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    found = kept_relations(Project(REPOSITORY, target_path=tmp_path))
    assert found["holdouts"] == Kept("holdouts", "cdp_profiles", "holdouts", 1, 1)
    assert "profiles" not in found
