"""The CRM: contacts with their versions, and the calls of the call centre."""

from __future__ import annotations

from random import Random

from demo.generator.basket import product
from demo.generator.clock import DAY, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import calls, places
from demo.generator.people import Person
from demo.generator.phones import exchange_phone
from demo.generator.typist import Typist

_AGENTS = ("Nadia", "Tomás", "Birte", "Owen", "Camille", "Grace", "Jens", "Lola")


def keep_contacts(out: Collector, rng: Random, typist: Typist, person: Person) -> None:
    """The person's contacts, each with the versions that agents saved."""
    for number, contact_id in enumerate(person.contact_ids):
        created_at = person.joined_at + number * rng.randint(20, 200) * DAY
        created_at = min(created_at, person.active_until - DAY)
        has_email = rng.random() < 0.9
        has_phone = not has_email or rng.random() < 0.75
        for saved_at in _versions(rng, person, created_at):
            _version(out, rng, typist, person, contact_id, created_at, saved_at,
                     has_email, has_phone)  # fmt: skip
        out.label("crm", f"contact:{contact_id}", person.person_id)


def _versions(rng: Random, person: Person, created_at: int) -> list[int]:
    """When a contact was saved; not every change of an e-mail or a phone is noted."""
    versions = [created_at]
    changes = person.emails[1:] + person.phones[1:]
    noted = [since + rng.randint(3, 30) * DAY for since, _ in changes if rng.random() < 0.6]
    if rng.random() < 0.3:
        noted.append(busy_instant(rng, max(created_at, START) + DAY))
    return versions + sorted(since for since in noted if since > created_at)


def _version(
    out: Collector, rng: Random, typist: Typist, person: Person, contact_id: str,
    created_at: int, saved_at: int, has_email: bool, has_phone: bool,
) -> None:  # fmt: skip
    email, phone = person.email_at(saved_at), person.phone_at(saved_at)
    is_mobile = has_phone and rng.random() < 0.6
    place = places()[person.country]
    written_phone = typist.phone(phone, email) if has_phone else None
    out.add(
        "crm.contacts", saved_at,
        contact_id, typist.name(person.first_name), person.last_name,
        typist.email(email) if has_email else None,
        None if is_mobile else written_phone,
        written_phone if is_mobile else None,
        person.street, person.city, person.postal_code,
        typist.country(person.country, place["aliases"]),
        person.birth_date if rng.random() < 0.5 else None, person.language, person.company,
        *person.accounts.get(contact_id, (None, None)), False, created_at, saved_at,
    )  # fmt: skip


def call(out: Collector, rng: Random, person: Person) -> None:
    """A call: by a contact, or by somebody whom the exchange does not know."""
    at = busy_instant(rng, person.active_since, person.active_until)
    subject = rng.choice(list(calls()))
    script, agent = calls()[subject], rng.choice(_AGENTS)
    is_unknown = rng.random() < out.traps["unknown_caller"]
    text = script[person.language].format(
        agent=agent, name=f"{person.first_name} {person.last_name}",
        product=product(rng, person.country).title, order=out.ids.number("mentioned", 6),
    )  # fmt: skip
    call_id = f"CA{out.ids.number('call', 8)}"
    out.add(
        "crm.calls", at, call_id, None if is_unknown else person.contact_ids[0],
        _number_shown(rng, person, at, is_unknown),
        "outbound" if rng.random() < 0.2 and not is_unknown else "inbound", agent, subject, text,
        rng.choice(script["outcomes"]), person.language, at, at + rng.randint(60, 900),
    )  # fmt: skip
    out.label("crm", f"call:{call_id}", person.person_id)


def _number_shown(rng: Random, person: Person, at: int, is_unknown: bool) -> str:
    """The caller's number; unknown callers withhold it half of the time."""
    if is_unknown and rng.random() < 0.5:
        return "anonymous"
    return exchange_phone(rng, person.phone_at(at))
