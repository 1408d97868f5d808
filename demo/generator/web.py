"""Visits of the web shop: pages, actions and logins of one person on one browser."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random

from demo.generator.basket import Line, Product, money, product
from demo.generator.clock import DAY, END, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Cookie, Person

_LAST_DAYS = END - 5 * DAY
_CAMPAIGNS = (
    ("", "", "", ""),
    ("https://www.google.example/", "google", "organic", ""),
    ("https://www.google.example/", "google", "cpc", "brand"),
    ("https://m.facebook.example/", "facebook", "paid_social", "autumn_outfits"),
    ("", "newsletter", "email", "weekly_news"),
    ("https://vergleich.example/", "vergleich", "affiliate", "always_on"),
)
_CAMPAIGN_WEIGHTS = (45, 22, 12, 9, 8, 4)
_PAID = ("cpc", "paid_social")


@dataclass
class Visit:
    """A visit in progress; its methods write what the browser sends."""

    out: Collector
    rng: Random
    person: Person
    cookie: Cookie
    at: int
    user_id: str | None = None
    campaign: tuple[str, str, str, str] = field(default=_CAMPAIGNS[0])

    def page(self, path: str, title: str) -> None:
        """A page view; only the first of a visit carries the campaign."""
        number = self.out.ids.number("event")
        referrer, source, medium, name = (text or None for text in self.campaign)
        path = f"/{self.person.country.lower()}{path}"
        query = f"?utm_source={source}" if source else ""
        self._add(
            "web.pages", number, self.cookie.value, self.user_id,
            f"https://shop.example{path}{query}", path, title, referrer, source, medium, name,
            self.cookie.user_agent,
        )  # fmt: skip
        self._label(f"page:{number}")
        if source and name and medium in _PAID:
            self.person.paid_visits.append((self.at, self.cookie.value, source, name))
        self.campaign = _CAMPAIGNS[0]

    def track(self, event: str, properties: dict[str, object], email: str | None = None) -> None:
        """An action."""
        number = self.out.ids.number("event")
        user_id = self.user_id
        if user_id is None and self.rng.random() < self.out.traps["null_word"]:
            user_id = "null"
        text = json.dumps(properties, separators=(",", ":"))
        self._add("web.tracks", number, self.cookie.value, user_id, event, text, email)
        self._label(f"track:{number}")

    def identify(self) -> None:
        """A login, unless the person has no account; later events carry it.

        A browser remembers the login for a while, so that not every visit tells it again.
        """
        if self.person.customer_id is None:
            return
        self.user_id = self.person.customer_id
        if self.cookie.has_logged_in and self.rng.random() < 0.7:
            return
        self.cookie.has_logged_in = True
        number = self.out.ids.number("event")
        email = self.person.email_at(self.at)
        self._add("web.identifies", number, self.cookie.value, self.user_id, email)
        self._label(f"identify:{number}")

    def view(self, item: Product) -> None:
        """A product's page, mostly told as an action too."""
        self.page(f"/{item.category}/{item.sku.lower()}", item.title)
        if self.rng.random() < 0.4:
            self.track("product_viewed", self.about(item))

    def put_in_cart(self, item: Product) -> None:
        """The action of putting a product in the cart."""
        self.track("product_added", self.about(item))

    def order(self, order_id: str, lines: list[Line]) -> None:
        """The way from cart to order."""
        self.page("/checkout", "Checkout")
        if self.rng.random() < 0.4:
            self.track("checkout_started", self.about(lines[0].product))
        total = money(sum(item.total_cents for item in lines))
        currency = places()[self.person.country]["currency"]
        told = {"order_id": order_id, "total": float(total), "currency": currency}
        self.track("order_completed", told)

    def about(self, item: Product) -> dict[str, object]:
        """A product as an action tells it."""
        return {
            "product_id": item.sku,
            "category": item.category,
            "price": item.price_cents / 100,
            "currency": places()[self.person.country]["currency"],
        }

    def _add(self, table: str, *values: object) -> None:
        self.at += self.rng.randint(4, 150)
        received_at = self.at + self.rng.randint(0, 2)
        sent_at = self.at
        if self.rng.random() < self.out.traps["future_clock"]:
            sent_at += self.rng.randint(160, 900) * DAY
        self.out.add(table, received_at, *values, sent_at, received_at)

    def _label(self, record_id: str) -> None:
        self.out.label("web", record_id, self.person.person_id)


def start_visit(
    out: Collector, rng: Random, person: Person, at: int, cookie: Cookie | None = None
) -> Visit:
    """A visit on one of the person's browsers, logged in or not."""
    cookie = cookie or rng.choice(person.cookies_at(at))
    campaign = rng.choices(_CAMPAIGNS, _CAMPAIGN_WEIGHTS)[0]
    cookie.is_used = True
    visit = Visit(out, rng, person, cookie, min(at, END - 3600), campaign=campaign)
    if rng.random() < 0.2:
        visit.page("/", "Home")
    if cookie.logs_in and (cookie.is_shared or rng.random() < 0.65):
        visit.identify()
    return visit


def browse(out: Collector, rng: Random, person: Person, interest: str) -> None:
    """A visit that leads to nothing, mostly to the person's category of interest."""
    visit = start_visit(out, rng, person, _instant(rng, person))
    if rng.random() < 0.5:
        visit.page(f"/{interest}", interest.capitalize())
    for _ in range(rng.choices((1, 2), (80, 20))[0]):
        visit.view(product(rng, person.country, interest if rng.random() < 0.7 else ""))
    if rng.random() < 0.12:
        visit.track("search", {"query": interest})


def leave_cart(out: Collector, rng: Random, person: Person, interest: str) -> None:
    """A visit of the last days that leaves a full cart behind."""
    visit = start_visit(out, rng, person, busy_instant(rng, _LAST_DAYS, END - 3600))
    item = product(rng, person.country, interest)
    visit.view(item)
    visit.put_in_cart(item)
    if rng.random() < 0.5:
        visit.page("/checkout", "Checkout")
        visit.track("checkout_started", visit.about(item))


def sign_up(out: Collector, rng: Random, person: Person) -> None:
    """A newsletter signup."""
    visit = start_visit(out, rng, person, _instant(rng, person))
    visit.page("/newsletter", "Newsletter")
    visit.track("newsletter_signup", {"source": "footer"}, person.email_at(visit.at))


def use_kiosk(out: Collector, rng: Random, person: Person, kiosk: str) -> None:
    """A look at the tablet of a store, which hundreds of people use."""
    at = _instant(rng, person)
    cookie = Cookie(kiosk, "StoreTablet/4.2", START, END, logs_in=rng.random() < 0.7)
    visit = Visit(out, rng, person, cookie, at)
    if cookie.logs_in:
        visit.identify()
    visit.view(product(rng, person.country))


def use_every_cookie(out: Collector, rng: Random, person: Person) -> None:
    """Visits on the household's tablet, logged in, and with a lost and a new cookie."""
    for cookie in person.cookies:
        if cookie.is_shared or (cookie.is_reset and not cookie.is_used):
            since = max(cookie.since, person.active_since)
            until = max(since, min(cookie.until, person.active_until))
            visit = start_visit(out, rng, person, busy_instant(rng, since, until), cookie)
            visit.view(product(rng, person.country))


def _instant(rng: Random, person: Person) -> int:
    return busy_instant(rng, person.active_since, person.active_until)
