"""What is at a destination against what we believe is there."""

import pytest

from .company import Company
from .conftest import use_vendor
from .vendor_server import VendorServer


@pytest.fixture
def sent(company: Company, vendor: VendorServer) -> Company:
    use_vendor(company, vendor)
    company.sync()
    vendor.calls.clear()
    return company


def test_a_resync_sends_all_again_and_removes_who_left(sent: Company, vendor: VendorServer) -> None:
    del vendor.records["x2"]
    sent.sql("delete from cdp_raw.people where external_id = 'x1'")
    sent.refuse("p3")
    ran = sent.sync("--resync")
    assert ran.counts() == {
        "changed": 1,
        "removed_left_model": 1,
        "removed_refused": 1,
        "withheld_no_consent": 2,
        "accepted": 3,
    }
    assert set(vendor.records) == sent.state() == {"x2"}
    assert sent.sync().counts()["unchanged"] == 1


def test_a_resync_is_planned_and_guarded(company: Company) -> None:
    company.fill(20)
    company.sync()
    company.sql("delete from cdp_raw.people where amount <= 10")
    requests = len(company.receiver.requests)
    ran = company.run("plan", "people_webhook", "--resync", "--json")
    assert ran.first["counts"]["changed"] == 10
    assert ran.first["changed_columns"] == {}
    assert company.sync("--resync").code == 3
    assert len(company.receiver.requests) == requests


def test_drift_names_who_is_missing_and_who_is_back(sent: Company, vendor: VendorServer) -> None:
    assert sent.run("drift").code == 0
    sent.sql("delete from cdp_raw.people where external_id = 'x1'")
    sent.sync()
    vendor.records |= {"x1": {}, "made-by-hand": {}}
    del vendor.records["x3"]
    ran = sent.run("drift", "people_webhook", "--json")
    assert ran.code == 1
    found = ran.first
    assert (found["listed"], found["believed"]) == (3, 2)
    assert found["samples"] == {"missing": ["x3"], "returned": ["x1"], "foreign": ["made-by-hand"]}
    assert "missing there 1, back after a removal 1, not ours 1" in sent.run("drift").out


def test_records_that_are_not_ours_are_no_drift(sent: Company, vendor: VendorServer) -> None:
    vendor.records["made-by-hand"] = {}
    ran = sent.run("drift", "people_webhook", "--json")
    assert ran.code == 0
    assert ran.first["foreign"] == 1


def test_drift_needs_a_destination_that_lists(company: Company) -> None:
    ran = company.run("drift", "people_webhook")
    assert ran.code == 2
    assert "webhook cannot list its records" in ran.err
    assert "--resync" in ran.err
