"""What holds a sync back, and what goes nevertheless."""

import json
import os

import pytest

from .company import Company, Ran


@pytest.fixture
def sent(company: Company) -> Company:
    """The company with twenty people at the destination, n1 no longer agreeing."""
    company.fill(20)
    assert company.sync().code == 0
    company.refuse("n1")
    company.receiver.requests.clear()
    return company


def guards(ran_document: dict[str, object]) -> list[str]:
    found = ran_document["guards"]
    assert isinstance(found, list)
    return [guard["name"] for guard in found]


def override(company: Company, guard: str) -> Ran:
    return company.sync("--override", guard, "--reason", "looked at it")


def assert_only_the_refusal_went(company: Company, guard: str) -> None:
    ran = company.sync()
    assert ran.code == 3, ran.out
    assert guard in guards(ran.first)
    # The way to go on is told in the very words to type.
    assert f"--override {guard} --reason" in ran.first["message"]
    assert company.receiver.sent_keys() == ["n1"]
    assert "n1" not in company.receiver.records
    last = company.rows("select status from reverse_etl.sync_runs order by started_at desc limit 1")
    assert last == [("guarded",)]


def test_a_mass_removal_is_held_back(sent: Company) -> None:
    sent.sql("delete from cdp_raw.people where amount between 2 and 9")
    assert_only_the_refusal_went(sent, "mass_removal")
    assert len(sent.receiver.records) == 19
    ran = override(sent, "mass_removal")
    assert ran.counts()["removed_left_model"] == 8
    assert len(sent.receiver.records) == 11
    recorded = sent.rows(
        "select overrides, override_reason, started_by from reverse_etl.sync_runs "
        "order by started_at desc limit 1"
    )
    assert recorded[0][:2] == ("mass_removal", "looked at it")
    assert f"process {os.getpid()}" in recorded[0][2]


def test_an_override_needs_a_reason(sent: Company) -> None:
    sent.sql("delete from cdp_raw.people where amount between 2 and 9")
    ran = sent.sync("--override", "mass_removal")
    assert ran.code == 2
    assert "needs a reason" in ran.err
    assert "--reason" in ran.err
    assert sent.receiver.requests == []


def test_unknown_consent_counts_as_removal(sent: Company) -> None:
    sent.sql("delete from cdp_raw.consents where profile_id in ('n2','n3','n4','n5','n6','n7')")
    sent.sql("delete from cdp_raw.people where amount = 8")
    assert_only_the_refusal_went(sent, "mass_removal")


def test_whoever_is_erased_goes_though_the_rest_is_held(sent: Company) -> None:
    # No row of the model and no consent is left of them, only the order and its old profile id.
    sent.sql(
        "insert into cdp_raw.suppressed (suppression_id, profile_id, scope, since_at) "
        "values ('s1', 'n20', 'all', timestamp '2026-01-01 00:00:00')"
    )
    sent.sql("delete from cdp_raw.consents where profile_id = 'n20'")
    sent.sql("delete from cdp_raw.people where external_id = 'n20' or amount between 2 and 9")
    ran = sent.sync()
    assert (ran.code, guards(ran.first)) == (3, ["mass_removal"])
    assert sorted(sent.receiver.sent_keys()) == ["n1", "n20"]
    assert not {"n1", "n20"} & set(sent.receiver.records)


def test_refusals_are_never_held_back_however_many(sent: Company) -> None:
    sent.sql("update cdp_raw.consents set status = 'refused', is_granted = false")
    ran = sent.sync()
    assert ran.code == 0
    assert ran.counts()["removed_refused"] == 20
    assert sent.receiver.records == {}


def test_few_removals_pass(sent: Company) -> None:
    sent.sql("delete from cdp_raw.people where amount in (2, 3)")
    assert sent.sync().code == 0


def test_an_empty_model_is_held_back(sent: Company) -> None:
    sent.sql("delete from cdp_raw.people")
    assert_only_the_refusal_went(sent, "empty_model")


def test_empty_consents_add_and_change_nothing(company: Company) -> None:
    company.sync()
    company.sql("delete from cdp_raw.consents", "update cdp_raw.people set amount = 1")
    company.sql(
        "insert into cdp_raw.suppressed (suppression_id, profile_id, scope) "
        "values ('s1', 'p1', 'all')"
    )
    ran = company.sync()
    assert ran.code == 3
    assert "empty_consents" in guards(ran.first)
    assert set(company.receiver.records) == {"x2", "x3"}


@pytest.mark.parametrize(
    "statement",
    [
        "update cdp_raw.people set external_id = 'n2' where external_id = 'n3'",
        "update cdp_raw.people set external_id = null where external_id = 'n3'",
        "update cdp_raw.people set external_id = '  ' where external_id = 'n3'",
    ],
)
def test_bad_keys_are_held_back(sent: Company, statement: str) -> None:
    sent.sql(statement)
    sent.sql("update cdp_raw.people set amount = 99 where external_id = 'n9'")
    assert_only_the_refusal_went(sent, "invalid_keys")
    ran = override(sent, "invalid_keys")
    assert ran.code == 0
    assert ran.counts()["changed"] == 1
    assert ran.counts()["invalid"] in (1, 2)


def test_a_failed_or_skipped_model_is_held_back(sent: Company) -> None:
    sent.built("model.cdp.sync_webhook__people", "skipped")
    sent.built("seed.cdp.people", "error")
    sent.built("model.cdp.unrelated", "error")
    sent.sql("update cdp_raw.people set amount = 99 where external_id = 'n9'")
    assert_only_the_refusal_went(sent, "upstream_failed")
    reason = sent.run("plan", "people_webhook", "--json").first["guards"][0]["reason"]
    assert "seed people has status error" in reason
    assert "unrelated" not in reason


def test_a_plan_shows_the_guard_and_exits_with_3(sent: Company) -> None:
    sent.sql("delete from cdp_raw.people where amount between 2 and 9")
    ran = sent.run("plan", "people_webhook")
    assert ran.code == 3
    assert "guard mass_removal: 8 of 20 records (40%)" in ran.out
    assert "--override mass_removal" in ran.out
    assert sent.receiver.requests == []


def test_an_unknown_guard_cannot_be_overridden(duckdb_company: Company) -> None:
    ran = duckdb_company.sync("--override", "everything")
    assert ran.code == 2
    assert "mass_removal" in ran.err


def test_a_plan_file_is_refused_when_the_model_moved(company: Company) -> None:
    file = company.directory / "plan.json"
    assert company.run("plan", "--out", str(file)).code == 0
    assert json.loads(file.read_text())["syncs"]["people_webhook"]["counts"]["added"] == 3
    company.sql("update cdp_raw.people set amount = 1 where external_id = 'x1'")
    ran = company.sync("--plan", str(file))
    assert ran.code == 3
    assert "moved since the plan" in ran.out
    assert company.receiver.requests == []
    company.run("plan", "--out", str(file))
    assert company.sync("--plan", str(file)).code == 0


def test_a_plan_changes_nothing_and_masks_its_samples(company: Company) -> None:
    ran = company.run("plan", "people_webhook")
    assert ran.code == 0
    assert "added 3" in ran.out
    assert "example.com" not in ran.out
    assert "email: a… (15 characters)" in ran.out
    assert company.rows("select count(*) from reverse_etl.sync_runs") == [(0,)]
    assert company.receiver.requests == []
