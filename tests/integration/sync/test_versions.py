"""The tables of an earlier version go on, with all that they know."""

from pathlib import Path

from .company import Company, build
from .test_kills import SYNC_TABLES, declare_sync_tables

# What later versions added to version 1.
_ADDED = {
    "sync_state": ["field_hashes", "job_id"],
    "sync_runs": [
        "override_reason",
        "model_columns",
        "count_refresh_due",
        "count_merged",
        "count_pending",
        "count_granted",
        "count_requests",
    ],
}


def make_older(company: Company) -> None:
    """Brings the tables into the shape of version 1."""
    for table, columns in _ADDED.items():
        company.sql(*(f"alter table reverse_etl.{table} drop column {one}" for one in columns))
    company.sql("drop table reverse_etl.build_results")
    company.sql("update reverse_etl.sync_schema_version set version = 1")


def test_a_build_brings_older_tables_up_to_date(company: Company, sync_project: Path) -> None:
    company.sync()
    hash_key = company.rows("select hash_key from reverse_etl.sync_schema_version")
    make_older(company)
    refused = company.sync()
    assert refused.code == 2
    assert "have version 1" in refused.err
    assert "Run `dbt build`" in refused.err

    build(sync_project, company.directory / "target", company.variables)

    assert company.rows("select version, hash_key from reverse_etl.sync_schema_version") == [
        (4, hash_key[0][0])
    ]
    company.receiver.requests.clear()
    assert company.sync().counts() == {"unchanged": 3, "withheld_no_consent": 2}
    assert company.receiver.requests == []
    company.sql("update cdp_raw.people set amount = 9 where external_id = 'x1'")
    assert company.sync().counts()["changed"] == 1


def test_a_backup_of_older_tables_is_restored_and_brought_up_to_date(
    duckdb_company: Company, sync_project: Path, tmp_path: Path
) -> None:
    company, folder = duckdb_company, str(tmp_path / "backup")
    company.sync()
    make_older(company)
    declare_sync_tables(company, {"schema_version": 1})
    assert company.run("backup", folder).code == 0
    # A new machine: an empty warehouse, built by the version of today.
    company.sql(*(f"drop table reverse_etl.{name}" for name in SYNC_TABLES))
    build(sync_project, company.directory / "target", company.variables)
    declare_sync_tables(company, {"schema_version": 4})
    refused = company.run("restore", folder)
    assert refused.code == 2
    assert "has schema version 1" in refused.err

    declare_sync_tables(company, {"schema_version": 4, "oldest_version": 1})
    restored = company.run("restore", folder)
    assert restored.code == 0, restored.err
    told = company.sync()
    assert told.code == 2
    assert "have version 1" in told.err
    assert "Run `dbt build`" in told.err

    build(sync_project, company.directory / "target", company.variables)
    company.receiver.requests.clear()
    assert company.sync().counts() == {"unchanged": 3, "withheld_no_consent": 2}
    assert company.receiver.requests == []
