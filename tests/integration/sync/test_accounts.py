"""What doctor says of accounts that are not set up, of rights and of models."""

import pytest

from .company import Company

_ENTRY = """
spare:
  type: hubspot
  access_token: "{{ env_var('CDP_SPARE_TOKEN') }}"
"""


def findings(company: Company) -> dict[str, tuple[bool, str]]:
    document = company.run("doctor", "--json").document
    return {one["check"]: (one["is_ok"], one["detail"]) for one in document["checks"]}


def test_an_account_that_no_sync_uses_may_wait_for_its_credentials(
    duckdb_company: Company,
) -> None:
    file = duckdb_company.directory / "destinations.yml"
    file.write_text(file.read_text() + _ENTRY)
    is_ok, detail = findings(duckdb_company)["destination spare"]
    assert is_ok
    assert "no sync uses it" in detail
    assert "CDP_SPARE_TOKEN" in detail


def test_an_account_that_a_sync_uses_may_not(duckdb_company: Company) -> None:
    file = duckdb_company.directory / "destinations.yml"
    file.write_text(file.read_text() + _ENTRY)
    duckdb_company.edit_sync(destination="spare", mode="mirror", object="contacts")
    is_ok, detail = findings(duckdb_company)["destination spare"]
    assert not is_ok
    assert "CDP_SPARE_TOKEN" in detail


def test_a_user_who_may_not_write_the_sync_tables_is_told(
    postgres_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert findings(postgres_company)["grants"][0]
    postgres_company.sql(
        "drop role if exists reader",
        "create role reader login",
        "grant usage on schema reverse_etl to reader",
        "grant select, insert on all tables in schema reverse_etl to reader",
        "grant update, delete on reverse_etl.sync_state to reader",
    )
    monkeypatch.setenv("CDP_POSTGRES_USER", "reader")
    is_ok, detail = findings(postgres_company)["grants"]
    assert not is_ok
    assert "lacks 12 rights" in detail
    assert "DELETE on sync_leases" in detail
    assert "on sync_state" not in detail
    assert "Grant SELECT, INSERT, UPDATE, DELETE on all tables in schema reverse_etl" in detail


def test_a_model_that_no_sync_sends_is_named(duckdb_company: Company) -> None:
    assert "no sync sends" not in findings(duckdb_company)["syncs"][1]
    with duckdb_company.manifest() as manifest:
        model = next(
            node for node in manifest["nodes"].values() if node["name"].startswith("sync_")
        )
        forgotten = {**model, "name": "sync_forgotten", "unique_id": "model.cdp.sync_forgotten"}
        forgotten["fqn"] = ["cdp", "activation", "sync_forgotten"]
        manifest["nodes"]["model.cdp.sync_forgotten"] = forgotten
    is_ok, detail = findings(duckdb_company)["syncs"]
    assert is_ok
    assert detail.endswith("no sync sends sync_forgotten")
