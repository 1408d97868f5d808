"""Advertisements: the clicks that led to a visit, as the networks number them."""

from __future__ import annotations

from random import Random

from demo.generator.collector import Collector
from demo.generator.people import AdClick, Person

_NETWORKS = {"google": ("google_ads", "gclid", "CjwK"), "facebook": ("meta_ads", "fbclid", "IwAR")}
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def click(out: Collector, rng: Random, person: Person) -> None:
    """The clicks behind a person's paid visits, each with the cookie of the visit."""
    for at, cookie, source, campaign in person.paid_visits:
        prefix = _NETWORKS[source][2]
        click_id = prefix + "".join(rng.choices(_LETTERS, k=18))
        person.ad_clicks.append(AdClick(at, click_id, source, campaign))
        has_cookie = rng.random() >= out.traps["click_without_cookie"]
        _write(out, rng, person, person.ad_clicks[-1], at, cookie if has_cookie else None)


def pass_on(out: Collector, rng: Random, person: Person, link: AdClick) -> None:
    """A visit by a link that another person of the household copied, click id and all."""
    cookie = rng.choice(person.cookies_at(link.at)).value
    _write(out, rng, person, link, link.at + rng.randint(600, 7200), cookie)


def _write(
    out: Collector, rng: Random, person: Person, link: AdClick, at: int, cookie: str | None
) -> None:
    network, kind, _ = _NETWORKS[link.source]
    number = out.ids.number("ad_click")
    cents = rng.randint(12, 95)
    out.add(
        "ads.clicks", at, number, network, link.campaign, kind, link.click_id, cookie,
        f"0.{cents:02d}", "EUR", at,
    )  # fmt: skip
    out.label("ads", f"click:{number}", person.person_id)
