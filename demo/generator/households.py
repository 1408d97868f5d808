"""Makes households: the people of one address, their identifiers, and what they share."""

from __future__ import annotations

import unicodedata
from random import Random
from typing import Any

from demo.generator import ids
from demo.generator.clock import DAY, END, START, busy_instant, seconds
from demo.generator.config import Traps, names, places
from demo.generator.ids import IdFactory, scrambled
from demo.generator.people import PERSONAS, Cookie, Person
from demo.generator.phones import mobile_number
from demo.generator.quota import Quota

LAPSED_UNTIL = seconds(2026, 4, 15)
_JOINED_UNTIL = seconds(2026, 9, 15)
_COMMON_DOMAINS = ("gmail.example", "mail.example", "example.com", "example.org")
_COUNTRY_DOMAINS = {
    "FR": ("orange.example", "laposte.example"),
    "DE": ("web.example", "post.example"),
    "GB": ("btmail.example", "post.example"),
    "ES": ("correo.example", "orange.example"),
    "US": ("mail.example", "example.net"),
}
_AGENTS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15) Chrome/141 Mobile",
    "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/141",
    "Mozilla/5.0 (Macintosh) Version/18.5 Safari/605",
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/143.0",
)
_TABLET = "Mozilla/5.0 (iPad; CPU OS 18_5) Safari/604.1"
_FIRMS = ("Nordlicht", "Atelier Bleu", "Kestrel", "Olivar", "Blue Ridge", "Hafen", "Moulin")
_SIZES = ((1, 2, 3, 4), (60, 25, 10, 5))
_FREED_UNTIL = END - 120 * DAY
_STRANGER_AFTER = 60 * DAY


