"""Bad input names the thing, the file and the remedy, exits with 2, and leaves nothing."""

from typing import Any

import pytest

from .company import Company, Ran


def assert_refused(company: Company, ran: Ran, *words: str) -> None:
    said = ran.out + ran.err
    assert ran.code == 2, said
    for word in words:
        assert word in said
    assert company.receiver.requests == []


def nothing_was_begun(company: Company) -> bool:
    tables = ("sync_runs", "sync_state", "sync_log", "sync_leases")
    counts = [company.rows(f"select count(*) from reverse_etl.{one}") for one in tables]
    return counts == [[(0,)]] * 4


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"consent": None}, ["no consent purposes", "consent: {purposes"]),
        ({"consent": {"channel": "email"}}, ["no consent purposes"]),
        ({"consent": {"purposes": ["a"], "chanel": "b"}}, ["chanel", "channel"]),
        ({"destination": "crn"}, ["destination crn is not in", "destinations.yml", "crm"]),
        ({"mode": "mirrored"}, ["`mode` is 'mirrored'", "upsert", "mirror"]),
        ({"mode": None}, ["`mode` is None"]),
        ({"mode": "audience"}, ["mode audience is not offered by webhook"]),
        ({"on_removed": "explode"}, ["`on_removed` is 'explode'", "delete"]),
        ({"on_removed": "nothing"}, ["a mirror removes what left"]),
        ({"key": None}, ["`key` is missing"]),
        ({"key": ["external"]}, ["no column external", "dbt build"]),
        ({"object": ""}, ["`object` is missing"]),
        ({"guard": {"max_removed_share": 7}}, ["`guard` is not understood"]),
        ({"guard": {"max_removed": 7}}, ["`guard` is not understood"]),
        ({"colour": "red"}, ["unknown settings: colour"]),
    ],
)
def test_a_wrong_setting_of_a_sync(
    duckdb_company: Company, settings: dict[str, Any], words: list[str]
) -> None:
    duckdb_company.edit_sync(**settings)
    for command in ("plan", "sync"):
        ran = duckdb_company.run(command, "people_webhook")
        assert_refused(duckdb_company, ran, "people_webhook", "_exposures.yml", *words)
    assert nothing_was_begun(duckdb_company)


@pytest.mark.parametrize("model", ["profile_consents", "suppressions", "identity_changes"])
def test_a_missing_ref(duckdb_company: Company, model: str) -> None:
    duckdb_company.drop_dependency(model)
    ran = duckdb_company.sync()
    assert_refused(duckdb_company, ran, f"lacks ref('{model}')", "_exposures.yml")


def test_no_model_to_send(duckdb_company: Company) -> None:
    duckdb_company.drop_dependency("sync_webhook__people")
    assert_refused(duckdb_company, duckdb_company.sync(), "must name one model to send")


def test_a_model_without_profile_id(company: Company) -> None:
    company.sql(
        "drop view cdp.sync_webhook__people",
        "create view cdp.sync_webhook__people as select external_id from cdp_raw.people",
    )
    assert_refused(company, company.sync(), "no column profile_id", "sync_webhook__people")


def test_an_unknown_sync(duckdb_company: Company) -> None:
    ran = duckdb_company.run("sync", "people_webhok")
    assert_refused(duckdb_company, ran, "people_webhok", "people_webhook", "dbt parse")


def test_missing_sync_tables(company: Company) -> None:
    company.sql("drop table reverse_etl.sync_schema_version")
    for command in ("plan", "sync", "status"):
        assert_refused(company, company.run(command), "reverse_etl", "dbt build")


def test_tables_of_another_version(company: Company) -> None:
    company.sql("update reverse_etl.sync_schema_version set version = 99")
    assert_refused(company, company.sync(), "have version 99")


