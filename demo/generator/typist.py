"""What becomes of e-mails, phones and names when people type them into forms."""

from __future__ import annotations

from random import Random

from demo.generator.config import Traps
from demo.generator.phones import written_phone

_WRONG_DOMAINS = {
    "gmail.example": "gmial.example",
    "orange.example": "ornage.example",
    "web.example": "wbe.example",
    "mail.example": "mial.example",
}
_BLANKS = ("{} ", " {}", "  {}", "{}  ", " {} ")


class Typist:
    """Types values with the mistakes of the traps, at their rates."""

    def __init__(self, rng: Random, traps: Traps) -> None:
        self._rng = rng
        self._traps = traps

    def email(self, address: str) -> str:
        """An e-mail as it reaches a system."""
        kind = self._kind("email_placeholder", "blank_cell", "email_typo")
        if kind == "email_placeholder":
            return self._rng.choice(self._traps.email_placeholders)
        if kind == "blank_cell":
            return " " * self._rng.randint(1, 3)
        return self._dressed(self._mistyped(address) if kind == "email_typo" else address)

    def phone(self, number: str, email: str) -> str:
        """A phone as it reaches a system."""
        kind = self._kind("phone_placeholder", "blank_cell", "email_in_phone")
        if kind == "phone_placeholder":
            return self._rng.choice(self._traps.phone_placeholders)
        if kind == "blank_cell":
            return " " * self._rng.randint(1, 3)
        if kind == "email_in_phone":
            return email
        return self._written(number)

    def name(self, name: str) -> str:
        """A name, with a letter doubled now and then."""
        if self._rng.random() >= self._traps["name_typo"]:
            return name
        place = self._rng.randrange(len(name))
        return name[:place] + name[place].lower() + name[place:]

    def country(self, code: str, aliases: list[str]) -> str:
        """A country's code, or one of the other ways to write it."""
        return self._rng.choice(aliases) if self._falls("country_noise") else code

    def _falls(self, trap: str) -> bool:
        return self._rng.random() < self._traps[trap]

    def _kind(self, *traps: str) -> str:
        chance = self._rng.random()
        for trap in traps:
            chance -= self._traps[trap]
            if chance < 0:
                return trap
        return ""

    def _written(self, number: str) -> str:
        return written_phone(self._rng, number) if self._falls("phone_not_e164") else number

    def _dressed(self, address: str) -> str:
        if self._falls("email_case"):
            change = self._rng.choice((str.upper, str.title, str.capitalize))
            address = change(address)
        if self._falls("email_blanks"):
            address = self._rng.choice(_BLANKS).format(address)
        return address

    def _mistyped(self, address: str) -> str:
        local, domain = address.split("@")
        if domain in _WRONG_DOMAINS and self._rng.random() < 0.5:
            return f"{local}@{_WRONG_DOMAINS[domain]}"
        place = self._rng.randrange(1, len(local))
        return f"{local[:place]}{self._rng.choice('aeiourstn')}{local[place:]}@{domain}"
