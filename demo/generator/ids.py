"""Ids as the company's systems give them: unique, in no order that would tell people apart."""

from __future__ import annotations

from math import gcd
from random import Random

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def scrambled(counter: int, space: int) -> int:
    """Another number for each counter, in an order that looks random; past `space` it grows."""
    step = int(space * 0.6180339887) | 1
    while gcd(step, space) != 1:
        step += 2
    block, position = divmod(counter, space)
    return block * space + (position * step + space // 3) % space


class IdFactory:
    """Hands out the next id of each kind."""

    def __init__(self) -> None:
        self._counters: dict[str, int] = {}

    def _next(self, kind: str, space: int) -> int:
        counter = self._counters.get(kind, 0)
        self._counters[kind] = counter + 1
        return scrambled(counter, space)

    def number(self, kind: str, digits: int = 10) -> str:
        """Digits, the same count for every id until they run out."""
        return f"{self._next(kind, 10**digits):0{digits}d}"

    def customer(self) -> str:
        """A customer id of the shop, such as c1002345."""
        return f"c{1_000_000 + self._next('customer', 9_000_000)}"

    def contact(self) -> str:
        """A contact id of the CRM, such as 003Qx0000A1b2Cd: its case matters."""
        number, text = self._next("contact", 62**6), ""
        for _ in range(6):
            number, digit = divmod(number, 62)
            text = _LETTERS[digit] + text
        return f"003Qx0000{text}"

    def card(self, rng: Random) -> str:
        """A loyalty card: 11 digits, 10 on old cards, 13 on new ones."""
        prefix = rng.choices(("29", "1", "2907"), (6, 1, 3))[0]
        return prefix + self.number("card", 9)


def cookie(rng: Random, since: int) -> str:
    """A first-party cookie: a random UUID, or the older form with two numbers."""
    if rng.random() < 0.6:
        digits = f"{rng.getrandbits(128):032x}"
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    return f"GA1.2.{rng.randrange(10**9, 10**10)}.{since}"


def third_party_cookie(rng: Random) -> str:
    """A cookie of the data management platform."""
    return f"d{rng.getrandbits(80):020x}"
