"""What a sync does with answers: each record has its own outcome."""

import pytest

from .company import Company
from .receiver import Fault


def test_a_refused_row_keeps_its_reason_and_the_others_arrive(company: Company) -> None:
    company.receiver.rejected = {"x2": "ada@example.com is taken, call +33 6 12 34 56 78"}
    ran = company.sync()
    assert ran.code == 1
    assert ran.counts()["accepted"] == 2
    assert ran.first["failures"] == [
        {
            "record_key": "x2",
            "outcome": "rejected",
            "reason": "[e-mail] is taken, call [phone]",
        }
    ]
    assert set(company.receiver.records) == {"x1", "x3"}
    assert company.state() == {"x1", "x3"}
    logged = company.rows(
        "select record_key, outcome, reason, destination_id from reverse_etl.sync_log "
        "order by record_key"
    )
    assert logged == [
        ("x1", "accepted", None, "r-x1"),
        ("x2", "rejected", "[e-mail] is taken, call [phone]", None),
        ("x3", "accepted", None, "r-x3"),
    ]


def test_a_refused_row_waits_until_it_changes_or_is_asked_for(company: Company) -> None:
    company.receiver.rejected = {"x2": "no"}
    company.sync()
    company.receiver.requests.clear()
    ran = company.sync()
    assert ran.code == 0
    assert ran.counts()["rejected_waiting"] == 1
    assert company.receiver.requests == []

    company.sql("update cdp_raw.people set amount = 5 where external_id = 'x2'")
    assert company.sync().code == 1
    assert company.receiver.sent_keys() == ["x2"]

    company.receiver.rejected = {}
    assert company.run("retry", "people_webhook", "--json").counts()["accepted"] == 1
    assert company.state() == {"x1", "x2", "x3"}


def test_what_was_refused_and_left_the_model_is_forgotten(company: Company) -> None:
    company.receiver.rejected = {"x2": "no"}
    company.sync()
    company.sql("delete from cdp_raw.people where external_id = 'x2'")
    company.receiver.requests.clear()
    ran = company.sync()
    assert company.receiver.requests == []
    assert ran.counts() == {"unchanged": 2, "withheld_no_consent": 2}
    assert company.rows("select count(*) from reverse_etl.sync_state") == [(2,)]


def test_a_refused_change_leaves_what_was_accepted_before(company: Company) -> None:
    company.sync()
    company.receiver.rejected = {"x2": "no"}
    company.sql("update cdp_raw.people set amount = 5 where external_id = 'x2'")
    assert company.sync().code == 1
    assert company.state() == {"x1", "x2", "x3"}
    company.sql("update cdp_raw.people set amount = 0 where external_id = 'x2'")
    counts = company.sync().counts()
    assert (counts["unchanged"], counts["refresh_due"]) == (2, 1)


def test_a_refused_change_that_was_undone_fails_no_more(company: Company) -> None:
    company.sync()
    company.sql("create table kept as select * from cdp_raw.people")
    company.receiver.rejected = {"x1": "no", "x2": "locked"}
    company.sql("update cdp_raw.people set amount = 5 where external_id = 'x1'")
    company.sql("delete from cdp_raw.people where external_id = 'x2'")
    assert company.sync().counts()["rejected"] == 2

    company.sql("delete from cdp_raw.people", "insert into cdp_raw.people select * from kept")
    # Refused even so: it waits until it changes, and is not sent in every run.
    company.receiver.rejected = {"x2": "locked"}
    assert company.sync().counts()["refresh_due"] == 2
    assert company.sync().counts() == {"unchanged": 3, "withheld_no_consent": 2}
    failing = company.rows(
        "select record_key from reverse_etl.sync_state where outcome <> 'accepted'"
    )
    assert failing == [("x2",)]


def test_a_refused_removal_is_tried_in_every_run(company: Company) -> None:
    company.sync()
    company.refuse("p1")
    company.receiver.rejected = {"x1": "locked"}
    assert company.sync().code == 1
    assert company.sync().code == 1
    company.receiver.rejected = {}
    assert company.sync().counts()["removed_refused"] == 1
    assert company.state() == {"x2", "x3"}


