"""The support desk: tickets with their versions, opened and solved."""

from __future__ import annotations

from random import Random

from demo.generator.basket import product
from demo.generator.clock import END, HOUR, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import tickets
from demo.generator.people import Person

_AGENTS = ("Nadia", "Owen", "Jens", "Lola")
_MACHINES = ("no-reply@{}", "mailer-daemon@{}", "noreply@{}")


def write_in(out: Collector, rng: Random, person: Person) -> None:
    """A ticket: opened by the person, or by a machine that answers for them; mostly solved."""
    at = min(busy_instant(rng, person.active_since, person.active_until), END - HOUR)
    subject = rng.choice(list(tickets()))
    text = tickets()[subject][person.language].format(
        name=person.first_name, product=product(rng, person.country).title,
        order=out.ids.number("mentioned_in_ticket", 6),
    )  # fmt: skip
    email, is_portal = person.email_at(at), person.customer_id and rng.random() < 0.4
    if rng.random() < out.traps["ticket_from_machine"]:
        email, is_portal = rng.choice(_MACHINES).format(email.split("@")[1]), None
    ticket_id = out.ids.number("ticket", 7)
    ticket = (
        ticket_id, email, person.customer_id if is_portal else None,
        "portal" if is_portal else rng.choice(("email", "chat")), subject, text,
        rng.choice(("low", "normal", "normal", "high")), rng.choice(_AGENTS), person.language,
    )  # fmt: skip
    out.add("support.tickets", at, *ticket, "open", at, None, at)
    solved_at = at + rng.randint(2, 120) * HOUR
    if solved_at <= END and rng.random() < 0.9:
        out.add("support.tickets", solved_at, *ticket, "solved", at, solved_at, solved_at)
    out.label("support", f"ticket:{ticket_id}", person.person_id)
