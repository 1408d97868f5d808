"""The app: what it sends from one person's phones, with device and advertising ids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

from demo.generator.basket import product
from demo.generator.clock import DAY, END, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Person

NO_ADVERTISING_ID = "00000000-0000-0000-0000-000000000000"
_VERSIONS = ("4.8.0", "4.9.1", "5.0.2")


@dataclass
class App:
    """The app on one phone, from its installation on: a new one gives another instance id."""

    instance_id: str
    advertising_id: str
    platform: str
    since: int
    until: int
    click_id: str | None = None


def use(out: Collector, rng: Random, person: Person, interest: str) -> list[App]:
    """Everything a person does in the app, and the installations they did it with."""
    since = max(person.active_since, START)
    installed_at = busy_instant(rng, since, max(since, person.active_until - 40 * DAY))
    platform = rng.choice(("ios", "android"))
    shows = rng.random() >= out.traps["zero_advertising_id"]
    advertising_id = _uuid(rng, platform) if shows else NO_ADVERTISING_ID
    first = App(_uuid(rng, platform), advertising_id, platform, installed_at, person.active_until)
    first.click_id = _click_before(person, installed_at) if rng.random() < 0.5 else None
    apps = [first]
    if rng.random() < out.traps["reinstalled_app"]:
        first.until = busy_instant(rng, installed_at + 10 * DAY, person.active_until)
        again = App(
            _uuid(rng, platform), advertising_id, platform, first.until, person.active_until
        )
        apps.append(again)
    for app in apps:
        _write(out, rng, person, app, app.since, "app_installed", {}, None)
        for _ in range(rng.randint(1, 3)):
            _session(out, rng, person, app, interest)
    return apps


def borrow(out: Collector, rng: Random, person: Person, app: App) -> None:
    """A login on the phone of somebody else."""
    at = busy_instant(rng, app.since, max(app.since, app.until - DAY))
    _write(out, rng, person, app, at, "logged_in", {}, person.customer_id)


def _session(out: Collector, rng: Random, person: Person, app: App, interest: str) -> None:
    at = busy_instant(rng, app.since, max(app.since, app.until - 3600))
    _write(out, rng, person, app, at, "app_opened", {}, person.customer_id)
    for _ in range(rng.randint(0, 2)):
        at += rng.randint(5, 200)
        item = product(rng, person.country, interest if rng.random() < 0.7 else "")
        about: dict[str, object] = {
            "product_id": item.sku,
            "category": item.category,
            "price": item.price_cents / 100,
            "currency": places()[person.country]["currency"],
        }
        event = "product_added" if rng.random() < 0.1 else "product_viewed"
        _write(out, rng, person, app, at, event, about, person.customer_id)


def _write(
    out: Collector, rng: Random, person: Person, app: App, at: int, event: str,
    properties: dict[str, object], user_id: str | None,
) -> None:  # fmt: skip
    at = min(at, END)
    number = out.ids.number("mobile_event")
    version = _VERSIONS[min((at - START) * len(_VERSIONS) // (END - START), len(_VERSIONS) - 1)]
    is_first = event == "app_installed"
    out.add(
        "mobile.events", at, number, _spelled(rng, out, app.instance_id), app.advertising_id,
        app.click_id if is_first else None, user_id, event,
        json.dumps(properties, separators=(",", ":")) if properties else None,
        app.platform, version, at, at + rng.randint(0, 40),
    )  # fmt: skip
    out.label("mobile", f"event:{number}", person.person_id)


def _spelled(rng: Random, out: Collector, instance_id: str) -> str:
    """The id, or what another version of the app makes of it: other capitals, no dashes."""
    if rng.random() >= out.traps["device_id_spelling"]:
        return instance_id
    return rng.choice((instance_id.swapcase(), instance_id.replace("-", "")))


def _uuid(rng: Random, platform: str) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    text = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return text.upper() if platform == "ios" else text


def _click_before(person: Person, installed_at: int) -> str | None:
    """The click on an advertisement that led to the app's shop page, if there was one."""
    clicks = [click for click in person.ad_clicks if click.at < installed_at]
    return clicks[-1].click_id if clicks else None