def test_a_sync_that_moved_to_another_place(company: Company) -> None:
    company.sync()
    company.receiver.requests.clear()
    company.edit_sync(object="customers")
    ran = company.sync()
    assert_refused(company, ran, "crm/people", "crm/customers", "a sync of its own name")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("crm: [1", ["destinations.yml", "line"]),
        ("- a list", ["destinations.yml", "mapping"]),
        ("crm: {url: x}", ["crm", "no type"]),
        ("crm: {type: webhok}", ["webhok", "webhook", "file"]),
        ("crm: {type: webhook, url: 'http://x'}", ["lacks `secret`"]),
        ("crm: {type: webhook, url: x, secret: y}", ["http://"]),
        ("crm: {type: webhook, url: 'http://x', secret: y, batchrows: 1}", ["batchrows"]),
        ("crm: {type: webhook, url: 'http://x', secret: y, retries: many}", ["retries"]),
        ("crm: {type: webhook, url: 'http://x', secret: ''}", ["`secret` is empty"]),
        (
            "crm: {type: webhook, url: \"{{ env_var('CDP_NO_SUCH') }}\", secret: y}",
            ["CDP_NO_SUCH", "Set CDP_NO_SUCH"],
        ),
        ("crm: {type: webhook, url: \"{{ var('x') }}\", secret: y}", ["env_var"]),
    ],
)
def test_a_wrong_destinations_file(duckdb_company: Company, text: str, words: list[str]) -> None:
    (duckdb_company.directory / "destinations.yml").write_text(
        text + "\naudience_files: {type: file, directory: x}\n" if text[0] == "c" else text
    )
    ran = duckdb_company.sync()
    assert_refused(duckdb_company, ran, "destinations.yml", *words)
    assert nothing_was_begun(duckdb_company)


def test_no_destinations_file(duckdb_company: Company) -> None:
    (duckdb_company.directory / "destinations.yml").unlink()
    assert_refused(duckdb_company, duckdb_company.sync(), "destinations.yml does not exist")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cdp: [", ["profiles.yml", "line"]),
        ("other: {}", ["profile cdp", "other"]),
        ("cdp: {target: a, outputs: {b: {type: duckdb}}}", ["target a", "b"]),
        ("cdp: {target: a, outputs: {a: {type: oracle}}}", ["oracle", "duckdb"]),
        ("cdp: {target: a, outputs: {a: {type: duckdb}}}", ["no path"]),
        (
            "cdp: {target: a, outputs: {a: {type: duckdb, path: nowhere.duckdb}}}",
            ["nowhere.duckdb", "dbt build"],
        ),
        (
            "cdp: {target: a, outputs: {a: {type: postgres, host: h, port: "
            "\"{{ env_var('CDP_BAD', 'x') | as_number }}\"}}}",
            ["as_number", "profiles.yml"],
        ),
        ("cdp: {target: a, outputs: {a: {type: postgres, host: h}}}", ["user", "port"]),
    ],
)
def test_a_wrong_profiles_file(duckdb_company: Company, text: str, words: list[str]) -> None:
    (duckdb_company.directory / "profiles.yml").write_text(text)
    assert_refused(duckdb_company, duckdb_company.sync(), *words)


def test_a_server_that_does_not_let_us_in(
    postgres_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDP_POSTGRES_HOST", "/no/such/socket")
    assert_refused(postgres_company, postgres_company.sync(), "profiles.yml", "host")


def test_artifacts_that_are_missing_or_broken(duckdb_company: Company) -> None:
    file = duckdb_company.directory / "target" / "manifest.json"
    file.write_text(file.read_text()[:100])
    assert_refused(duckdb_company, duckdb_company.sync(), "manifest.json", "dbt build")
    file.unlink()
    assert_refused(duckdb_company, duckdb_company.sync(), "manifest.json", "dbt build")


def test_old_artifacts_are_told(duckdb_company: Company) -> None:
    file = duckdb_company.directory / "models" / "sync_webhook__people.sql"
    file.write_text(file.read_text() + "\n")
    ran = duckdb_company.sync()
    assert ran.code == 0
    assert "sync_webhook__people.sql" in ran.err
    assert "dbt build" in ran.err


def test_outside_a_project(duckdb_company: Company) -> None:
    (duckdb_company.directory / "dbt_project.yml").unlink()
    assert_refused(duckdb_company, duckdb_company.sync(), "dbt_project.yml", "--project-dir")


def test_wrong_usage_exits_with_2(duckdb_company: Company) -> None:
    with pytest.raises(SystemExit) as ended:
        duckdb_company.run("synchronize")
    assert ended.value.code == 2
