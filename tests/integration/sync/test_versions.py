"""The tables of an earlier version go on, with all that they know."""

from pathlib import Path

from .company import Company, build

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
