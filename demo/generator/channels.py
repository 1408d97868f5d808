"""The channels beside shop, stores and web. They draw from chances of their own, so that what the
older sources hold stays as it is, whatever is added here."""

from __future__ import annotations

from random import Random

from demo.generator import ads, billing, mailing, mobile, partner, support
from demo.generator.collector import Collector
from demo.generator.config import Traps, catalogue
from demo.generator.people import Person
from demo.generator.quota import Quota

_APP_USERS = 0.32
_WRITERS = 0.2
_SUBSCRIBERS = 0.14
_PARTNERS_CUSTOMERS = 0.12
# Traps too rare for chance alone to keep their rate.
_COUNTED = ("borrowed_phone", "shared_click_link", "household_payer", "hash_of_typed_email")


class Channels:
    """Tells what households do beside visits and purchases."""

    def __init__(self, traps: Traps) -> None:
        self._quotas = {name: Quota(traps[name]) for name in _COUNTED}

    def tell(self, out: Collector, rng: Random, members: list[Person]) -> None:
        """Adds the year of a household."""
        out.use(rng)
        for person in members:
            self._advertise(out, rng, person, members)
        for person in members:
            if person.customer_id and rng.random() < _APP_USERS:
                self._use_app(out, rng, person, members)
        _send(out, rng, members)
        for person in members:
            while person.is_known and rng.random() < _WRITERS:
                support.write_in(out, rng, person)
        for person in members:
            if person.customer_id and rng.random() < _SUBSCRIBERS:
                self._subscribe(out, rng, person, members)
            if person.is_known and rng.random() < _PARTNERS_CUSTOMERS:
                partner.buy(out, rng, person, self._quotas["hash_of_typed_email"])

    def _advertise(
        self, out: Collector, rng: Random, person: Person, members: list[Person]
    ) -> None:
        ads.click(out, rng, person)
        quota = self._quotas["shared_click_link"]
        for link in person.ad_clicks:
            quota.count()
            others = [
                other for other in members if other is not person and other.cookies_at(link.at)
            ]
            if others and quota.take():
                ads.pass_on(out, rng, rng.choice(others), link)

    def _use_app(self, out: Collector, rng: Random, person: Person, members: list[Person]) -> None:
        apps = mobile.use(out, rng, person, rng.choice(list(catalogue())))
        quota = self._quotas["borrowed_phone"]
        quota.count()
        others = [other for other in members if other is not person and other.customer_id]
        if others and quota.take():
            mobile.borrow(out, rng, rng.choice(others), apps[0])

    def _subscribe(
        self, out: Collector, rng: Random, person: Person, members: list[Person]
    ) -> None:
        quota = self._quotas["household_payer"]
        quota.count()
        others = [other for other in members if other is not person and other.is_known]
        pays_another = bool(others) and quota.take()
        payer_email = rng.choice(others).emails[0][1] if pays_another else None
        billing.subscribe(out, rng, person, payer_email)


def _send(out: Collector, rng: Random, members: list[Person]) -> None:
    """Newsletters go to an address once, whoever uses it; agencies and offices get none."""
    addresses: set[str] = set()
    for person in members:
        if person.has_own_email and person.emails[0][1] not in addresses:
            addresses.add(person.emails[0][1])
            mailing.send_newsletters(out, rng, person)
