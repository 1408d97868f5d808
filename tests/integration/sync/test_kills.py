"""Killed at any instant: nothing is lost, and a plain restart makes all equal."""

import random
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from .company import Company

_PEOPLE = 1500
_CROWD = 5000
_BATCH = 50
SYNC_TABLES = ("sync_state", "sync_log", "sync_runs", "sync_leases", "sync_schema_version")


@pytest.fixture
def crowd(company: Company) -> Company:
    """Many people, sent in many small batches."""
    company.fill(_PEOPLE)
    company.edit_sync(guard={"max_removed_share": 1.0, "min_removed": 0})
    file = company.directory / "destinations.yml"
    text = file.read_text().replace("type: webhook", f"type: webhook\n  batch_rows: {_BATCH}")
    file.write_text(text)
    return company


def kill_at_request(company: Company, number: int, after_seconds: float = 0) -> None:
    """Kills a sync when the receiver has taken its so-many-th batch."""
    reached = threading.Event()

    def wait(count: int) -> None:
        if count == number:
            reached.set()
            # Without a delay, the answer is held until nobody waits for it.
            time.sleep(0 if after_seconds else 0.3)

    company.receiver.before_answer = wait
    process = company.start("sync", "people_webhook")
    assert reached.wait(60), process.communicate()
    time.sleep(after_seconds)
    process.kill()
    process.communicate()
    company.receiver.before_answer = lambda count: None


def kill_after(company: Company, seconds: float) -> None:
    """Kills a sync so long after its start, wherever it is then."""
    process = company.start("sync", "people_webhook")
    time.sleep(seconds)
    process.kill()
    process.communicate()


def life_goes_on(company: Company) -> None:
    """People come, change, leave and refuse while no sync runs."""
    company.sql(
        "delete from cdp_raw.people where amount between 40 and 90",
        "update cdp_raw.people set phone = '+33612345678' where amount between 91 and 110",
        "update cdp_raw.consents set status = 'refused', is_granted = false "
        "where profile_id in ('n1', 'n120', 'n1499')",
    )
    # Who was on the way when the process died leaves too: no one else knows of them.
    for batch in company.receiver.batches("upsert")[-1:]:
        keys = ", ".join(f"'{key}'" for key in batch[:5])
        company.sql(f"delete from cdp_raw.people where external_id in ({keys})")


def assert_all_is_equal(company: Company) -> None:
    expected = dict(
        company.rows(
            "select external_id, phone from cdp_raw.people "
            "where profile_id not in ('n1', 'n120', 'n1499')"
        )
    )
    there = {key: row["phone"] for key, row in company.receiver.records.items()}
    assert there == expected
    assert company.state() == set(expected)
    doubts = company.rows(
        "select count(*) from reverse_etl.sync_state "
        "where is_uncertain or in_flight_run_id is not null"
    )
    assert doubts == [(0,)]
    assert company.rows("select count(*) from reverse_etl.sync_runs where status = 'running'") == [
        (0,)
    ]


@pytest.mark.parametrize("number", [1, 8, 30])
def test_killed_while_an_answer_is_awaited(crowd: Company, number: int) -> None:
    kill_at_request(crowd, number)
    taken = len(crowd.receiver.records)
    assert taken == number * _BATCH
    life_goes_on(crowd)
    ran = crowd.sync()
    assert ran.code == 0, ran.out
    assert "Recovered a run" in ran.err
    assert_all_is_equal(crowd)
    assert crowd.rows(
        "select count(*) from reverse_etl.sync_runs where status = 'interrupted'"
    ) == [(1,)]
    if not crowd.is_postgres:
        # What was recorded before the kill is not sent again.
        known = taken - _BATCH
        assert ran.counts()["accepted"] < 2 * _PEOPLE - known


@pytest.mark.parametrize("seconds", [0.002, 0.03])
def test_killed_between_batches(crowd: Company, seconds: float) -> None:
    kill_at_request(crowd, 5, after_seconds=seconds)
    life_goes_on(crowd)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)


