"""Measures the traps of the channels beside shop, stores and web; see measures.py."""

from __future__ import annotations

import re
from collections import defaultdict

from tests.unit.demo.stitching import MACHINES, device_id
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
