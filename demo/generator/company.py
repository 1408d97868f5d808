"""Tells the year of the demo company, chunk of people by chunk of people."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from demo.generator import accounts, consent, crm, dmp, partner, shop, store, web
from demo.generator.channels import Channels
from demo.generator.collector import Collector, Row
from demo.generator.config import Traps, catalogue, traps
from demo.generator.households import HouseholdFactory
from demo.generator.ids import IdFactory
from demo.generator.people import Person
from demo.generator.typist import Typist

PEOPLE_PER_CHUNK = 2_000

Chunk = dict[str, list[Row]]


def generate(
    people: int, seed: int, configured: Traps | None = None, chunk: int = PEOPLE_PER_CHUNK
) -> Iterator[Chunk]:
    """The raw tables of so many people, in chunks; the same arguments give the same rows."""
    company = Company(people, seed, configured or traps())
    while company.factory.made < people:
        until = min(company.factory.made + chunk, people)
        while company.factory.made < until:
            company.tell_household()
        yield company.out.take()


class Company:
    """The households so far and what they did."""

    def __init__(self, people: int, seed: int, configured: Traps) -> None:
        self._people = people
        self._seed = seed
        self._traps = configured
        factory = IdFactory()
        self.factory = HouseholdFactory(people, configured, factory)
        self.out = Collector(factory, Random(seed), configured)
        self._channels = Channels(configured)
        partner.sign(self.out)

    def tell_household(self) -> None:
        """Adds the next household and its year."""
        first = self.factory.made
        rng = Random(f"{self._seed}/{first}")
        self.out.use(rng)
        members = self.factory.make(rng)
        accounts.open_accounts(self.out, Random(f"{self._seed}/accounts/{first}"), members)
        for person in members:
            self._tell(rng, person, members)
        self._channels.tell(self.out, Random(f"{self._seed}/channels/{first}"), members)

    def _tell(self, rng: Random, person: Person, members: list[Person]) -> None:
        interest = rng.choice(list(catalogue()))
        if person.is_known:
            self._be_known(rng, person)
        self._visit(rng, person, interest)
        purchases = rng.randint(*person.persona.store_purchases)
        for _ in range(purchases):
            store.buy(self.out, rng, person)
        if purchases and self.factory.kiosk_due():
            web.use_kiosk(self.out, rng, person, self._kiosk(person))
        if person.contact_ids and rng.random() < 0.28:
            for _ in range(rng.choices((1, 2, 3), (70, 20, 10))[0]):
                crm.call(self.out, rng, person)
        self._browsers(rng, person, members, interest)

    def _be_known(self, rng: Random, person: Person) -> None:
        typist = Typist(rng, self._traps)
        shop.open_account(self.out, rng, typist, person)
        store.join(self.out, rng, typist, person)
        crm.keep_contacts(self.out, rng, typist, person)
        consent.state_preferences(self.out, rng, person)
        for _ in range(rng.randint(*person.persona.web_orders)):
            shop.order(self.out, rng, typist, person)

    def _visit(self, rng: Random, person: Person, interest: str) -> None:
        for _ in range(rng.randint(*person.persona.visits)):
            web.browse(self.out, rng, person, interest)
        wants = person.persona.name in ("anonymous", "newsletter", "shopper", "omnichannel")
        if wants and rng.random() < 0.1:
            web.leave_cart(self.out, rng, person, interest)
        if person.persona.name == "newsletter":
            web.sign_up(self.out, rng, person)
        web.use_every_cookie(self.out, rng, person)

    def _kiosk(self, person: Person) -> str:
        last = max(self._people // self._traps.people_per_kiosk, 1) - 1
        number = min(person.index // self._traps.people_per_kiosk, last)
        return f"store-tablet-{number + 1:05d}"

    def _browsers(self, rng: Random, person: Person, members: list[Person], interest: str) -> None:
        for cookie in person.cookies:
            if not cookie.is_used:
                continue
            consent.answer_banner(self.out, rng, person, cookie)
            if cookie.is_shared or rng.random() >= 0.45:
                continue
            others = [other for other in members if other is not person and other.is_known]
            is_mixed = self.factory.household_match_due(bool(others))
            matched = rng.choice(others) if is_mixed else person
            dmp.know_cookie(self.out, rng, person, cookie, interest, matched)