class HouseholdFactory:
    """Makes one household after the other; what people share with strangers is remembered."""

    def __init__(self, people: int, traps: Traps, factory: IdFactory) -> None:
        self._people = people
        self._traps = traps
        self._ids = factory
        self._digits = max(3, len(str(people - 1)))
        self._quotas = {name: Quota(rate) for name, rate in traps.rates.items()}
        # country → (from which household on, since when, number)
        self._freed_phones: dict[str, list[tuple[int, int, str]]] = {}
        self.made = 0
        self._households = 0

    def make(self, rng: Random) -> list[Person]:
        """The people of the next household."""
        size = min(rng.choices(*_SIZES)[0], self._people - self.made)
        country = rng.choices(list(places()), [place["share"] for place in places().values()])[0]
        address = _address(rng, places()[country])
        family_name = rng.choice(names()[country]["last"])
        members = [self._person(rng, country, address, family_name) for _ in range(size)]
        self._households += 1
        self._share_email(rng, members)
        self._share_tablet(rng, members)
        return members

    def _person(
        self, rng: Random, country: str, address: tuple[str, str, str], family_name: str
    ) -> Person:
        persona = rng.choices(PERSONAS, [kind.share for kind in PERSONAS])[0]
        first, last, latin = self._names(rng, country, family_name)
        joined_at = rng.randint(seconds(2021, 1, 1), _JOINED_UNTIL)
        if persona.name == "lapsed":
            joined_at = rng.randint(seconds(2021, 1, 1), seconds(2026, 1, 15))
        since, until = _active(rng, persona.name, joined_at)
        person = Person(
            self.made, self._households, persona, country, places()[country]["language"],
            first, last, *latin, _birth_date(rng), *address, joined_at, since, until,
        )  # fmt: skip
        self.made += 1
        self._give_accounts(rng, person)
        self._give_contacts(rng, person)
        self._give_cookies(rng, person)
        return person

    def _names(
        self, rng: Random, country: str, family_name: str
    ) -> tuple[str, str, tuple[str, str]]:
        if self._due("non_latin_name"):
            script = rng.choice(list(names()["scripts"].values()))
            first, last = rng.choice(script["first"]), rng.choice(script["last"])
            return first[0], last[0], (first[1], last[1])
        last = family_name if rng.random() < 0.8 else rng.choice(names()[country]["last"])
        first = rng.choice(names()[country]["first"])
        return first, last, (first, last)

    def _give_contacts(self, rng: Random, person: Person) -> None:
        if person.is_known and rng.random() < 0.15:
            person.company = f"{rng.choice(_FIRMS)} {_suffix(person, self._digits)}"
        person.emails = [(0, self._own_email(rng, person))]
        person.phones = [(0, mobile_number(person.country, person.index))]
        if person.is_known:
            self._replace_email(rng, person)
        if person.customer_id:
            self._change_email(rng, person)
            self._recycle_phone(rng, person)

    def _own_email(self, rng: Random, person: Person, avoid: str = "") -> str:
        domains = _COMMON_DOMAINS + _COUNTRY_DOMAINS[person.country] * 2
        domain = rng.choice([name for name in domains if name != avoid])
        first, last = _plain(person.latin_first_name), _plain(person.latin_last_name)
        number = _suffix(person, self._digits)
        forms = (
            f"{first}.{last}{number}", f"{first[0]}.{last}{number}", f"{last}.{first}{number}",
            f"{first}_{number}", f"{first}{number}{last}", f"{first}.{last}.{number}",
        )  # fmt: skip
        return f"{rng.choice(forms)}@{domain}"

    def _replace_email(self, rng: Random, person: Person) -> None:
        if self._due("agency_email"):
            last = max(self._people // self._traps.people_per_agency, 1) - 1
            agency = min(person.index // self._traps.people_per_agency, last)
            person.emails = [(0, f"bookings@concierge{agency + 1}.example")]
            person.has_own_email = False
        elif self._due("role_email"):
            person.company = person.company or f"Kestrel {_suffix(person, self._digits)}"
            domain = person.company.lower().replace(" ", "-")
            person.emails = [(0, f"{rng.choice(self._traps.role_names)}@{domain}.example")]
            person.has_own_email = False

    def _change_email(self, rng: Random, person: Person) -> None:
        self._quotas["changed_email"].count()
        if person.has_own_email and self._quotas["changed_email"].take():
            changed_at = rng.randint(person.active_since + 5 * DAY, END - 15 * DAY)
            old_domain = person.emails[0][1].split("@")[1]
            person.emails.append((changed_at, self._own_email(rng, person, old_domain)))

    def _recycle_phone(self, rng: Random, person: Person) -> None:
        freed = self._freed_phones.setdefault(person.country, [])
        self._quotas["recycled_phone"].count()
        freed_from = max(START, person.joined_at) + 30 * DAY
        if freed and freed[0][0] > person.household:
            return
        if freed:
            _, since, number = freed.pop(0)
            person.phones.append((since + _STRANGER_AFTER, number))
        elif freed_from < _FREED_UNTIL and self._quotas["recycled_phone"].take():
            freed_at = rng.randint(freed_from, _FREED_UNTIL)
            freed.append((person.household + 1, freed_at, person.phones[0][1]))
            new_number = mobile_number(person.country, self._people + person.index)
            person.phones.append((freed_at, new_number))

    def _give_accounts(self, rng: Random, person: Person) -> None:
        persona = person.persona
        if rng.random() < persona.account:
            person.customer_id = self._ids.customer()
        if rng.random() < persona.card:
            person.card_no = self._ids.card(rng)
        if rng.random() < persona.contact:
            count = 2 if self._due("duplicate_contact") else 1
            person.contact_ids = [self._ids.contact() for _ in range(count)]

    def _give_cookies(self, rng: Random, person: Person) -> None:
        if not person.persona.visits[1]:
            return
        devices = 2 if rng.random() < 0.35 else 1
        for number, agent in enumerate(rng.sample(_AGENTS, devices)):
            logs_in = bool(person.customer_id) and (number == 0 or rng.random() < 0.6)
            cookie = ids.cookie(rng, person.active_since)
            person.cookies.append(Cookie(cookie, agent, START, END, logs_in))
        if self._due("reset_cookie"):
            _reset_cookie(rng, person)

    def _share_email(self, rng: Random, members: list[Person]) -> None:
        known = [person for person in members if person.is_known]
        self._quotas["family_email"].count(len(known))
        size = min(len(known), 3 if rng.random() < 0.3 else 2)
        sharing = known[:size]
        owner_email = sharing[0].emails[0][1] if sharing else ""
        is_own = all(person.has_own_email for person in sharing)
        if size < 2 or not is_own or not self._quotas["family_email"].take(size):
            return
        for person in sharing:
            person.emails = [(0, owner_email)]
        # A shop opens one account per e-mail: the others order as guests.
        for person in sharing[1:]:
            person.customer_id = None
            for cookie in person.cookies:
                cookie.logs_in = False

    def _share_tablet(self, rng: Random, members: list[Person]) -> None:
        holders = [person for person in members if person.customer_id and person.cookies]
        self._quotas["shared_tablet"].count(len(holders))
        sharing = holders[: 3 if rng.random() < 0.3 else 2]
        if len(sharing) < 2 or not self._quotas["shared_tablet"].take(len(sharing)):
            return
        value = ids.cookie(rng, START)
        for person in sharing:
            person.cookies.append(Cookie(value, _TABLET, START, END, True, is_shared=True))

    def _due(self, trap: str) -> bool:
        self._quotas[trap].count()
        return self._quotas[trap].take()

    def kiosk_due(self) -> bool:
        """Counts a person with store purchases; true if they are due to use the store's tablet."""
        return self._due("kiosk")

    def household_match_due(self, has_others: bool) -> bool:
        """Counts a third-party cookie; true if it is due for the e-mail of another member."""
        quota = self._quotas["household_dmp_match"]
        quota.count()
        return has_others and quota.take()


def _suffix(person: Person, digits: int) -> str:
    """Digits that no other person has: they keep e-mails of namesakes apart."""
    return f"{scrambled(person.index, 10**digits):0{digits}d}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ı", "i").lower())
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _address(rng: Random, place: dict[str, Any]) -> tuple[str, str, str]:
    city, code, length = rng.choice(place["cities"])
    number, name = rng.randint(1, 160), rng.choice(place["streets"])
    if len(code) < length and " " in code:
        postal_code = f"{code}{rng.randint(1, 9)}{rng.choice('ABDEFG')}{rng.choice('HJLNPQ')}"
    else:
        postal_code = code + str(rng.randrange(10 ** (length - len(code)))).zfill(
            length - len(code)
        )
    return place["street"].format(number=number, name=name), city, postal_code


def _birth_date(rng: Random) -> str:
    return f"{rng.randint(1945, 2006)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _active(rng: Random, persona: str, joined_at: int) -> tuple[int, int]:
    if persona == "anonymous":
        since = busy_instant(rng)
        return since, min(since + rng.randint(1, 90) * DAY, END)
    if persona == "lapsed":
        return max(START, joined_at), LAPSED_UNTIL
    return max(START, joined_at), END


def _reset_cookie(rng: Random, person: Person) -> None:
    old = rng.choice(person.cookies)
    span = max(person.active_until - person.active_since, 2)
    old.until = person.active_since + rng.randint(span // 4, span * 3 // 4)
    new = Cookie(ids.cookie(rng, old.until), old.user_agent, old.until + 1, END, old.logs_in)
    old.is_reset = new.is_reset = True
    person.cookies.append(new)
