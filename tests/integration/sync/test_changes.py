"""What a sync sends: exactly what changed, under consent."""

import pytest

from .company import Company


def test_the_first_run_sends_everyone_who_agreed(company: Company) -> None:
    ran = company.sync()
    assert ran.code == 0, ran.err
    assert ran.counts() == {"added": 3, "withheld_no_consent": 2, "accepted": 3}
    assert set(company.receiver.records) == {"x1", "x2", "x3"}
    assert company.state() == {"x1", "x2", "x3"}
    assert company.receiver.records["x1"] == {
        "external_id": "x1",
        "email": "ada@example.com",
        "phone": "+33612345678",
        "country": "FR",
        "amount": 10.5,
        "is_member": True,
        "updated_at": "2026-10-01T08:00:00Z",
    }


def test_a_second_run_sends_nothing(company: Company) -> None:
    company.sync()
    requests = len(company.receiver.requests)
    ran = company.sync()
    assert ran.counts() == {"unchanged": 3, "withheld_no_consent": 2}
    assert len(company.receiver.requests) == requests


def test_a_changed_row_is_sent_alone(company: Company) -> None:
    company.sync()
    company.receiver.requests.clear()
    company.sql("update cdp_raw.people set amount = 11 where external_id = 'x2'")
    assert company.sync().counts()["changed"] == 1
    assert company.receiver.sent_keys() == ["x2"]
    assert company.receiver.records["x2"]["amount"] == 11


def test_a_null_that_becomes_empty_is_a_change(company: Company) -> None:
    company.sync()
    company.sql("update cdp_raw.people set phone = '' where external_id = 'x3'")
    assert company.sync().counts()["changed"] == 1


def test_a_mirror_removes_who_left_the_model(company: Company) -> None:
    company.sync()
    company.sql("delete from cdp_raw.people where external_id = 'x1'")
    ran = company.sync()
    assert ran.counts()["removed_left_model"] == 1
    assert "x1" not in company.receiver.records
    request = company.receiver.requests[-1].body
    assert (request["operation"], request["on_removed"]) == ("remove", "delete")
    assert request["records"][0]["fields"] == {"external_id": "x1"}
    assert company.sync().counts().keys() == {"unchanged", "withheld_no_consent"}


def test_who_comes_back_is_sent_again_under_a_new_id(company: Company) -> None:
    company.sync()
    company.sql("create table kept as select * from cdp_raw.people")
    company.sql("delete from cdp_raw.people where external_id = 'x1'")
    company.sync()
    company.sql("delete from cdp_raw.people", "insert into cdp_raw.people select * from kept")
    company.receiver.requests.clear()
    ran = company.sync()
    assert ran.counts()["added"] == 1
    # A receiver that remembers ids must not take the second coming for a repeat.
    ids = {one.headers["Idempotency-Key"] for one in company.receiver.requests}
    company.sql("delete from cdp_raw.people where external_id = 'x1'")
    company.sync()
    company.sql("delete from cdp_raw.people", "insert into cdp_raw.people select * from kept")
    company.receiver.requests.clear()
    company.sync()
    assert ids.isdisjoint(one.headers["Idempotency-Key"] for one in company.receiver.requests)


def test_consent_withdrawn_removes_though_the_model_has_them(company: Company) -> None:
    company.sync()
    company.refuse("p1")
    assert company.sync().counts()["removed_refused"] == 1
    assert set(company.receiver.records) == {"x2", "x3"}


def test_consent_that_ends_is_unknown_and_removed_by_a_mirror(company: Company) -> None:
    company.sync()
    company.sql("delete from cdp_raw.consents where profile_id = 'p1'")
    assert company.sync().counts()["removed_unknown_consent"] == 1


def test_a_channel_without_a_statement_falls_back_to_any(company: Company) -> None:
    company.sync()
    assert "x3" in company.receiver.records  # granted for any channel
    assert "x4" not in company.receiver.records  # any granted, e-mail refused


def test_every_purpose_must_be_granted(company: Company) -> None:
    company.edit_sync(consent={"purposes": ["marketing", "advertising"], "channel": "email"})
    company.grant("p2", purpose="advertising")
    assert company.sync().counts()["added"] == 1
    assert set(company.receiver.records) == {"x2"}


