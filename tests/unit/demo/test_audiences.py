"""The committed company has enough people for each of the demo's segments, and their consents."""

from collections import Counter, defaultdict

import pytest

from demo.generator import generate
from demo.generator.clock import DAY, END, NEWEST_LOAD
from tests.unit.demo.stitching import collect, newest
from tests.unit.demo.world import World

A_FEW_DOZEN = 36
EUROS = {"EUR": 1.0, "GBP": 1.15, "USD": 0.88}


@pytest.fixture(scope="module")
def world() -> World:
    return World(collect(generate(1500, 7)))


@pytest.fixture(scope="module")
def spent(world: World) -> Counter[str]:
    spent: Counter[str] = Counter()
    for row in newest(world.data["shop.orders"], "id"):
        who = world.who("shop", "order", row["id"])
        spent[who] += float(row["total_amount"]) * EUROS[row["currency"]]
    for row in newest(world.data["pos.receipts"], "receipt_no"):
        who = world.who("pos", "receipt", row["receipt_no"])
        spent[who] += float(row["total_amount"]) * EUROS[row["currency"]]
    return spent


@pytest.fixture(scope="module")
def last_bought(world: World) -> dict[str, int]:
    last: dict[str, int] = defaultdict(int)
    for row in world.data["shop.orders"]:
        who = world.who("shop", "order", row["id"])
        last[who] = max(last[who], row["created_at"])
    for row in world.data["pos.receipts"]:
        who = world.who("pos", "receipt", row["receipt_no"])
        last[who] = max(last[who], row["sold_at"])
    return last


def test_high_value_buyers(spent: Counter[str]) -> None:
    assert sum(1 for amount in spent.values() if amount > 1000) >= A_FEW_DOZEN


def test_lapsed_buyers(last_bought: dict[str, int]) -> None:
    lapsed = [who for who, last in last_bought.items() if last < END - 180 * DAY]
    assert len(lapsed) >= A_FEW_DOZEN


def test_known_cart_abandoners(world: World, last_bought: dict[str, int]) -> None:
    abandoned = {
        world.who("web", "track", row["id"])
        for row in world.data["web.tracks"]
        if row["event"] in ("product_added", "checkout_started")
        and row["received_at"] > NEWEST_LOAD - 7 * DAY
        and last_bought.get(world.who("web", "track", row["id"]), 0) < row["received_at"]
    }
    assert len(abandoned & world.known) >= A_FEW_DOZEN


def test_newsletter_readers_without_orders(world: World, spent: Counter[str]) -> None:
    readers = {
        world.who("web", "track", row["id"])
        for row in world.data["web.tracks"]
        if row["event"] == "newsletter_signup"
    }
    assert len(readers - set(spent)) >= A_FEW_DOZEN


def test_cookie_only_visitors_with_an_interest(world: World) -> None:
    interested = {
        world.who("dmp", "segment", row["id"])
        for row in world.data["dmp.cookie_segments"]
        if row["segment_name"].startswith(("Interest", "Purchase intent", "Household"))
    }
    assert len(interested - world.known) >= A_FEW_DOZEN


def test_two_in_three_known_people_grant_marketing_by_email(world: World) -> None:
    granted: dict[str, bool] = {}
    statements = sorted(world.data["consent.preferences"], key=lambda row: row["stated_at"])
    for row in statements:
        if (row["purpose"], row["channel"]) == ("marketing", "email"):
            is_valid = row["expires_at"] is None or row["expires_at"] > NEWEST_LOAD
            who = world.who("consent", "preference", row["id"])
            granted[who] = row["status"] == "opt_in" and is_valid
    assert 0.6 <= sum(granted.values()) / len(world.known) <= 0.7
    assert sum(1 for yes in granted.values() if not yes) / len(world.known) >= 0.1
    assert len(granted) < 0.9 * len(world.known)


def test_half_of_the_anonymous_cookies_accept_advertising(world: World) -> None:
    accepted = {
        row["anonymous_id"]
        for row in world.data["consent.banner_choices"]
        if (row["purpose"], row["status"]) == ("advertising", "accepted")
    }
    anonymous = {
        row["anonymous_id"]
        for row in world.data["web.pages"]
        if world.who("web", "page", row["id"]) not in world.known
    }
    assert 0.4 <= len(anonymous & accepted) / len(anonymous) <= 0.6