def test_a_batch_refused_whole_is_halved_until_the_bad_row_is_alone(
    company: Company,
) -> None:
    company.fill(40)
    company.receiver.refused_whole = {"n17"}
    ran = company.sync()
    assert ran.counts() == {"added": 40, "accepted": 39, "rejected": 1}
    assert ran.first["failures"][0]["record_key"] == "n17"
    assert "one of these is wrong" in ran.first["failures"][0]["reason"]
    assert len(company.receiver.records) == 39


def test_2xx_without_a_document_accepts_all(company: Company) -> None:
    company.receiver.answers_rows = False
    assert company.sync().counts()["accepted"] == 3


def test_busy_answers_are_retried_as_long_as_asked(company: Company) -> None:
    company.receiver.faults = [
        Fault(429, {"Retry-After": "7"}),
        Fault(503),
        Fault(502, is_taken=True),
    ]
    assert company.sync().counts()["accepted"] == 3
    assert company.slept[0] == 7
    assert len(company.slept) == 3
    keys = {one.headers["Idempotency-Key"] for one in company.receiver.requests}
    assert len(keys) == 1


def test_a_lost_answer_is_sent_again(company: Company) -> None:
    company.receiver.faults = [Fault(is_silent=True, is_taken=True)]
    assert company.sync().counts()["accepted"] == 3


def test_a_destination_that_stays_away_is_tried_in_the_next_run(
    company: Company,
) -> None:
    company.receiver.faults = [Fault(503, text="down")] * 6
    ran = company.sync()
    assert ran.code == 1
    assert ran.counts()["retryable"] == 3
    assert company.sync().counts()["accepted"] == 3


def test_a_lost_row_that_leaves_the_model_is_removed(company: Company) -> None:
    company.receiver.faults = [Fault(is_silent=True, is_taken=True)] * 6
    ran = company.sync()
    assert ran.counts()["ambiguous"] == 3
    assert set(company.receiver.records) == {"x1", "x2", "x3"}
    company.sql("delete from cdp_raw.people where external_id = 'x1'")
    assert company.sync().code == 0
    assert set(company.receiver.records) == {"x2", "x3"}


def test_a_wrong_credential_stops_and_names_entry_and_setting(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDP_WEBHOOK_SECRET", "not-the-secret")
    ran = company.sync()
    assert ran.code == 2
    assert "crm" in ran.out
    assert "destinations.yml" in ran.out
    assert "not-the-secret" not in ran.out + ran.err
    assert ran.counts()["aborted"] == 3
    assert company.state() == set()
    monkeypatch.setenv("CDP_WEBHOOK_SECRET", company.variables["CDP_WEBHOOK_SECRET"])
    assert company.sync().counts()["accepted"] == 3


def test_a_wrong_address_stops(company: Company) -> None:
    company.receiver.faults = [Fault(404)]
    ran = company.sync()
    assert ran.code == 2
    assert company.state() == set()


def test_three_lost_batches_in_a_row_stop_the_run(company: Company) -> None:
    company.fill(2000)
    company.receiver.faults = [Fault(503)] * 18
    ran = company.sync()
    assert ran.code == 3
    assert ran.counts()["retryable"] == 1500
    assert ran.counts()["aborted"] == 500
    assert company.sync().counts()["accepted"] == 2000


def test_status_shows_the_last_run_and_what_fails(company: Company) -> None:
    company.receiver.rejected = {"x2": "no such country"}
    company.sync()
    found = company.run("status", "people_webhook", "--json").first
    assert found["last_run"]["status"] == "partial"
    assert found["in_destination"] == 2
    assert found["failing_rows"] == [
        {"record_key": "x2", "outcome": "rejected", "reason": "no such country"}
    ]
    text = company.run("status").out
    assert "rejected x2: no such country" in text
    assert "never ran" in text


def test_a_run_is_one_row_with_its_counts(company: Company) -> None:
    company.sync()
    rows = company.rows(
        "select status, count_added, count_accepted, sync_mode, destination_name, "
        "object_name, finished_at >= started_at from reverse_etl.sync_runs"
    )
    assert rows == [("succeeded", 3, 3, "mirror", "crm", "people", True)]
