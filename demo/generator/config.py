"""What the generator reads: rates of the traps, names, places, products, calls, tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DEMO_DIRECTORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Traps:
    """The traps of `demo/traps.yml`: rates by name, and the values and sizes they use."""

    rates: dict[str, float]
    email_placeholders: tuple[str, ...]
    phone_placeholders: tuple[str, ...]
    role_names: tuple[str, ...]
    people_per_agency: int
    people_per_kiosk: int

    def __getitem__(self, name: str) -> float:
        return self.rates[name]


@dataclass(frozen=True)
class Column:
    """A column of a raw table."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Table:
    """A raw table; `name` is `<source>.<table>`."""

    name: str
    description: str
    columns: tuple[Column, ...]
    sentinels: tuple[str, ...]

    @property
    def source(self) -> str:
        return self.name.split(".")[0]

    @property
    def short_name(self) -> str:
        return self.name.split(".")[1]


def _read(path: str) -> Any:
    return yaml.safe_load((DEMO_DIRECTORY / path).read_text(encoding="utf-8"))


@cache
def traps() -> Traps:
    """The traps as configured."""
    config = _read("traps.yml")
    return Traps(
        rates={name: float(entry["rate"]) for name, entry in config["rates"].items()},
        email_placeholders=tuple(config["placeholders"]["email"]),
        phone_placeholders=tuple(config["placeholders"]["phone"]),
        role_names=tuple(config["role_names"]),
        people_per_agency=int(config["people_per_agency"]),
        people_per_kiosk=int(config["people_per_kiosk"]),
    )


@cache
def tables() -> dict[str, Table]:
    """Every raw table by name, in the order in which it is written."""
    return {
        name: Table(
            name=name,
            description=entry["description"],
            columns=tuple(Column(key, *value) for key, value in entry["columns"].items()),
            sentinels=tuple(entry.get("sentinels", ())),
        )
        for name, entry in _read("generator/tables.yml").items()
    }


@cache
def names() -> dict[str, Any]:
    """Given and family names by country and by script."""
    return dict(_read("data/names.yml"))


@cache
def places() -> dict[str, Any]:
    """The countries: cities, streets, currency, tax and language."""
    return dict(_read("data/places.yml"))


@cache
def catalogue() -> dict[str, list[tuple[str, float]]]:
    """Products and their prices by category."""
    return dict(_read("data/catalogue.yml"))


@cache
def calls() -> dict[str, Any]:
    """Subjects of calls: outcomes, and a transcript in each language."""
    return dict(_read("data/calls.yml"))


@cache
def mailings() -> list[dict[str, str]]:
    """The newsletters of the year, oldest first: name, and subject by language."""
    return list(_read("data/mailings.yml"))


@cache
def tickets() -> dict[str, dict[str, str]]:
    """Subjects of tickets, with what is written in each language."""
    return dict(_read("data/tickets.yml"))
