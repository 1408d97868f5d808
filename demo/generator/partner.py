"""Partners: what their customers bought, under contracts that say for what and until when."""

from __future__ import annotations

import hashlib
from random import Random
from typing import NamedTuple

from demo.generator.basket import money
from demo.generator.clock import END, START, busy_instant, nightly, seconds
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Person
from demo.generator.quota import Quota


class Contract(NamedTuple):
    """A partner's permission to use its purchases for one purpose and a time."""

    contract_id: str
    partner: str
    purpose: str
    starts_at: int
    expires_at: int
    categories: tuple[str, ...]


CONTRACTS = (
    Contract("C-001", "hotel_meridian", "advertising", seconds(2025, 10, 1),
             seconds(2027, 10, 1), ("city_break", "spa_weekend", "business_trip")),
    Contract("C-002", "velo_club", "personalization", seconds(2025, 7, 1),
             seconds(2026, 7, 1), ("road_cycling", "e_bike")),
)  # fmt: skip


def sign(out: Collector) -> None:
    """The contracts, told once for the whole company."""
    for contract in CONTRACTS:
        out.add_with(
            "partner.contracts", nightly(START), contract.contract_id, contract.partner,
            contract.purpose, contract.starts_at, contract.expires_at, START,
        )  # fmt: skip


def buy(out: Collector, rng: Random, person: Person, typed: Quota) -> None:
    """Purchases at a partner, with the e-mail hashed as the partner does it."""
    contract = CONTRACTS[0] if rng.random() < 0.85 else CONTRACTS[1]
    for _ in range(rng.choices((1, 2), (70, 30))[0]):
        at = busy_instant(rng, START, min(END, contract.expires_at - 1))
        number = f"P{out.ids.number('partner_purchase', 7)}"
        out.add(
            "partner.purchases", at, number, contract.contract_id,
            _hashed(rng, out, person.email_at(at), typed), rng.choice(contract.categories),
            money(rng.randint(40, 600) * 100), places()[person.country]["currency"], at,
        )  # fmt: skip
        out.label("partner", f"purchase:{number}", person.person_id)


def _hashed(rng: Random, out: Collector, email: str, typed: Quota) -> str:
    typed.count()
    if typed.take():
        return hashlib.sha256(email.title().encode()).hexdigest()
    digest = hashlib.sha256(email.encode()).hexdigest()
    return digest.upper() if rng.random() < out.traps["hash_in_capitals"] else digest