def test_killed_again_and_again(crowd: Company) -> None:
    kill_at_request(crowd, 3)
    kill_at_request(crowd, len(crowd.receiver.requests) + 4)
    life_goes_on(crowd)
    kill_at_request(crowd, len(crowd.receiver.requests) + 2)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)


def test_killed_at_random_instants(crowd: Company) -> None:
    chance = random.Random(7)
    for _ in range(4):
        kill_after(crowd, chance.uniform(0.2, 1.6))
    life_goes_on(crowd)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)


def test_a_backup_has_what_only_the_journal_of_a_dead_run_knows(
    crowd: Company, tmp_path: Path
) -> None:
    """The machine is lost after the kill: its journals, and all that was sent, with it."""
    declare_sync_tables(crowd, {"schema_version": 1})
    kill_at_request(crowd, 8)
    saved = crowd.run("backup", str(tmp_path / "backup"))
    assert saved.code == 0, saved.err
    for root in (tmp_path, crowd.directory):
        shutil.rmtree(root / ".reverse_etl", ignore_errors=True)
    crowd.sql(*(f"delete from reverse_etl.{name}" for name in SYNC_TABLES))
    restored = crowd.run("restore", str(tmp_path / "backup"))
    assert restored.code == 0, restored.err
    known = {key for (key,) in crowd.rows("select record_key from reverse_etl.sync_state")}
    assert set(crowd.receiver.records) <= known
    life_goes_on(crowd)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)


def declare_sync_tables(company: Company, meta: Mapping[str, int]) -> None:
    """The sources that the small project has no file for, as dbt would write them."""
    with company.manifest() as manifest:
        for name in SYNC_TABLES:
            is_filled = name == "sync_schema_version"
            manifest["sources"][f"source.cdp.reverse_etl.{name}"] = {
                "source_name": "reverse_etl",
                "name": name,
                "schema": "reverse_etl",
                "identifier": name,
                "original_file_path": "models/sources.yml",
                "config": {"meta": {**meta, "is_filled_by_hook": is_filled}},
            }


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_killed_at_two_hundred_random_instants(crowd: Company) -> None:
    """In runs of five thousand rows each, in whatever part of a run on this machine."""
    crowd.fill(_CROWD)
    started = time.monotonic()
    crowd.start("sync", "people_webhook").communicate()
    seconds = time.monotonic() - started
    assert len(crowd.receiver.records) == _CROWD
    chance, hit_while_sending = random.Random(11), 0
    for _ in range(200):
        # The amount is what life_goes_on finds people by.
        crowd.sql(f"update cdp_raw.people set country = '{chance.randrange(10**6)}'")
        before = len(crowd.receiver.requests)
        kill_after(crowd, chance.uniform(0.1, seconds))
        hit_while_sending += 0 < len(crowd.receiver.requests) - before < _CROWD / _BATCH
    assert hit_while_sending > 20
    life_goes_on(crowd)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)
    # The last values, and not those of a run that was killed.
    expected = dict(crowd.rows("select external_id, country from cdp_raw.people"))
    there = {key: row["country"] for key, row in crowd.receiver.records.items()}
    assert there == {key: expected[key] for key in there}


def test_a_kill_leaves_no_values_on_disk(crowd: Company) -> None:
    kill_at_request(crowd, 2)
    left = crowd.directory.parent.rglob(".reverse_etl/**/*")
    for file in left:
        if file.is_file():
            assert b"@example.com" not in file.read_bytes()
            assert file.stat().st_mode & 0o077 == 0


def test_a_terminated_run_closes_itself(crowd: Company) -> None:
    reached = threading.Event()
    crowd.receiver.before_answer = lambda count: reached.set() if count == 3 else None
    process = crowd.start("sync", "people_webhook")
    assert reached.wait(60)
    process.terminate()
    out, err = process.communicate()
    assert process.returncode == 3, out + err
    assert crowd.rows("select status from reverse_etl.sync_runs") == [("interrupted",)]
    life_goes_on(crowd)
    assert crowd.sync().code == 0
    assert_all_is_equal(crowd)
