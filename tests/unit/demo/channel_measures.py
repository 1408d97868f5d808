"""Measures the traps of the channels beside shop, stores and web; see measures.py."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict

from demo.generator.clock import DAY, END
from tests.unit.demo.stitching import MACHINES, device_id, newest
from tests.unit.demo.world import Share, World, share

_SPELLED = {"ios": "[0-9A-F-]{36}", "android": "[0-9a-f-]{36}"}


def _installed(world: World) -> dict[str, set[str]]:
    """The app's instances by the person who installed them."""
    instances: dict[str, set[str]] = defaultdict(set)
    for row in world.data["mobile.events"]:
        if row["event"] == "app_installed":
            who = world.who("mobile", "event", row["id"])
            instances[who].add(device_id(row["app_instance_id"]))
    return instances


def reinstalled_app(world: World) -> Share:
    return share(_installed(world).values(), lambda instances: len(instances) > 1)


def borrowed_phone(world: World) -> Share:
    logins: dict[str, set[str]] = defaultdict(set)
    for row in world.data["mobile.events"]:
        if row["user_id"]:
            logins[device_id(row["app_instance_id"])].add(row["user_id"])
    borrowed = sum(1 for users in logins.values() if len(users) > 1)
    return Share(borrowed, len(_installed(world)))


def zero_advertising_id(world: World) -> Share:
    ids = {
        world.who("mobile", "event", row["id"]): row["advertising_id"]
        for row in world.data["mobile.events"]
        if row["event"] == "app_installed"
    }
    return share(ids.values(), lambda text: not text.strip("0-"))


def device_id_spelling(world: World) -> Share:
    return share(
        world.data["mobile.events"],
        lambda row: not re.fullmatch(_SPELLED[row["platform"]], row["app_instance_id"]),
    )


def click_without_cookie(world: World) -> Share:
    return share(world.data["ads.clicks"], lambda row: row["anonymous_id"] is None)


def shared_click_link(world: World) -> Share:
    people: dict[str, set[str]] = defaultdict(set)
    for row in world.data["ads.clicks"]:
        people[row["click_id"]].add(world.who("ads", "click", row["id"]))
    return share(people.values(), lambda opened: len(opened) > 1)


def soft_bounce(world: World) -> Share:
    bounces = {row["send_id"]: row["kind"] for row in world.data["email.bounces"]}
    sends = [bounces.get(row["id"]) for row in world.data["email.sends"]]
    return share((kind for kind in sends if kind != "hard"), lambda kind: kind == "soft")


def machine_open(world: World) -> Share:
    opens = [row for row in world.data["email.engagements"] if row["kind"] == "open"]
    return share(opens, lambda row: "prefetch" in row["user_agent"])


def ticket_from_machine(world: World) -> Share:
    senders = {row["id"]: row["requester_email"] for row in world.data["support.tickets"]}
    return share(senders.values(), lambda email: email.split("@")[0] in MACHINES)


def household_payer(world: World) -> Share:
    """Subscriptions with an e-mail that elsewhere only others have."""
    payers = {
        world.who("billing", "subscription", row["id"]): world.people_of["email", row["email"]]
        for row in world.data["billing.subscriptions"]
    }
    return share(payers.items(), lambda payer: payer[1] and payer[0] not in payer[1])


def unpaid_invoice(world: World) -> Share:
    invoices = newest(world.data["billing.invoices"], "id")
    due = [row for row in invoices if row["issued_at"] < END - 10 * DAY]
    return share(due, lambda row: row["status"] == "open")


def hash_in_capitals(world: World) -> Share:
    return share(world.data["partner.purchases"], lambda row: row["email_sha256"].isupper())


def hash_of_typed_email(world: World) -> Share:
    """Hashes that no e-mail of the company gives in lower case."""
    tables = ("consent.preferences", "crm.contacts", "shop.orders", "pos.loyalty_members",
              "pos.receipts", "web.tracks", "shop.customers")  # fmt: skip
    cells = (row["email"] or "" for table in tables for row in world.data[table])
    hashes = {hashlib.sha256(cell.strip().lower().encode()).hexdigest() for cell in cells}
    rows = world.data["partner.purchases"]
    return share(rows, lambda row: row["email_sha256"].lower() not in hashes)
