"""The demo's warehouse, lost and restored: nobody gets another id, and nothing is sent again."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import copy_postgres_database
from tests.integration.demo.conftest import Demo

pytestmark = pytest.mark.timeout(900)
# No plan calls it.
WEBHOOK = {"CDP_WEBHOOK_URL": "http://127.0.0.1:9", "CDP_WEBHOOK_SECRET": "none"}
SAME = {
    "ids": "select identifier_id, profile_id from cdp_identity.identity_graph",
    "ledger": "select anchor_identifier_id, profile_id from cdp_identity.profile_ledger",
    "changes": "select * from cdp_identity.identity_changes",
    "memberships": "select * from cdp_segments.segment_memberships",
    "sizes": "select * from cdp_segments.segment_sizes",
    "holdouts": "select * from cdp_segments.holdout_assignments",
    "statements": "select * from cdp_profiles.consent_evidence",
    "whose statements": "select * from cdp_profiles.consent_identifiers",
    "what was sent": "select * from reverse_etl.sync_state",
    "log": "select * from reverse_etl.sync_log",
    "runs of syncs": "select * from reverse_etl.sync_runs",
}
WHICH = "Which backup? make restore BACKUP=folder"
SYNC_TABLES = "select table_name from information_schema.tables where table_schema = 'reverse_etl'"


@dataclass(frozen=True)
class Loss:
    """A demo and the warehouse that was restored from its backup."""

    demo: Demo
    restored: Demo
    saved: Mapping[str, int]


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def loss(
    request: pytest.FixtureRequest,
    demos: Mapping[str, Demo],
    tmp_path_factory: pytest.TempPathFactory,
) -> Loss:
    demo = demos[request.param]
    folder = tmp_path_factory.mktemp("restored")
    saved = _reverse_etl(demo, "backup", str(folder / "backup"))
    restored = _lost(demo, folder, request)
    _reverse_etl(restored, "restore", str(folder / "backup"))
    not_needed = ("path:seeds/demo", "resource_type:unit_test", "resource_type:test")
    _dbt(restored, "build", "--exclude", *not_needed)
    return Loss(demo, restored, saved["tables"])


def _lost(demo: Demo, folder: Path, request: pytest.FixtureRequest) -> Demo:
    """The demo's raw tables, and nothing of what was built from them."""
    shutil.copytree(demo.folder / "target", folder / "target")
    variables = demo.variables
    if demo.engine == "duckdb":
        shutil.copy(demo.folder / "warehouse.duckdb", folder)
    else:
        server = request.getfixturevalue("_postgres")
        variables = copy_postgres_database(server, variables["CDP_POSTGRES_DATABASE"])
    lost = replace(demo, folder=folder, variables=variables)
    lost.drop_what_was_built()
    return lost


def _dbt(demo: Demo, *arguments: str) -> None:
    done = demo.dbt(*arguments)
    assert done.returncode == 0, done.stdout


def _reverse_etl(demo: Demo, *arguments: str) -> dict[str, Any]:
    done = demo.reverse_etl(*arguments, "--json", **WEBHOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_the_backup_has_the_rows_of_every_table(loss: Loss) -> None:
    tables = {f"reverse_etl.{name}" for (name,) in loss.demo.query(SYNC_TABLES)}
    # What became of each model is told anew by the build after a restore.
    assert tables - {"reverse_etl.build_results"} <= set(loss.saved)
    empty = {name for name, count in loss.saved.items() if not count}
    # The demo's first run removes no anchor, and nobody was suppressed or purged.
    assert empty <= {
        "profile_ledger",
        "reverse_etl.suppression_orders",
        "reverse_etl.retention_purges",
    }


def test_the_manual_names_every_model_that_a_backup_has(loss: Loss) -> None:
    manual = (loss.demo.root / "docs" / "operations.md").read_text()
    models = [name for name in loss.saved if not name.startswith("reverse_etl.")]
    assert "identity_graph" in models
    assert [name for name in models if f"`{name}`" not in manual] == []


@pytest.mark.parametrize("what", list(SAME))
def test_all_is_as_it_was(loss: Loss, what: str) -> None:
    before, after = loss.demo.query(SAME[what]), loss.restored.query(SAME[what])
    assert sorted(map(repr, before)) == sorted(map(repr, after))


def test_syncs_have_nothing_to_send(loss: Loss) -> None:
    plan = _reverse_etl(loss.restored, "plan")
    assert len(plan["syncs"]) == 3
    for sync in plan["syncs"]:
        counts = sync["counts"]
        names = [name for name in counts if name.startswith(("added", "changed", "removed"))]
        assert {name: counts[name] for name in names} == dict.fromkeys(names, 0)
        assert counts["unchanged"] > 0


def test_make_saves_and_restores(loss: Loss, tmp_path: Path) -> None:
    demo = loss.demo
    if demo.engine != "duckdb":
        pytest.skip("make does the same on every engine")
    if not (demo.root / ".venv" / ".installed").exists():
        pytest.skip("make would install the project first")
    lost = tmp_path / "warehouse.duckdb"
    places = {"BACKUP": str(tmp_path / "saved"), "DBT_TARGET_PATH": str(tmp_path / "target")}
    saved = _make(demo, "backup", **places)
    assert saved.returncode == 0, saved.stderr
    assert "identity_changes" in saved.stdout
    without = _make(demo, "restore", BACKUP="")
    assert (without.returncode, without.stderr.splitlines()[0]) == (2, WHICH)
    restored = _make(demo, "restore", **places, CDP_DUCKDB_PATH=str(lost))
    assert restored.returncode == 0, restored.stderr
    assert lost.exists()
    replacing = _make(demo, "--dry-run", "restore", **places, REPLACE="1")
    assert "reverse-etl restore --target duckdb --replace" in replacing.stdout


def _make(demo: Demo, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["make", *arguments],
        cwd=demo.root,
        env={**demo.environment, "CDP_TARGET": demo.engine, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
