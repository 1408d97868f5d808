"""The stores: loyalty cards, receipts and their lines, returns."""

from __future__ import annotations

from random import Random

from demo.generator.basket import Line, Product, basket, money, tax_cents
from demo.generator.clock import DAY, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Person
from demo.generator.typist import Typist

_STORES_PER_COUNTRY = 4


def join(out: Collector, rng: Random, typist: Typist, person: Person) -> None:
    """The versions of a person's loyalty membership."""
    if person.card_no is None:
        return
    versions = [person.joined_at]
    if rng.random() < 0.15:
        versions.append(busy_instant(rng, max(person.joined_at, START) + DAY))
    has_email, has_phone = rng.random() < 0.85, rng.random() < 0.7
    for saved_at in versions:
        email, phone = person.email_at(saved_at), person.phone_at(saved_at)
        out.add(
            "pos.loyalty_members", saved_at,
            person.card_no, person.first_name, person.last_name,
            typist.email(email) if has_email else None,
            typist.phone(phone, email) if has_phone else None,
            _written_date(person.birth_date, person.country) if rng.random() < 0.6 else None,
            _store(rng, person), person.country, person.joined_at, saved_at,
        )  # fmt: skip
    out.label("pos", f"member:{person.card_no}", person.person_id)


def buy(out: Collector, rng: Random, person: Person) -> None:
    """A purchase in a store: card swiped or not, sometimes with an e-mailed receipt."""
    at = busy_instant(rng, person.active_since, person.active_until)
    lines = basket(rng, person.country, person.persona.basket)
    swipes = person.card_no is not None and rng.random() < 0.9
    is_mailed = person.is_known and rng.random() < (0.12 if swipes else 0.4)
    store, number = _store(rng, person), out.ids.number("receipt", 8)
    receipt_no = f"{store}-{number}"
    returned = _returned(rng, person) if rng.random() < 0.04 else []
    total = sum(line.total_cents for line in lines + returned)
    loaded_at = out.add(
        "pos.receipts", at, receipt_no, store, person.country, rng.randint(1, 4),
        person.card_no if swipes else None, person.email_at(at) if is_mailed else None,
        places()[person.country]["currency"], money(total), at,
    )  # fmt: skip
    out.label("pos", f"receipt:{receipt_no}", person.person_id)
    for number_of_line, line in enumerate(lines + returned, start=1):
        _write_line(out, receipt_no, number_of_line, line, loaded_at)


def _write_line(out: Collector, receipt_no: str, line_no: int, line: Line, loaded_at: int) -> None:
    item = line.product
    out.add_with(
        "pos.receipt_lines", loaded_at, receipt_no, line_no, item.sku, item.title, item.category,
        line.quantity, money(item.price_cents), money(line.tax_cents),
    )  # fmt: skip


def _returned(rng: Random, person: Person) -> list[Line]:
    """A piece brought back; its tax is taken off too."""
    item: Product = basket(rng, person.country, (1, 1))[0].product
    return [Line(item, -1, -tax_cents(item.price_cents, person.country))]


def _store(rng: Random, person: Person) -> str:
    """Mostly the store nearest to the household."""
    near = person.household % _STORES_PER_COUNTRY
    store = near if rng.random() < 0.8 else rng.randrange(_STORES_PER_COUNTRY)
    return f"{person.country}{store + 1:02d}"


def _written_date(date: str, country: str) -> str:
    year, month, day = date.split("-")
    if country == "US":
        return f"{month}/{day}/{year}"
    return f"{day}.{month}.{year}" if country == "DE" else f"{day}/{month}/{year}"
