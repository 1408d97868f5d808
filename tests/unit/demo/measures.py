"""Measures every trap of demo/traps.yml in rows of raw tables: how many fell in it, of how many."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Any

from demo.generator.clock import DAY
from demo.generator.collector import LATE_UNTIL
from demo.generator.config import names, places, traps
from tests.unit.demo import channel_measures
from tests.unit.demo.stitching import (
    LIMIT,
    country_code,
    normalized_email,
    normalized_phone,
)
from tests.unit.demo.world import Share, World, share


def email_case(world: World) -> Share:
    return share(world.real_emails(), lambda text: text != text.lower())


def email_blanks(world: World) -> Share:
    return share(world.real_emails(), lambda text: text != text.strip())


def email_typo(world: World) -> Share:
    """A typed e-mail that is nearly, not quite, one that a machine passed on for that person."""
    clean: dict[str, set[str]] = defaultdict(set)
    for row in world.data["consent.preferences"]:
        clean[world.who("consent", "preference", row["id"])].add(row["email"])
    for row in world.data["web.identifies"]:
        clean[world.who("web", "identify", row["id"])].add(row["email"])
    cells = [(clean[who], normalized_email(row["email"])) for who, row in world.typed_rows()
             if row["email"] is not None and clean[who]]  # fmt: skip
    return share(cells, lambda cell: cell[1] and cell[1] not in cell[0] and _is_near(*cell))


def _is_near(known: set[str], email: str) -> bool:
    return any(_is_typo(other, email) for other in known)


def _is_typo(right: str, typed: str) -> bool:
    (local, domain), (typed_local, typed_domain) = right.split("@"), typed.split("@")
    if domain != typed_domain:
        return local == typed_local and sorted(domain) == sorted(typed_domain)
    is_longer = len(typed_local) == len(local) + 1
    return is_longer and SequenceMatcher(None, local, typed_local).ratio() > 0.85


def email_placeholder(world: World) -> Share:
    return share(world.typed_emails(), lambda text: text in traps().email_placeholders)


def phone_placeholder(world: World) -> Share:
    return share(world.typed_phones(), lambda text: text in traps().phone_placeholders)


def blank_cell(world: World) -> Share:
    return share(world.typed_emails() + world.typed_phones(), lambda text: not text.strip())


def email_in_phone(world: World) -> Share:
    return share(world.typed_phones(), lambda text: "@" in text)


def phone_not_e164(world: World) -> Share:
    real = [
        text
        for text in world.typed_phones()
        if text not in traps().phone_placeholders and text.strip() and "@" not in text
    ]
    return share(real, lambda text: not re.fullmatch("[+][0-9]+", text))


def name_typo(world: World) -> Share:
    known = {name for country in places() for name in names()[country]["first"]}
    known |= {first[0] for script in names()["scripts"].values() for first in script["first"]}
    return share(world.data["crm.contacts"], lambda row: row["first_name"] not in known)


def country_noise(world: World) -> Share:
    return share(world.data["crm.contacts"], lambda row: row["country"] not in places())


def family_email(world: World) -> Share:
    return Share(len(_sharing(world, range(2, 4))), len(world.known))


def agency_email(world: World) -> Share:
    return Share(len(_sharing(world, range(LIMIT + 1, 10**9))), len(world.known))


def _sharing(world: World, sizes: range) -> set[str]:
    shared = [
        people
        for (kind, _), people in world.people_of.items()
        if kind == "email" and len(people) in sizes
    ]
    return set().union(*shared)


def role_email(world: World) -> Share:
    accounts = [
        (world.who("consent", "preference", row["id"]), row)
        for row in world.data["consent.preferences"]
    ]
    orders = [(world.who("shop", "order", row["id"]), row) for row in world.data["shop.orders"]]
    fell = {
        who
        for who, row in world.typed_rows() + accounts + orders
        if (row["email"] or "").strip().lower().split("@")[0] in traps().role_names
    }
    return Share(len(fell), len(world.known))


def shared_tablet(world: World) -> Share:
    shared = [users for users in world.cookie_logins().values() if 2 <= len(users) <= 3]
    return Share(len(set().union(*shared)), len(world.holders))


def kiosk(world: World) -> Share:
    kiosks = {value for value in world.over_shared if value[0] == "cookie_id"}
    buyers = {world.who("pos", "receipt", row["receipt_no"]) for row in world.data["pos.receipts"]}
    seen = set().union(*(world.people_of[value] for value in kiosks))
    return Share(len(seen & buyers), len(buyers))


def recycled_phone(world: World) -> Share:
    """Numbers of two people; every version counts, for the first owner's number is soon old."""
    people: dict[str, set[str]] = defaultdict(set)
    for who, country, phone in _phones(world):
        if number := normalized_phone(phone, country):
            people[number].add(who)
    return Share(sum(1 for who in people.values() if len(who) == 2), len(world.holders))


