"""What people buy: products, prices in a country's currency, tax."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.generator.config import catalogue, places

_PER_EURO = {"EUR": 1.0, "GBP": 0.86, "USD": 1.1}


@dataclass(frozen=True)
class Product:
    """A product at the price of one country, tax included."""

    sku: str
    title: str
    category: str
    price_cents: int


@dataclass(frozen=True)
class Line:
    """So many pieces of a product."""

    product: Product
    quantity: int
    tax_cents: int

    @property
    def total_cents(self) -> int:
        return self.product.price_cents * self.quantity


def product(rng: Random, country: str, category: str = "") -> Product:
    """Any product, of a category if one is given."""
    category = category or rng.choice(list(catalogue()))
    number = rng.randrange(len(catalogue()[category]))
    title, euros = catalogue()[category][number]
    cents = round(euros * 100 * _PER_EURO[places()[country]["currency"]])
    return Product(f"{category[:3].upper()}{number + 1:02d}", title, category, cents)


def line(rng: Random, country: str, item: Product) -> Line:
    """A line with one piece, sometimes two or three."""
    quantity = rng.choices((1, 2, 3), (85, 12, 3))[0]
    return Line(item, quantity, tax_cents(item.price_cents * quantity, country))


def basket(rng: Random, country: str, size: tuple[int, int]) -> list[Line]:
    """A basket of so many different products."""
    items = {item.sku: item for item in (product(rng, country) for _ in range(rng.randint(*size)))}
    return [line(rng, country, item) for item in items.values()]


def tax_cents(gross_cents: int, country: str) -> int:
    """The tax within an amount that includes it."""
    rate = float(places()[country]["tax"])
    return round(gross_cents * rate / (1 + rate))


def money(cents: int) -> str:
    """Cents as a decimal number with two places."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
