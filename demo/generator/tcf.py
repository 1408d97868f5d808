"""IAB TCF strings of version 2 as a cookie banner writes them."""

from __future__ import annotations

import base64
from collections.abc import Collection

from demo.generator.clock import DAY

_CMP = 31
_VENDOR_LIST = 190


def tcf_string(purposes: Collection[int], at: int, interests: Collection[int] = ()) -> str:
    """The core of a string that consents to these purposes, made on the day of an instant."""
    tenths = at // DAY * DAY * 10
    fields = [
        (2, 6), (tenths, 36), (tenths, 36), (_CMP, 12), (1, 12), (0, 6),
        (_letters("EN"), 12), (_VENDOR_LIST, 12), (4, 6), (1, 1), (0, 1), (0, 12),
        (_bit_set(purposes), 24), (_bit_set(interests), 24), (0, 1), (_letters("DE"), 12),
        # No vendors, as consented or as interested, and no publisher's restrictions.
        (0, 16), (0, 1), (0, 16), (0, 1), (0, 12),
    ]  # fmt: skip
    bits = "".join(f"{value:0{width}b}" for value, width in fields)
    whole = bits.ljust(-len(bits) % 8 + len(bits), "0")
    packed = int(whole, 2).to_bytes(len(whole) // 8, "big")
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _letters(code: str) -> int:
    first, second = (ord(letter) - ord("A") for letter in code)
    return first << 6 | second


def _bit_set(numbers: Collection[int]) -> int:
    """Number 1 is the first of 24 bits."""
    return sum(1 << (24 - number) for number in numbers)
