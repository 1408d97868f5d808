"""Consent: answers to the cookie banner, and statements in the preference centre."""

from __future__ import annotations

from random import Random

from demo.generator.clock import DAY, END, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Cookie, Person
from demo.generator.tcf import tcf_string

_BANNER_PURPOSES = ("personalization", "advertising", "analytics")


def answer_banner(out: Collector, rng: Random, person: Person, cookie: Cookie) -> None:
    """What a browser answered: all, nothing, a choice, or (often) no answer at all."""
    if cookie.is_shared or rng.random() < 0.2:
        return
    accepted = rng.choices((_BANNER_PURPOSES, ("analytics",), ()), (62, 10, 28))[0]
    since = max(person.active_since, cookie.since)
    stated_at = busy_instant(rng, since, min(person.active_until, cookie.until))
    purposes = _BANNER_PURPOSES if rng.random() < 0.4 else _BANNER_PURPOSES[1:]
    for purpose in purposes:
        row_id = out.ids.number("banner")
        status = "accepted" if purpose in accepted else "rejected"
        region = places()[person.country]["region"]
        out.add(
            "consent.banner_choices", stated_at, row_id, cookie.value, purpose, status, region,
            stated_at,
        )  # fmt: skip
        out.label("consent", f"banner:{row_id}", person.person_id)
    _signal(out, person, cookie, accepted, stated_at)


# TCF purposes that a banner asks about under each of its headings.
_TCF_PURPOSES = {
    "personalization": (1, 5, 6),
    "advertising": (1, 2, 3, 4, 7),
    "analytics": (1, 8, 9),
}


def _signal(
    out: Collector, person: Person, cookie: Cookie, accepted: tuple[str, ...], stated_at: int
) -> None:
    """One browser in eight also sends what the banner wrote, or Global Privacy Control."""
    # Its own dice, so that the rest of the company stays as it is.
    rng = Random(f"signal:{cookie.value}")
    if rng.random() >= 1 / 8:
        return
    purposes = {number for name in accepted for number in _TCF_PURPOSES[name]}
    text: str | None = tcf_string(purposes, stated_at)
    if rng.random() < 0.05:
        # Cut short on its way, as by a field that is too narrow.
        text = text and text[:32]
    has_gpc = rng.random() < 0.2
    if has_gpc and rng.random() < 0.5:
        text = None
    row_id = out.ids.number("signal")
    region = places()[person.country]["region"]
    out.add(
        "consent.browser_signals", stated_at, row_id, cookie.value, text, has_gpc, region,
        stated_at,
    )  # fmt: skip
    out.label("consent", f"signal:{row_id}", person.person_id)


def state_preferences(out: Collector, rng: Random, person: Person) -> None:
    """Marketing by e-mail first, then other channels and purposes; some withdraw later."""
    stated_at = max(person.joined_at, START - 300 * DAY)
    answer = rng.choices(("opt_in", "opt_out", ""), (74, 12, 14))[0]
    if not answer:
        return
    _state(out, rng, person, "marketing", "email", answer, stated_at)
    if answer == "opt_in":
        person.subscribed = (stated_at, END)
    if answer == "opt_in" and rng.random() < 0.06:
        withdrawn_at = busy_instant(rng, max(stated_at, START) + DAY, END)
        _state(out, rng, person, "marketing", "email", "opt_out", withdrawn_at)
        person.subscribed = (stated_at, withdrawn_at)
    if rng.random() < 0.15:
        channel = rng.choice(("sms", "phone", "post", None))
        _state(out, rng, person, "marketing", channel, answer, stated_at)
    if rng.random() < 0.5:
        status = answer if rng.random() < 0.85 else "opt_out"
        _state(out, rng, person, "advertising", None, status, stated_at)


def _state(
    out: Collector, rng: Random, person: Person, purpose: str, channel: str | None, status: str,
    stated_at: int,
) -> None:  # fmt: skip
    row_id = out.ids.number("preference")
    is_interest = status == "opt_in" and channel == "post"
    expires_at = None
    if status == "opt_in" and rng.random() < 0.15:
        expires_at = stated_at + rng.choice((365, 730, 1095)) * DAY
    out.add(
        "consent.preferences", stated_at, row_id,
        person.customer_id if rng.random() < 0.8 else None, person.email_at(stated_at), purpose,
        channel, status, "legitimate_interest" if is_interest else "consent",
        places()[person.country]["region"], stated_at, expires_at,
    )  # fmt: skip
    out.label("consent", f"preference:{row_id}", person.person_id)
