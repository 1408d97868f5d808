"""The web shop's back office: accounts, orders, lines and refunds."""

from __future__ import annotations

from random import Random

from demo.generator.basket import Line, basket, money
from demo.generator.clock import DAY, END, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Person
from demo.generator.typist import Typist
from demo.generator.web import start_visit


def open_account(out: Collector, rng: Random, typist: Typist, person: Person) -> None:
    """The versions of a person's shop account: opened, then saved again after a change."""
    if person.customer_id is None:
        return
    uses_latin = rng.random() < 0.5
    accepts = rng.random() < 0.65
    versions = [person.joined_at]
    changes = person.emails[1:] + person.phones[1:]
    versions += [since + 2 * DAY for since, _ in changes if since > person.joined_at]
    if rng.random() < 0.15:
        versions.append(busy_instant(rng, max(person.joined_at, START) + DAY))
    for saved_at in sorted(versions):
        _account_version(out, typist, person, saved_at, uses_latin, accepts)
    out.label("shop", f"customer:{person.customer_id}", person.person_id)


def _account_version(
    out: Collector, typist: Typist, person: Person, saved_at: int, uses_latin: bool, accepts: bool
) -> None:
    email, phone = person.email_at(saved_at), person.phone_at(saved_at)
    out.add(
        "shop.customers", saved_at,
        person.customer_id, typist.email(email), typist.phone(phone, email),
        person.latin_first_name if uses_latin else person.first_name,
        person.latin_last_name if uses_latin else person.last_name,
        person.street, person.city, person.postal_code, person.country,
        places()[person.country]["locale"], accepts, person.joined_at, saved_at,
    )  # fmt: skip


def order(out: Collector, rng: Random, typist: Typist, person: Person) -> None:
    """An order, with the visit that led to it and, now and then, a refund."""
    lines = basket(rng, person.country, person.persona.basket)
    until = min(person.active_until, END - 2 * DAY)
    visit = start_visit(out, rng, person, busy_instant(rng, min(person.active_since, until), until))
    order_id = out.ids.number("order")
    visit.view(lines[0].product)
    if rng.random() < 0.5:
        visit.put_in_cart(lines[0].product)
    if person.customer_id and visit.user_id is None and rng.random() < 0.6:
        visit.identify()
    visit.order(order_id, lines)
    cookie = visit.cookie.value if rng.random() < 0.6 else None
    _write_order(out, rng, typist, person, order_id, visit.at, cookie, lines)


def _write_order(
    out: Collector, rng: Random, typist: Typist, person: Person, order_id: str, at: int,
    cookie: str | None, lines: list[Line],
) -> None:  # fmt: skip
    row = (
        order_id, person.customer_id, *_contacts(rng, typist, person, at), cookie,
        places()[person.country]["currency"],
        money(sum(line.total_cents for line in lines)),
        money(sum(line.tax_cents for line in lines)),
    )  # fmt: skip
    loaded_at = out.add("shop.orders", at, *row, "paid", person.country, at, at)
    out.label("shop", f"order:{order_id}", person.person_id)
    line_ids = _write_lines(out, order_id, lines, loaded_at)
    if rng.random() < 0.08:
        refunded_at = min(at + rng.randint(3, 25) * DAY, END)
        _write_refund(out, order_id, line_ids[0], lines[0], refunded_at)
        status = "refunded" if len(lines) == 1 else "partially_refunded"
        out.add("shop.orders", refunded_at, *row, status, person.country, at, refunded_at)


def _contacts(rng: Random, typist: Typist, person: Person, at: int) -> tuple[str, str | None]:
    """E-mail and phone of an order: guests type them, accounts fill them in."""
    email, phone = person.email_at(at), person.phone_at(at)
    has_phone = rng.random() < 0.6
    if person.customer_id is None:
        return typist.email(email), typist.phone(phone, email) if has_phone else None
    return email, phone if has_phone else None


def _write_lines(out: Collector, order_id: str, lines: list[Line], loaded_at: int) -> list[str]:
    line_ids = []
    for line in lines:
        line_ids.append(out.ids.number("order_line"))
        item = line.product
        out.add_with(
            "shop.order_lines", loaded_at, line_ids[-1], order_id, item.sku, item.title,
            item.category, line.quantity, money(item.price_cents), money(line.tax_cents),
        )  # fmt: skip
    return line_ids


def _write_refund(
    out: Collector, order_id: str, line_id: str, line: Line, refunded_at: int
) -> None:
    out.add(
        "shop.refunds", refunded_at, out.ids.number("refund"), order_id, line_id,
        line.quantity, money(line.total_cents), refunded_at,
    )  # fmt: skip