def test_suppressions_count_by_scope_and_time(company: Company) -> None:
    company.sql(
        "insert into cdp_raw.suppressed (suppression_id, profile_id, scope, since_at, "
        "until_at) values "
        "('s1', 'p1', 'channel:email', timestamp '2026-01-01 00:00:00', null), "
        "('s2', 'p2', 'channel:sms', null, null), "
        "('s3', 'p2', 'destination:other', null, null), "
        "('s4', 'p2', 'all', null, timestamp '2026-10-31 00:00:00'), "
        "('s5', 'p2', 'all', timestamp '2026-11-02 00:00:00', null), "
        "('s6', 'p3', 'destination:crm', null, null)"
    )
    ran = company.sync()
    assert ran.counts() == {
        "added": 1,
        "suppressed": 2,
        "withheld_no_consent": 2,
        "accepted": 1,
    }
    assert set(company.receiver.records) == {"x2"}


def test_a_suppression_removes_who_was_sent(company: Company) -> None:
    company.sync()
    company.sql(
        "insert into cdp_raw.suppressed (suppression_id, profile_id, scope) "
        "values ('s1', 'p1', 'all')"
    )
    assert company.sync().counts()["removed_refused"] == 1
    assert "x1" not in company.receiver.records


def test_an_upsert_leaves_who_left_but_removes_who_refused(company: Company) -> None:
    company.edit_sync(mode="upsert", on_removed=None)
    company.sync()
    company.sql("delete from cdp_raw.people where external_id = 'x1'")
    company.sql("delete from cdp_raw.consents where profile_id = 'p2'")
    company.refuse("p3")
    ran = company.sync()
    assert ran.counts() == {
        "removed_refused": 1,
        "withheld_no_consent": 3,
        "accepted": 1,
    }
    assert set(company.receiver.records) == {"x1", "x2"}


@pytest.mark.parametrize("mode", ["upsert", "update", "append", "mirror"])
def test_the_receiver_is_told_the_mode(duckdb_company: Company, mode: str) -> None:
    duckdb_company.edit_sync(mode=mode, on_removed="delete" if mode == "mirror" else None)
    duckdb_company.sync()
    duckdb_company.sql(
        "delete from cdp_raw.people where external_id = 'x1'",
        "update cdp_raw.people set amount = 5 where external_id = 'x2'",
    )
    duckdb_company.sync()
    told = [(one.body["mode"], one.body["operation"]) for one in duckdb_company.receiver.requests]
    removed = [("mirror", "remove")] if mode == "mirror" else []
    assert told == [(mode, "upsert"), *removed, (mode, "upsert")]


def test_what_the_receiver_has_nothing_to_do_for_is_no_failure(duckdb_company: Company) -> None:
    duckdb_company.edit_sync(mode="update", on_removed=None)
    duckdb_company.receiver.skipped = {"x2"}
    assert duckdb_company.sync().counts() == {
        "added": 3,
        "withheld_no_consent": 2,
        "accepted": 2,
        "skipped": 1,
    }
    assert duckdb_company.sync().counts()["rejected_waiting"] == 1
    duckdb_company.receiver.skipped = set()
    assert duckdb_company.run("retry", "people_webhook", "--json").counts()["accepted"] == 1
    assert duckdb_company.state() == {"x1", "x2", "x3"}


def test_refusals_go_first(company: Company) -> None:
    company.sync()
    company.receiver.requests.clear()
    company.refuse("p1")
    company.grant("p5")
    company.sql("delete from cdp_raw.people where external_id = 'x2'")
    company.sync()
    operations = [one.body["operation"] for one in company.receiver.requests]
    keys = [key for batch in company.receiver.batches("remove") for key in batch]
    assert operations == ["remove", "upsert"]
    assert keys == ["x1", "x2"]


def test_several_key_columns(company: Company) -> None:
    company.edit_sync(key=["country", "external_id"])
    company.sql("update cdp_raw.people set external_id = 'a|b\\c' where profile_id = 'p1'")
    company.sync()
    assert "FR|a\\|b\\\\c" in company.receiver.records
    company.refuse("p1")
    company.sync()
    removed = company.receiver.requests[-1].body["records"][0]["fields"]
    assert removed == {"country": "FR", "external_id": "a|b\\c"}


def test_a_changed_key_removes_the_old_and_adds_the_new(company: Company) -> None:
    company.sync()
    company.sql("update cdp_raw.people set external_id = 'y1' where external_id = 'x1'")
    assert company.sync().counts()["removed_left_model"] == 1
    assert set(company.receiver.records) == {"y1", "x2", "x3"}
