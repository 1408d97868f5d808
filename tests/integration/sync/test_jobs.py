"""Destinations that answer later, and answers that are lost where nothing may be sent twice."""

import time

import pytest

from .company import Company
from .conftest import start_with_toys, use_vendor
from .vendor_server import VendorServer

_FOREVER = 10**6


@pytest.fixture
def late(company: Company, vendor: VendorServer) -> Company:
    """The company, sending to a vendor that answers by jobs."""
    use_vendor(company, vendor, answers_later=True)
    return company


def open_jobs(company: Company) -> list[tuple[str, str]]:
    return company.rows(
        "select record_key, outcome from reverse_etl.sync_state where job_id is not null "
        "order by record_key"
    )


def log(company: Company) -> list[tuple[str, str]]:
    return company.rows(
        "select record_key, outcome from reverse_etl.sync_log order by record_key, attempted_at"
    )


def test_a_job_is_asked_for_until_it_is_done(late: Company, vendor: VendorServer) -> None:
    vendor.polls_until_done = 3
    vendor.rejected = {"x2"}
    ran = late.sync()
    assert ran.code == 1
    assert ran.counts() == {"added": 3, "withheld_no_consent": 2, "accepted": 2, "rejected": 1}
    assert late.slept == [1.0, 2.0, 4.0]
    assert late.state() == {"x1", "x3"}
    assert open_jobs(late) == []


def test_a_job_that_takes_long_goes_on_in_the_next_run(late: Company, vendor: VendorServer) -> None:
    vendor.polls_until_done = _FOREVER
    ran = late.sync()
    assert ran.code == 0
    assert ran.counts()["pending"] == 3
    assert "wait for a job" in ran.first["message"]
    assert open_jobs(late) == [("x1", "pending"), ("x2", "pending"), ("x3", "pending")]
    assert log(late) == []

    # Still at work: nothing is sent a second time, and what changed waits for the outcome.
    late.sql("update cdp_raw.people set amount = 5 where external_id = 'x1'")
    assert late.sync().counts()["pending"] == 3
    assert vendor.names().count("upsert") == 1

    vendor.polls_until_done = 0
    vendor.rejected = {"x3"}
    ran = late.sync()
    # x1 was taken as it was and goes again with its new amount; x3 waits until it changes.
    assert ran.counts() == {
        "changed": 1,
        "unchanged": 1,
        "withheld_no_consent": 2,
        "rejected_waiting": 1,
        "accepted": 3,
        "rejected": 1,
    }
    assert late.state() == {"x1", "x2"}
    assert float(vendor.records["x1"]["amount"]) == 5
    assert open_jobs(late) == []
    assert sorted(log(late)) == [
        ("x1", "accepted"),
        ("x1", "accepted"),
        ("x2", "accepted"),
        ("x3", "rejected"),
    ]
    doubles = late.rows(
        "select run_id from reverse_etl.sync_log group by run_id, record_key having count(*) > 1"
    )
    assert doubles == []


def test_a_job_outlives_the_process(late: Company, vendor: VendorServer) -> None:
    """Killed while it waits: the job's id is on disk before anything else happens."""
    vendor.polls_until_done = _FOREVER
    process = start_with_toys(late)
    deadline = time.monotonic() + 60
    while "poll" not in vendor.names() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    vendor.polls_until_done = 0
    vendor.calls.clear()
    ran = late.sync()
    assert "Recovered a run" in ran.err
    assert ran.counts()["accepted"] == 3
    assert vendor.names() == ["poll"]
    assert late.state() == {"x1", "x2", "x3"}
    assert open_jobs(late) == []


def test_a_job_that_vanished_is_sent_again(late: Company, vendor: VendorServer) -> None:
    vendor.polls_until_done = _FOREVER
    late.sync()
    vendor.jobs.clear()
    vendor.polls_until_done = 0
    ran = late.sync()
    assert ran.code == 0, ran.out
    assert ran.counts()["added"] == 3
    assert late.state() == {"x1", "x2", "x3"}


def test_a_lost_answer_is_looked_up_where_nothing_may_go_twice(
    company: Company, vendor: VendorServer
) -> None:
    use_vendor(company, vendor, is_idempotent=False, batch_rows=2)
    company.edit_sync(mode="append", on_removed=None)
    vendor.answers_to_lose = 1
    ran = company.sync()
    assert ran.counts()["ambiguous"] == 2
    company.sync()
    assert company.state() == {"x1", "x2", "x3"}
    assert set(vendor.taken.values()) == {1}
    assert vendor.names() == ["upsert", "upsert", "look_up"]
    assert {outcome for _, outcome in log(company)} == {"accepted"}


def test_what_was_looked_up_and_not_found_is_sent(company: Company, vendor: VendorServer) -> None:
    use_vendor(company, vendor, is_idempotent=False)
    company.edit_sync(mode="append", on_removed=None)
    vendor.answers_to_lose = 1
    company.sync()
    vendor.taken.clear()
    ran = company.sync()
    assert ran.counts()["added"] == 3
    assert set(vendor.taken.values()) == {1}
    assert company.state() == {"x1", "x2", "x3"}
