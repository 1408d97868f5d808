"""What doctor says of accounts that are not set up, of rights and of models."""

from typing import Any

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
    assert "lacks 14 rights" in detail
    assert "DELETE on build_results" in detail
    assert "on sync_state" not in detail
    assert "Grant SELECT, INSERT, UPDATE, DELETE on all tables in schema reverse_etl" in detail


def use_hubspot(company: Company, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    file = company.directory / "destinations.yml"
    file.write_text(file.read_text() + _ENTRY + '  url: "http://127.0.0.1:1"\n')
    monkeypatch.setenv("CDP_SPARE_TOKEN", "not-a-token")
    company.edit_sync(destination="spare", **settings)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"object": "contacts", "mode": "mirror", "on_removed": "remove_from_list"},
            "on_removed remove_from_list does not fit contacts. Choose one of: archive",
        ),
        (
            {"object": "list_members", "mode": "audience", "on_removed": None},
            "it names no list. Set `list_id",
        ),
        (
            {"object": "contacts", "mode": "mirror", "key": ["external_id", "email"]},
            "`key` has 2 columns, and HubSpot finds contacts by one",
        ),
    ],
)
def test_what_an_account_could_never_take_is_refused_before_anything_is_planned(
    duckdb_company: Company,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, Any],
    words: str,
) -> None:
    use_hubspot(duckdb_company, monkeypatch, **settings)
    for command in ("plan", "sync"):
        ran = duckdb_company.run(command, "people_webhook")
        assert ran.code == 2, ran.out
        assert words in ran.err
    assert duckdb_company.rows("select count(*) from reverse_etl.sync_runs") == [(0,)]


def test_doctor_names_a_sync_that_its_account_could_never_take(duckdb_company: Company) -> None:
    assert findings(duckdb_company)["audience_files for people_file"][0]
    duckdb_company.edit_sync("people_file", object="a/b")
    is_ok, detail = findings(duckdb_company)["audience_files for people_file"]
    assert not is_ok
    assert "a/b cannot name a file" in detail


def test_a_model_that_the_user_may_not_read_is_named_with_its_remedy(
    postgres_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres_company.sql(
        "drop role if exists blind",
        "create role blind login",
        "grant usage on schema cdp, reverse_etl to blind",
        "grant all on all tables in schema cdp, reverse_etl to blind",
        "revoke select on cdp.suppressions from blind",
    )
    monkeypatch.setenv("CDP_POSTGRES_USER", "blind")
    is_ok, detail = findings(postgres_company)["sync people_webhook"]
    assert not is_ok
    assert '"suppressions" cannot be read. PostgreSQL: permission denied' in detail
    assert "grant SELECT on it" in detail


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
