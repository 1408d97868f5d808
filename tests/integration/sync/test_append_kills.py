"""Killed at any instant while it appends: nothing is lost, and nothing is there twice."""

import random
import time

import pytest

from .company import Company
from .conftest import start_with_toys, use_vendor
from .vendor_server import VendorServer

_FEW, _MANY = 600, 5000


@pytest.fixture(params=[True, False], ids=["knows_repeats", "is_asked"])
def appending(request: pytest.FixtureRequest, company: Company, vendor: VendorServer) -> Company:
    """Appends to a vendor that knows an attempt again, or that must be asked what it took."""
    vendor.knows_repeats = request.param
    use_vendor(company, vendor, is_idempotent=request.param, batch_rows=20)
    company.edit_sync(
        mode="append", on_removed=None, guard={"max_added_share": 10, "max_removed_share": 1.0}
    )
    return company


def kill_at_random(company: Company, vendor: VendorServer, chance: random.Random) -> None:
    """Kills a sync within some calls of where it has got to."""
    process = start_with_toys(company)
    calls = len(vendor.calls) + chance.randrange(1, 12)
    deadline = time.monotonic() + 20
    while len(vendor.calls) < calls and process.poll() is None and time.monotonic() < deadline:
        time.sleep(chance.uniform(0, 0.004))
    process.kill()
    process.wait()


def assert_each_is_there_once(company: Company, vendor: VendorServer, count: int) -> None:
    assert company.sync().code == 0
    assert len(vendor.records) == count
    assert len(vendor.taken) == count
    assert set(vendor.taken.values()) == {1}
    assert company.state() == set(vendor.records)


def test_killed_while_it_appends(appending: Company, vendor: VendorServer) -> None:
    appending.fill(_FEW)
    chance = random.Random(3)
    for _ in range(3):
        kill_at_random(appending, vendor, chance)
    assert 0 < len(vendor.taken) < _FEW
    assert_each_is_there_once(appending, vendor, _FEW)


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_killed_while_it_appends_two_hundred_times(
    appending: Company, vendor: VendorServer
) -> None:
    appending.fill(_MANY)
    chance = random.Random(5)
    for _ in range(200):
        kill_at_random(appending, vendor, chance)
    assert_each_is_there_once(appending, vendor, _MANY)
