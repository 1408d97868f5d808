"""The CRM's accounts: the firms that people work for, and the part they have in them."""

from __future__ import annotations

from random import Random

from demo.generator.clock import DAY, START
from demo.generator.collector import Collector
from demo.generator.people import Person

_INDUSTRIES = ("retail", "hospitality", "construction", "design", "consulting", "transport")


def open_accounts(out: Collector, rng: Random, members: list[Person]) -> None:
    """An account for each firm of a household, and who of its contacts plays which part in it."""
    for person in members:
        if person.company is None or not person.contact_ids:
            continue
        account_id = _open(out, rng, person.company, person.joined_at)
        role = rng.choice(("owner", "buyer", "billing"))
        for contact_id in person.contact_ids:
            person.accounts[contact_id] = (account_id, role)
        if len(person.contact_ids) > 1 and rng.random() < 0.6:
            second = _open(out, rng, f"{person.company} Events", person.joined_at + 90 * DAY)
            person.accounts[person.contact_ids[1]] = (second, "owner")
        for other in members:
            if other.company is None and other.contact_ids and rng.random() < 0.5:
                other.accounts[other.contact_ids[0]] = (account_id, "assistant")


def _open(out: Collector, rng: Random, name: str, opened_at: int) -> str:
    account_id = f"001Qx{out.ids.number('account', 8)}"
    domain = f"{name.lower().replace(' ', '-')}.example"
    industry = rng.choice(_INDUSTRIES)
    out.add("crm.accounts", opened_at, account_id, name, domain.upper() if rng.random() < 0.1
            else domain, industry, False, opened_at, opened_at)  # fmt: skip
    if rng.random() < 0.2:
        saved_at = max(opened_at, START) + rng.randint(1, 60) * DAY
        out.add("crm.accounts", saved_at, account_id, name, domain, rng.choice(_INDUSTRIES), False,
                opened_at, saved_at)  # fmt: skip
    return account_id
