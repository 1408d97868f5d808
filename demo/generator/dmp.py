"""The data management platform: third-party cookies, their segments and their matches."""

from __future__ import annotations

import hashlib
from random import Random

from demo.generator import ids
from demo.generator.clock import DAY, END, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.people import Cookie, Person

# provider, taxonomy, days a segment lasts (0: for ever)
_PROVIDERS = (
    ("audiencegrid", "iab_audience_1.1", 30),
    ("northpoint", "iab_audience_1.1", 90),
    ("lumen_data", "lumen_v3", 0),
)
_SEGMENTS = {
    "fashion": ("594", "Purchase intent: clothing"),
    "shoes": ("598", "Purchase intent: footwear"),
    "home": ("653", "Interest: home and garden"),
    "electronics": ("611", "Interest: consumer electronics"),
    "sports": ("707", "Interest: sports"),
    "beauty": ("681", "Interest: beauty"),
    "toys": ("640", "Household with children"),
}
# What nobody in the shop sells. Told by chances of its own, so that all else stays as it is.
_AUTOMOTIVE = ("805", "Purchase intent: automotive")
_AUTOMOTIVE_SHARE = 0.06
_OTHERS = (("47", "Age 25-34"), ("48", "Age 35-44"), ("61", "Income: upper third"))


def know_cookie(
    out: Collector, rng: Random, person: Person, cookie: Cookie, interest: str,
    matched_person: Person,
) -> None:  # fmt: skip
    """A third-party cookie beside one of the site's: its segments and what it was matched to.

    `matched_person` is whose hashed e-mail the platform holds: nearly always the same person.
    """
    dmp_id = ids.third_party_cookie(rng)
    for code, name in _segments(rng, interest):
        row_id = out.ids.number("segment")
        _write_segment(out, rng, person, dmp_id, row_id, code, name)
    of_cars = Random(f"automotive:{dmp_id}")
    if of_cars.random() < _AUTOMOTIVE_SHARE:
        _write_segment(out, of_cars, person, dmp_id, f"a-{dmp_id}", *_AUTOMOTIVE)
    if rng.random() < 0.9:
        _write_match(out, rng, person, dmp_id, cookie.value, None)
    if matched_person is not person or (person.is_known and rng.random() < 0.3):
        _write_match(out, rng, person, dmp_id, None, matched_person.emails[0][1])


def _segments(rng: Random, interest: str) -> list[tuple[str, str]]:
    segments = [_SEGMENTS[interest]] if rng.random() < 0.8 else []
    others = [_OTHERS[rng.randrange(len(_OTHERS))]] if rng.random() < 0.6 else []
    return segments + others or [_SEGMENTS[interest]]


def _write_segment(
    out: Collector, rng: Random, person: Person, dmp_id: str, row_id: str, code: str, name: str
) -> None:
    provider, taxonomy, days = rng.choice(_PROVIDERS)
    at = busy_instant(rng, max(person.active_since, START), END)
    score = round(rng.uniform(0.3, 0.98), 2) if rng.random() < 0.7 else None
    out.add(
        "dmp.cookie_segments", at, row_id, dmp_id, provider, taxonomy,
        code if taxonomy.startswith("iab") else f"L{code}", name, score, at,
        at + days * DAY if days else None,
    )  # fmt: skip
    out.label("dmp", f"segment:{row_id}", person.person_id)


def _write_match(
    out: Collector, rng: Random, person: Person, dmp_id: str, cookie: str | None,
    email: str | None,
) -> None:  # fmt: skip
    at = busy_instant(rng, max(person.active_since, START), END)
    row_id = out.ids.number("match")
    digest = hashlib.sha256(email.encode()).hexdigest() if email else None
    out.add("dmp.cookie_matches", at, row_id, dmp_id, cookie, digest, at)
    out.label("dmp", f"match:{row_id}", person.person_id)
