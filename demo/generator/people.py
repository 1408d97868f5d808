"""The people of the demo company: who they truly are, and which identifiers they use when."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Persona(NamedTuple):
    """How a kind of person behaves in a year; pairs are the fewest and the most."""

    name: str
    share: float
    visits: tuple[int, int]
    web_orders: tuple[int, int]
    store_purchases: tuple[int, int]
    account: float
    card: float
    contact: float
    basket: tuple[int, int] = (1, 3)


# Newsletter readers sign up and never buy; walk-ins buy in stores and leave no card.
PERSONAS = (
    Persona("anonymous", 0.22, (1, 2), (0, 0), (0, 0), 0, 0, 0),
    Persona("newsletter", 0.09, (1, 3), (0, 0), (0, 0), 0, 0, 0.25),
    Persona("shopper", 0.25, (1, 3), (1, 2), (0, 0), 0.82, 0, 0.55),
    Persona("walk_in", 0.04, (0, 0), (0, 0), (1, 2), 0, 0, 0),
    Persona("store_only", 0.13, (0, 0), (0, 0), (2, 5), 0, 1, 0.55),
    Persona("omnichannel", 0.12, (1, 3), (1, 2), (1, 3), 0.95, 0.9, 0.8),
    Persona("lapsed", 0.10, (1, 3), (1, 2), (0, 2), 0.85, 0.35, 0.6),
    Persona("high_value", 0.05, (2, 5), (3, 6), (1, 4), 1, 0.85, 0.95, (2, 4)),
)


@dataclass
class Cookie:
    """A browser of a person, or one that several share."""

    value: str
    user_agent: str
    since: int
    until: int
    logs_in: bool
    is_shared: bool = False
    has_logged_in: bool = False
    is_used: bool = False
    is_reset: bool = False


class AdClick(NamedTuple):
    """A click on an advertisement, with the id that the network gave it."""

    at: int
    click_id: str
    source: str
    campaign: str


@dataclass
class Person:
    """One true person. E-mails and phones are (from when, value), oldest first."""

    index: int
    household: int
    persona: Persona
    country: str
    language: str
    first_name: str
    last_name: str
    latin_first_name: str
    latin_last_name: str
    birth_date: str
    street: str
    city: str
    postal_code: str
    joined_at: int
    active_since: int
    active_until: int
    emails: list[tuple[int, str]] = field(default_factory=list)
    phones: list[tuple[int, str]] = field(default_factory=list)
    cookies: list[Cookie] = field(default_factory=list)
    company: str | None = None
    customer_id: str | None = None
    card_no: str | None = None
    contact_ids: list[str] = field(default_factory=list)
    # contact id → (account, part in it)
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    has_own_email: bool = True
    # From when until when they take marketing by e-mail.
    subscribed: tuple[int, int] | None = None
    # (when, cookie, source, campaign) of the visits that an advertisement led to.
    paid_visits: list[tuple[int, str, str, str]] = field(default_factory=list)
    ad_clicks: list[AdClick] = field(default_factory=list)

    @property
    def person_id(self) -> str:
        return f"p{self.index:07d}"

    @property
    def is_known(self) -> bool:
        """True for whoever leaves more than cookies and nameless receipts."""
        return self.persona.name not in ("anonymous", "walk_in")

    def email_at(self, instant: int) -> str:
        """The e-mail they use at that time."""
        return _value_at(self.emails, instant)

    def phone_at(self, instant: int) -> str:
        """The phone they use at that time, as + and digits."""
        return _value_at(self.phones, instant)

    def cookies_at(self, instant: int) -> list[Cookie]:
        """The browsers they could use at that time."""
        return [cookie for cookie in self.cookies if cookie.since <= instant <= cookie.until]


def _value_at(timeline: list[tuple[int, str]], instant: int) -> str:
    value = timeline[0][1]
    for since, later in timeline[1:]:
        if since <= instant:
            value = later
    return value