def _phones(world: World) -> Iterator[tuple[str, str, str | None]]:
    data = world.data
    for row in data["crm.contacts"]:
        country = country_code(row["country"])
        who = world.who("crm", "contact", row["id"])
        yield who, country, row["phone"] or row["mobile_phone"]
    for row in data["shop.customers"]:
        who = world.who("shop", "customer", row["id"])
        yield who, row["address_country_code"], row["phone"]
    for row in data["shop.orders"]:
        yield world.who("shop", "order", row["id"]), row["country_code"], row["phone"]


def household_dmp_match(world: World) -> Share:
    cookies = {row["dmp_id"] for row in world.data["dmp.cookie_segments"]}
    owners: dict[str, set[str]] = defaultdict(set)
    for (kind, value), people in world.people_of.items():
        if kind == "email":
            owners[hashlib.sha256(value.encode()).hexdigest()] |= people
    fell = {
        row["dmp_id"]
        for row in world.data["dmp.cookie_matches"]
        if owners.get(row["email_sha256"])
        and world.who("dmp", "match", row["id"]) not in owners[row["email_sha256"]]
    }
    return Share(len(fell), len(cookies))


def changed_email(world: World) -> Share:
    """People whose logins, orders and statements name two e-mails."""
    emails: dict[str, set[str]] = defaultdict(set)
    for row in world.data["shop.customers"]:
        if email := normalized_email(row["email"]):
            emails[world.who("shop", "customer", row["id"])].add(email)
    fell = [who for who, seen in emails.items() if _domains(seen) > 1]
    return Share(len(fell), len(world.holders))


def _domains(emails: set[str]) -> int:
    # A typo changes letters of a domain, never which letters it has.
    return len({"".join(sorted(email.split("@")[1])) for email in emails})


def reset_cookie(world: World) -> Share:
    browsers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in world.data["web.pages"]:
        if row["user_agent"] != "StoreTablet/4.2" and "iPad" not in row["user_agent"]:
            who = world.who("web", "page", row["id"])
            browsers[who, row["user_agent"]].add(row["anonymous_id"])
    fell = {who for (who, _), cookies in browsers.items() if len(cookies) > 1}
    return Share(len(fell), len({who for who, _ in browsers}))


def duplicate_contact(world: World) -> Share:
    contacts: dict[str, set[str]] = defaultdict(set)
    for row in world.data["crm.contacts"]:
        contacts[world.who("crm", "contact", row["id"])].add(row["id"])
    return share(contacts.values(), lambda ids: len(ids) > 1)


def non_latin_name(world: World) -> Share:
    names_of = {world.who("crm", "contact", row["id"]): row["last_name"]
                for row in world.data["crm.contacts"]}  # fmt: skip
    names_of |= {world.who("pos", "member", row["card_no"]): row["last_name"]
                 for row in world.data["pos.loyalty_members"]}  # fmt: skip
    return share(names_of.values(), lambda name: ord(name[0]) > 0x2FF)


def unknown_caller(world: World) -> Share:
    return share(world.data["crm.calls"], lambda row: row["contact_id"] is None)


def null_word(world: World) -> Share:
    anonymous = [row for row in world.data["web.tracks"] if row["user_id"] in (None, "null")]
    return share(anonymous, lambda row: row["user_id"] == "null")


def future_clock(world: World) -> Share:
    rows = [row for name in ("pages", "tracks", "identifies") for row in world.data[f"web.{name}"]]
    return share(rows, lambda row: row["sent_at"] > row["_loaded_at"])


def late_row(world: World) -> Share:
    first_loads = []
    for table, key, time in (("web.pages", "id", "received_at"),
                             ("web.tracks", "id", "received_at"),
                             ("pos.receipts", "receipt_no", "sold_at")):  # fmt: skip
        loads: dict[str, int] = {}
        for row in world.data[table]:
            loads[row[key]] = min(row["_loaded_at"] - row[time], loads.get(row[key], 10**12))
        early = {row[key] for row in world.data[table] if row[time] < LATE_UNTIL}
        first_loads += [delay for key, delay in loads.items() if key in early]
    return share(first_loads, lambda delay: delay > 30 * DAY)


def replayed_row(world: World) -> Share:
    tables = ("crm.contacts", "shop.customers", "shop.orders", "pos.receipts", "web.pages",
              "web.tracks")  # fmt: skip
    return share(_loads(world, tables), lambda loads: len(set(loads)) > 1)


def duplicate_row(world: World) -> Share:
    loads = _loads(world, ("web.pages", "web.tracks"))
    return share(loads, lambda times: max(Counter(times).values()) > 1)


def _loads(world: World, tables: tuple[str, ...]) -> list[list[int]]:
    loads: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for table in tables:
        for row in world.data[table]:
            version = (table, *(value for name, value in row.items() if name != "_loaded_at"))
            loads[version].append(row["_loaded_at"])
    return list(loads.values())


MEASURES: dict[str, Callable[[World], Share]] = {
    name: measure
    for name in traps().rates
    for measure in (globals().get(name), getattr(channel_measures, name, None))
    if measure
}
