"""Syncs beside other syncs, and beside whatever else uses the warehouse."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb

from .company import Company, build, start_build


def hold_answer(company: Company) -> tuple[threading.Event, threading.Event]:
    """Events: the first batch was taken; the receiver may answer."""
    taken, answer = threading.Event(), threading.Event()

    def wait(count: int) -> None:
        if count == 1:
            taken.set()
            answer.wait(60)

    company.receiver.before_answer = wait
    return taken, answer


def test_of_two_runs_of_one_sync_one_says_so(company: Company) -> None:
    taken, answer = hold_answer(company)
    first = company.start("sync", "people_webhook")
    assert taken.wait(60)
    second = company.sync()
    answer.set()
    out, err = first.communicate()
    assert second.code == 3
    assert "is running in another process" in second.err
    assert first.returncode == 0, out + err
    assert len(company.receiver.requests) == 1


def test_the_warehouse_is_free_while_a_slow_sync_sends(company: Company) -> None:
    taken, answer = hold_answer(company)
    process = company.start("sync", "people_webhook")
    assert taken.wait(60)
    company.sql("update cdp_raw.people set amount = 77 where external_id = 'x1'")
    answer.set()
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    # What was read before is what was sent; the change goes with the next run.
    assert company.sync().counts()["changed"] == 1


def test_dbt_builds_while_a_slow_sync_sends(company: Company, sync_project: Path) -> None:
    company.sql("update cdp_raw.people set amount = 77 where external_id = 'x1'")
    taken, answer = hold_answer(company)
    process = company.start("sync", "people_webhook")
    assert taken.wait(60)
    # The build loads its seeds anew, over the change.
    build(sync_project, company.directory / "target", company.variables)
    answer.set()
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert company.receiver.records["x1"]["amount"] == 77
    ran = company.sync()
    assert ran.code == 0, ran.out + ran.err
    assert ran.counts()["changed"] == 1
    assert company.receiver.records["x1"]["amount"] == 10.5


def test_a_sync_that_starts_while_dbt_builds_goes_on_when_it_is_done(
    duckdb_company: Company, sync_project: Path
) -> None:
    duckdb_company.sql("update cdp_raw.people set amount = 77 where external_id = 'x1'")
    artifacts = duckdb_company.directory / "target"
    process = start_build(sync_project, artifacts, duckdb_company.variables)
    while not is_locked(duckdb_company):
        assert process.poll() is None
        time.sleep(0.01)
    ran = duckdb_company.sync()
    out, err = process.communicate()
    assert process.returncode == 0, out + err
    assert ran.code == 0, ran.out + ran.err
    assert "in use by another process" in ran.err
    assert duckdb_company.receiver.records["x1"]["amount"] == 10.5


def is_locked(company: Company) -> bool:
    """Whether another process has the file open."""
    try:
        duckdb.connect(company.variables["CDP_DUCKDB_PATH"], read_only=True).close()
    except duckdb.IOException:
        return True
    return False


def test_two_syncs_of_one_warehouse_run_together(company: Company) -> None:
    taken, answer = hold_answer(company)
    process = company.start("sync", "people_webhook")
    assert taken.wait(60)
    assert company.sync(name="people_file").code == 0
    answer.set()
    process.communicate()
    assert company.state() == {"x1", "x2", "x3"}
    assert company.state("people_file") == {"x1", "x2", "x3"}


def hold_file(company: Company, seconds: float) -> "subprocess.Popen[str]":
    """Another process that has the DuckDB file open."""
    script = (
        "import duckdb, sys, time\n"
        f"connection = duckdb.connect({company.variables['CDP_DUCKDB_PATH']!r})\n"
        "print('open', flush=True)\n"
        f"time.sleep({seconds})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def test_a_file_in_use_is_waited_for(duckdb_company: Company) -> None:
    process = hold_file(duckdb_company, 1.5)
    ran = duckdb_company.sync()
    process.wait()
    assert ran.code == 0
    assert "in use by another process" in ran.err


def test_a_file_in_use_for_too_long_ends_with_a_clear_message(
    duckdb_company: Company,
) -> None:
    process = hold_file(duckdb_company, 5)
    ran = duckdb_company.sync("--wait", "0.3")
    process.kill()
    process.wait()
    assert ran.code == 3
    assert "--wait" in ran.err


def test_outcomes_that_cannot_be_recorded_now_are_recorded_next_time(
    duckdb_company: Company,
) -> None:
    """A build that begins during the sync and outlasts it costs nothing but time."""
    holders: list[subprocess.Popen[str]] = []

    def hold(count: int) -> None:
        if count == 1:
            holders.append(hold_file(duckdb_company, 30))

    duckdb_company.receiver.before_answer = hold
    ran = duckdb_company.sync("--wait", "0.3")
    holders[0].kill()
    holders[0].wait()
    assert ran.code == 3
    assert duckdb_company.state() == set()
    ran = duckdb_company.sync()
    assert "Recovered a run of people_webhook" in ran.err
    assert ran.counts() == {"unchanged": 3, "withheld_no_consent": 2}
    assert len(duckdb_company.receiver.requests) == 1


def lease(company: Company, expires_at: str) -> None:
    company.sql(
        "insert into reverse_etl.sync_leases (sync_name, run_id, owner, token, "
        "acquired_at, expires_at) values ('people_webhook', 'r1', 'someone elsewhere', 4, "
        f"timestamp '2026-01-01 00:00:00', timestamp '{expires_at}')"
    )


def test_a_lease_of_another_machine_is_respected(company: Company) -> None:
    lease(company, "2999-01-01 00:00:00")
    ran = company.sync()
    assert ran.code == 3
    assert "running elsewhere (run r1)" in ran.err
    assert company.receiver.requests == []


def test_an_abandoned_lease_is_taken_over_after_its_time(company: Company) -> None:
    lease(company, "2026-01-01 00:15:00")
    assert company.sync().code == 0
    assert company.rows("select token from reverse_etl.sync_leases") == [(5,)]


def test_a_run_that_lost_its_lease_trusts_none_of_its_outcomes(company: Company) -> None:
    def steal(count: int) -> None:
        if count == 1:
            company.sql("update reverse_etl.sync_leases set token = 99")

    company.receiver.before_answer = steal
    ran = company.sync()
    assert ran.code == 3
    assert "took over" in ran.err
    assert company.state() == set()
    company.receiver.before_answer = lambda count: None
    assert company.sync().counts()["accepted"] == 3
    assert company.state() == {"x1", "x2", "x3"}


def test_batches_may_go_at_once(company: Company) -> None:
    company.fill(400)
    file = company.directory / "destinations.yml"
    options = "type: webhook\n  batch_rows: 10\n  concurrency: 8"
    file.write_text(file.read_text().replace("type: webhook", options))
    company.receiver.before_answer = lambda count: time.sleep(0.05)
    company.receiver.rejected = {"n7": "no"}
    started = time.monotonic()
    ran = company.sync()
    seconds = time.monotonic() - started
    assert ran.counts() == {"added": 400, "accepted": 399, "rejected": 1}
    # Forty requests of 50 ms one after another would take two seconds.
    assert seconds < 2 or company.is_postgres
    assert company.state() == set(company.receiver.records)
