"""The marts on what syncs did, and the tests that the sync tables declare, after a noisy life."""

import shutil
from pathlib import Path

import pytest

from .company import Company, build

_MARTS = ("sync_runs", "sync_health", "sync_rows_failing")


@pytest.fixture
def watched(company: Company, repository: Path, tmp_path: Path) -> Path:
    """The small project with the sources, generic tests and marts of the real one."""
    project = tmp_path / "watched"
    shutil.copytree(repository / "tests" / "fixtures" / "sync_project", project)
    for folder in ("macros/activation", "tests/dbt/generic", "models/observability/syncs"):
        shutil.copytree(repository / folder, project / folder)
    sources = "models/activation/_reverse_etl__sources.yml"
    shutil.copy(repository / sources, project / "models")
    settings = (project / "dbt_project.yml").read_text()
    settings = settings.replace("../../../macros/activation", "macros")
    settings = settings.replace('seed-paths: ["seeds"]', "seed-paths: []\ntest-paths: [tests/dbt]")
    (project / "dbt_project.yml").write_text(settings)
    for model in project.glob("models/*.sql"):
        model.unlink()
    (project / "models" / "_exposures.yml").unlink()
    return project


def live(company: Company) -> None:
    """Rejections, a guard, an override, a removal."""
    company.receiver.rejected = {"x2": "no such country"}
    company.sync()
    company.sql("update cdp_raw.people set amount = 5 where external_id = 'x2'")
    company.sync()
    company.sql("delete from cdp_raw.people where external_id = 'x3'")
    company.refuse("p1")
    company.sql("insert into cdp_raw.people (profile_id) values ('p9')")
    company.sync()
    company.sync("--override", "invalid_keys", "--reason", "p9 has no id yet")
    company.sync(name="people_file")


def test_the_marts_tell_what_happened(company: Company, watched: Path, tmp_path: Path) -> None:
    live(company)

    # Fails where a row breaks a test that the sources or the marts declare.
    build(watched, tmp_path / "watched_artifacts", company.variables)

    runs = company.rows(
        "select sync_name, status, count_written, count_removed, count_held, count_accepted, "
        "count_rejected, overrides, override_reason, is_succeeded, duration_seconds >= 0 "
        "from cdp.sync_runs order by started_at"
    )
    assert runs == [
        ("people_webhook", "partial", 3, 0, 0, 2, 1, None, None, False, True),
        ("people_webhook", "partial", 1, 0, 0, 0, 1, None, None, False, True),
        ("people_webhook", "guarded", 0, 2, 1, 1, 0, None, None, False, True),
        (
            "people_webhook", "succeeded", 0, 1, 0, 1, 0, "invalid_keys", "p9 has no id yet",
            True, True,
        ),
        ("people_file", "guarded", 1, 0, 1, 0, 0, None, None, False, True),
    ]  # fmt: skip
    health = company.rows(
        "select sync_name, last_status, count_runs, count_runs_since_success, "
        "count_in_destination, count_rejected, is_healthy, last_succeeded_at is not null "
        "from cdp.sync_health order by sync_name"
    )
    assert health == [
        ("people_file", "guarded", 1, 1, 0, 0, False, False),
        ("people_webhook", "succeeded", 4, 0, 0, 1, False, True),
    ]
    failing = company.rows(
        "select sync_name, record_key, operation, outcome, reason, count_attempts, "
        "is_in_destination, failing_since_at < attempted_at from cdp.sync_rows_failing"
    )
    assert failing == [
        ("people_webhook", "x2", "upsert", "rejected", "no such country", 2, False, True)
    ]
