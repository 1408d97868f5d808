"""What merges and splits of profiles do at a destination: nothing orphaned, in the right order."""

import pytest

from .company import Company
from .conftest import use_vendor
from .vendor_server import VendorServer


@pytest.fixture
def sent(company: Company, vendor: VendorServer) -> Company:
    """x1, x2 and x3 at a vendor that can merge."""
    use_vendor(company, vendor)
    company.sync()
    vendor.calls.clear()
    return company


def note(company: Company, profile_id: str, other: str, kind: str, day: int) -> None:
    company.sql(
        "insert into cdp_raw.changes (change_id, profile_id, other_profile_id, change_type, "
        f"changed_at) values ('{profile_id}-{day}', '{profile_id}', '{other}', '{kind}', "
        f"timestamp '2026-10-{day:02} 00:00:00')"
    )


def merge(company: Company, gone: str, into: str, day: int = 10) -> None:
    note(company, gone, into, "merged", day)
    company.sql(f"delete from cdp_raw.people where profile_id = '{gone}'")


def test_a_merged_profile_is_merged_there_and_written_over(
    sent: Company, vendor: VendorServer
) -> None:
    merge(sent, "p2", "p1")
    ran = sent.sync()
    # A merge may leave any of both values, so the one that stays is written though it is equal.
    assert ran.counts() == {
        "changed": 1,
        "merged": 1,
        "unchanged": 1,
        "withheld_no_consent": 2,
        "accepted": 2,
    }
    assert vendor.calls == [("merge", ["x2"]), ("upsert", ["x1"])]
    assert vendor.merges == [("x2", "x1")]
    assert sent.state() == set(vendor.records) == {"x1", "x3"}
    logged = sent.rows(
        "select operation, change_type, outcome from reverse_etl.sync_log where record_key = 'x2' "
        "order by attempted_at"
    )
    assert logged == [("upsert", "added", "accepted"), ("merge", "merged", "accepted")]
    assert sent.sync().counts() == {"unchanged": 2, "withheld_no_consent": 2}


def test_a_merge_that_is_refused_is_tried_again(sent: Company, vendor: VendorServer) -> None:
    merge(sent, "p2", "p1")
    vendor.rejected = {"x2"}
    assert sent.sync().code == 1
    assert sent.state() == {"x1", "x2", "x3"}
    vendor.rejected = set()
    assert sent.sync().counts()["merged"] == 1
    assert sent.state() == set(vendor.records) == {"x1", "x3"}


def test_without_a_merge_call_the_one_that_went_on_is_removed_first(
    sent: Company, vendor: VendorServer
) -> None:
    """In every mode: a record that no profile stands behind would be found by no refusal."""
    sent.edit_sync(mode="upsert", on_removed=None, can_merge=False)
    merge(sent, "p2", "p1")
    sent.sql("update cdp_raw.people set email = 'grace@example.com' where profile_id = 'p1'")
    assert sent.sync().counts()["removed_left_model"] == 1
    assert vendor.calls == [("remove", ["x2"]), ("upsert", ["x1"])]
    assert sent.state() == set(vendor.records) == {"x1", "x3"}


def test_one_that_is_not_there_yet_is_added_and_the_other_removed(
    sent: Company, vendor: VendorServer
) -> None:
    sent.grant("p5")
    merge(sent, "p2", "p5")
    sent.sync()
    assert vendor.calls == [("remove", ["x2"]), ("upsert", ["x5"])]
    assert sent.state() == set(vendor.records) == {"x1", "x3", "x5"}


def test_a_refusal_finds_what_was_sent_under_ids_that_went_on(
    sent: Company, vendor: VendorServer
) -> None:
    sent.edit_sync(mode="upsert", on_removed=None)
    merge(sent, "p3", "p2", day=10)
    merge(sent, "p2", "p1", day=11)
    sent.refuse("p1")
    # Though a guard stops everything else.
    sent.sql("update cdp_raw.people set external_id = ' ' where profile_id = 'p5'")
    ran = sent.sync()
    assert ran.code == 3
    assert ran.counts()["removed_refused"] == 3
    assert vendor.records == {}
    assert sent.state() == set()


def test_a_profile_that_was_parted_again_is_its_own(sent: Company, vendor: VendorServer) -> None:
    note(sent, "p2", "p1", "merged", 10)
    note(sent, "p2", "p1", "split", 11)
    sent.refuse("p1")
    assert sent.sync().counts()["removed_refused"] == 1
    assert sent.state() == set(vendor.records) == {"x2", "x3"}


def test_of_a_split_the_one_that_stays_goes_first(sent: Company, vendor: VendorServer) -> None:
    """The new record may bear an e-mail that the old one has until it is written."""
    note(sent, "p5", "p1", "split", 10)
    sent.grant("p5")
    sent.sql(
        "update cdp_raw.people set email = 'other@example.com' where profile_id = 'p1'",
        "update cdp_raw.people set email = 'ada@example.com', external_id = 'x0' "
        "where profile_id = 'p5'",
    )
    sent.sync()
    assert vendor.calls == [("upsert", ["x1"]), ("upsert", ["x0"])]


def test_merges_in_a_circle_are_told(duckdb_company: Company) -> None:
    note(duckdb_company, "p1", "p2", "merged", 10)
    note(duckdb_company, "p2", "p1", "merged", 10)
    ran = duckdb_company.sync()
    assert ran.code == 3
    assert "merges profiles in a circle" in ran.out
