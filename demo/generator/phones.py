"""Phone numbers of five countries: unique per person, and written as people write them."""

from __future__ import annotations

from random import Random

DIALLING_CODES = {"FR": "33", "DE": "49", "GB": "44", "ES": "34", "US": "1"}
# Area codes for the numbers that the United States keep for fiction (555-0100 to 555-0199).
_AREAS = ("212", "312", "512", "206", "617", "415", "305", "702", "404", "215", "713", "602")


def mobile_number(country: str, index: int) -> str:
    """The mobile number of a person, as + and digits.

    Taken from ranges kept for fiction where a country has them, while they last.
    """
    return f"+{DIALLING_CODES[country]}{_NATIONAL[country](index)}"


def _french(index: int) -> str:
    if index < 10_000:
        return f"63998{(index * 7919) % 10_000:04d}"
    return f"7{50_000_000 + (index * 7_919) % 40_000_000:08d}"


def _german(index: int) -> str:
    return (
        f"1{('51', '60', '72', '76')[index % 4]}{(index // 4 * 7_919) % 9_000_000 + 1_000_000:07d}"
    )


def _british(index: int) -> str:
    if index < 1_000:
        return f"7700900{(index * 7919) % 1_000:03d}"
    return f"7{('4', '5', '8')[index % 3]}{(index // 3 * 7_919) % 90_000_000 + 10_000_000:08d}"


def _spanish(index: int) -> str:
    return f"6{10_000_000 + (index * 7_919) % 80_000_000:08d}"


def _american(index: int) -> str:
    if index < 100 * len(_AREAS):
        return f"{_AREAS[index // 100]}55501{index % 100:02d}"
    return f"{_AREAS[index % 12]}{2_000_000 + (index // 12 * 7_919) % 7_000_000:07d}"


_NATIONAL = {
    "FR": _french,
    "DE": _german,
    "GB": _british,
    "ES": _spanish,
    "US": _american,
}


def country_of(number: str) -> str:
    """The country whose dialling code a number begins with."""
    return next(name for name, code in DIALLING_CODES.items() if number.startswith(f"+{code}"))


def written_phone(rng: Random, number: str) -> str:
    """A number in one of the ways in which people of its country write it, not as + and digits."""
    country = country_of(number)
    national = number[1 + len(DIALLING_CODES[country]) :]
    return rng.choice(_STYLES[country])(national)


def _groups(digits: str, *sizes: int) -> list[str]:
    parts, start = [], 0
    for size in sizes:
        parts.append(digits[start : start + size])
        start += size
    return [*parts, digits[start:]] if start < len(digits) else parts


def _pairs(national: str, separator: str, prefix: str) -> str:
    return prefix + separator.join(_groups(national, 1, 2, 2, 2, 2))


_STYLES = {
    "FR": (
        lambda n: _pairs(n, " ", "0"),
        lambda n: _pairs(n, ".", "0"),
        lambda n: _pairs(n, "-", "0"),
        lambda n: f"0{n}",
        lambda n: _pairs(n, " ", "+33 "),
        lambda n: _pairs(n, " ", "+33 (0)"),
        lambda n: f"0033{n}",
    ),
    "DE": (
        lambda n: f"0{n[:3]} {n[3:]}",
        lambda n: f"0{n[:3]}/{n[3:]}",
        lambda n: f"0{n[:3]}-{n[3:]}",
        lambda n: f"+49 {n[:3]} {n[3:]}",
        lambda n: f"+49 (0){n[:3]} {n[3:]}",
        lambda n: f"0049 {n[:3]} {n[3:]}",
    ),
    "GB": (
        lambda n: f"0{n[:4]} {n[4:]}",
        lambda n: f"0{n[:4]} {n[4:7]} {n[7:]}",
        lambda n: f"(0{n[:4]}) {n[4:]}",
        lambda n: f"+44 {n[:4]} {n[4:]}",
        lambda n: f"+44 (0){n[:4]} {n[4:]}",
        lambda n: f"0044{n}",
    ),
    "ES": (
        lambda n: n,
        lambda n: " ".join(_groups(n, 3, 3, 3)),
        lambda n: " ".join(_groups(n, 3, 2, 2, 2)),
        lambda n: "-".join(_groups(n, 3, 3, 3)),
        lambda n: "+34 " + " ".join(_groups(n, 3, 3, 3)),
        lambda n: f"0034 {n}",
    ),
    "US": (
        lambda n: f"({n[:3]}) {n[3:6]}-{n[6:]}",
        lambda n: f"{n[:3]}-{n[3:6]}-{n[6:]}",
        lambda n: f"{n[:3]}.{n[3:6]}.{n[6:]}",
        lambda n: f"+1 {n[:3]} {n[3:6]} {n[6:]}",
        lambda n: f"1-{n[:3]}-{n[3:6]}-{n[6:]}",
        lambda n: n,
    ),
}


def exchange_phone(rng: Random, number: str) -> str:
    """A number as a telephone exchange writes it: international, with + or 00."""
    return number if rng.random() < 0.7 else f"00{number[1:]}"
