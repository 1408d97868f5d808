"""What dbt's runs leave for the guards: what became of each node when it was run last."""

import os
from pathlib import Path

import pytest

from tests import warm

from .company import Company
from .test_guards import guards

_TEST = "tests/nobody_is_called_ada.sql"
_FAILS = "select profile_id from {{ ref('people') }} where email = 'ada@example.com'\n"
_PASSES = _FAILS.replace("ada@", "no.one@")


@pytest.fixture
def project(company: Company, repository: Path) -> Company:
    """The company with a project that dbt can build where it lies, and a test in it that fails."""
    file = company.directory / "dbt_project.yml"
    file.write_text(file.read_text().replace("../../../macros", str(repository / "macros")))
    write_test(company, _FAILS)
    return company


def write_test(company: Company, text: str) -> None:
    (company.directory / _TEST).parent.mkdir(exist_ok=True)
    (company.directory / _TEST).write_text(text)


def dbt(company: Company, *command: str) -> int:
    environment = {**os.environ, **company.variables}
    folder = company.directory
    return warm.run("dbt", *command, "--quiet", folder=folder, environment=environment).returncode


def test_a_failure_is_not_hidden_by_a_later_run_of_something_else(project: Company) -> None:
    noted = project.rows("select distinct status from reverse_etl.build_results")
    assert noted == [("success",)]
    assert dbt(project, "test", "-s", "nobody_is_called_ada") == 1
    assert dbt(project, "build", "-s", "consent_statements") == 0
    # Neither builds anything.
    assert dbt(project, "compile") == 0

    ran = project.sync()
    assert guards(ran.first) == ["upstream_failed"]
    reason = ran.first["guards"][0]["reason"]
    assert "test nobody_is_called_ada has status fail since 20" in reason
    examined = project.run("doctor").out
    assert "FAIL  sync people_webhook: test nobody_is_called_ada has status fail" in examined

    write_test(project, _PASSES)
    assert dbt(project, "test", "-s", "nobody_is_called_ada") == 0
    assert project.sync().code == 0


def test_what_no_hook_noted_is_read_in_dbts_artifacts(duckdb_company: Company) -> None:
    duckdb_company.sql("delete from reverse_etl.build_results")
    with duckdb_company.run_results() as document:
        document["results"] = [{"unique_id": "seed.cdp.people", "status": "error"}]
        document["metadata"]["generated_at"] = "2026-01-01T03:00:00Z"
    assert guards(duckdb_company.sync().first) == ["upstream_failed", "upstream_stale"]


def test_builds_of_another_schema_do_not_count(duckdb_company: Company) -> None:
    duckdb_company.sql(
        "insert into reverse_etl.build_results (target_schema, node_id, status, ended_at) values "
        "('dbt_of_a_colleague', 'seed.cdp.people', 'error', timestamp '2026-01-01 00:00:00')"
    )
    assert duckdb_company.sync().code == 0
