"""The rows of a company with what tests ask of them: who is behind which value, what was typed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from demo.generator.config import traps
from tests.unit.demo.stitching import Data, over_shared, sightings


class Share(NamedTuple):
    """So many of so many."""

    fell: int
    of: int

    @property
    def rate(self) -> float:
        return self.fell / self.of


def share(items: Iterable[Any], falls: Callable[[Any], object]) -> Share:
    """How many of the items fall in a trap."""
    listed = list(items)
    return Share(sum(1 for item in listed if falls(item)), len(listed))


class World:
    """What several measures need: who is behind which value, and what was typed."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.person = {
            (row["source_name"], row["record_id"]): row["person_id"]
            for row in data["labels.records"]
        }
        self.records = list(sightings(data))
        self.over_shared = over_shared(self.records)
        self.people_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for record, values in self.records:
            for value in values:
                # Who pays for a subscription is not always who it is for.
                if record[0] != "billing" or not value[0].startswith("email"):
                    self.people_of[value].add(self.person[record])
        self.known = self._people("email", "customer_id", "crm_contact_id", "loyalty_card")
        self.holders = self._people("customer_id")

    def _people(self, *kinds: str) -> set[str]:
        return set().union(*(who for value, who in self.people_of.items() if value[0] in kinds))

    def who(self, source: str, kind: str, key: str) -> str:
        """The person of a record."""
        return self.person[source, f"{kind}:{key}"]

    def typed_rows(self) -> list[tuple[str, dict[str, Any]]]:
        """Rows that people filled in, each with its person."""
        data = self.data
        guests = [row for row in data["shop.orders"] if row["customer_id"] is None]
        return [
            *((self.who("crm", "contact", row["id"]), row) for row in data["crm.contacts"]),
            *((self.who("shop", "customer", row["id"]), row) for row in data["shop.customers"]),
            *(
                (self.who("pos", "member", row["card_no"]), row)
                for row in data["pos.loyalty_members"]
            ),
            *((self.who("shop", "order", row["id"]), row) for row in guests),
        ]

    def typed_emails(self) -> list[str]:
        """E-mails as typed."""
        return [row["email"] for _, row in self.typed_rows() if row["email"] is not None]

    def real_emails(self) -> list[str]:
        """E-mails as typed, without placeholders and blanks."""
        placeholders = traps().email_placeholders
        return [text for text in self.typed_emails() if text not in placeholders and text.strip()]

    def typed_phones(self) -> list[str]:
        """Phones as typed."""
        phones = (row["phone"] or row.get("mobile_phone") for _, row in self.typed_rows())
        return [phone for phone in phones if phone is not None]

    def cookie_logins(self) -> dict[str, set[str]]:
        """The customers who logged in with each cookie."""
        logins: dict[str, set[str]] = defaultdict(set)
        for row in self.data["web.identifies"] + self.data["web.pages"]:
            if row["user_id"]:
                logins[row["anonymous_id"]].add(row["user_id"])
        return logins
