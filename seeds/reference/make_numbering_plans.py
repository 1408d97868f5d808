"""Makes the seed numbering_plans and the macro of that name, from the metadata of phonenumbers.

Run by `make numbering-plans`. The seed is the record of the facts, one row a region. The macro
holds the same facts by dialling code, written from the seed's rows: dbt renders SQL before any
table can be read, and the patterns must be constants of the statement.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import phonenumbers

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "seeds/reference/numbering_plans.csv"
MACRO = ROOT / "macros/normalization/numbering_plans.sql"
COLUMNS = (
    "region",
    "dialling_code",
    "is_main_region",
    "trunk_prefixes",
    "international_prefixes",
    "first_digits",
    "national_lengths",
)
# E.164 allows 15 digits, dialling code included.
MOST_DIGITS = 15
# A longer prefix chooses a carrier or a service, and nobody writes it with the number.
LONGEST_TRUNK = 2
Row = dict[str, str]

MACRO_HEAD = """\
{#- Made by `make numbering-plans` from seeds/reference/numbering_plans.csv; edits here are lost.
    The plans by dialling code. regions: those that share it; trunk: prefixes of a national number;
    abroad: what is dialled before a foreign one; first: its first digits; lengths: of a number
    without its trunk prefix. -#}
{% macro numbering_plans() -%}
    {{ return({
"""


def seed_rows() -> list[Row]:
    """One row a region; numbers of no region, such as +800, stand under 001."""
    regions = [(region, _metadata(region)) for region in sorted(phonenumbers.SUPPORTED_REGIONS)]
    codes = sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    nowhere = [
        ("001", phonenumbers.PhoneMetadata.metadata_for_nongeo_region(number, None))
        for number in codes
    ]
    return [_row(region, plan) for region, plan in regions + nowhere]


def _metadata(region: str) -> Any:
    return phonenumbers.PhoneMetadata.metadata_for_region(region)


def _row(region: str, plan: Any) -> Row:
    numbers = plan.general_desc
    longest = MOST_DIGITS - len(str(plan.country_code))
    sharing = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[plan.country_code]
    first = _first_characters(parser.parse(numbers.national_number_pattern))
    abroad = written_out(plan.international_prefix or "")
    return {
        "region": region,
        "dialling_code": str(plan.country_code),
        "is_main_region": str(region in ("001", sharing[0])).lower(),
        "trunk_prefixes": "|".join(_trunk_prefixes(plan)),
        "international_prefixes": "|".join(sorted(abroad, key=lambda one: (-len(one), one))),
        "first_digits": _as_class(first),
        "national_lengths": "|".join(
            str(length) for length in numbers.possible_length if length <= longest
        ),
    }


def _trunk_prefixes(plan: Any) -> list[str]:
    """The prefixes that are dropped as they are, the longest first."""
    parsed = parser.parse(plan.national_prefix_for_parsing or "")
    branches = parsed[0][1][1] if len(parsed) and parsed[0][0] is code.BRANCH else [parsed]
    prefixes = {plan.national_prefix or ""}
    for branch in branches:
        if not any(operator in (code.SUBPATTERN, code.AT) for operator, _ in branch):
            prefixes.update(_texts(branch))
    first = _first_characters(parser.parse(plan.general_desc.national_number_pattern))
    kept = {prefix for prefix in prefixes if prefix and len(prefix) <= LONGEST_TRUNK}
    # Two digits with which a number may begin itself tell nothing.
    return sorted(prefix for prefix in kept if len(prefix) == 1 or prefix[0] not in first)


def written_out(pattern: str) -> set[str]:
    """The alternatives of a pattern without groups, which engines number differently."""
    return set(_texts(parser.parse(pattern))) if pattern else set()


def _texts(parsed: Iterable[Any]) -> Iterator[str]:
    parts = [list(_part(operator, argument)) for operator, argument in parsed]
    for chosen in product(*parts):
        yield "".join(chosen)


def _part(operator: Any, argument: Any) -> Iterator[str]:
    if operator is code.LITERAL:
        yield chr(argument)
    elif operator is code.IN:
        yield f"[{_as_class(_members(argument))}]"
    elif operator is code.BRANCH:
        for branch in argument[1]:
            yield from _texts(branch)
    elif operator is code.SUBPATTERN:
        yield from _texts(argument[3])
    elif operator is code.MAX_REPEAT and argument[:2] == (0, 1):
        yield from ("", *_texts(argument[2]))
    else:
        raise ValueError(f"a numbering plan has {operator}, which this command does not know")


def _first_characters(parsed: Iterable[Any]) -> set[str]:
    """The characters with which a match can begin."""
    found: set[str] = set()
    for operator, argument in parsed:
        if operator is code.LITERAL:
            return found | {chr(argument)}
        if operator is code.IN:
            return found | _members(argument)
        if operator is code.BRANCH:
            return found.union(*(_first_characters(branch) for branch in argument[1]))
        if operator is code.SUBPATTERN:
            return found | _first_characters(argument[3])
        found |= _first_characters(argument[2])
        if argument[0] > 0:
            return found
    return found


def _members(argument: Iterable[Any]) -> set[str]:
    members: set[str] = set()
    for operator, value in argument:
        if operator is code.LITERAL:
            members.add(chr(value))
        elif operator is code.RANGE:
            members.update(chr(point) for point in range(value[0], value[1] + 1))
        else:
            members.update("0123456789")
    return members


def _as_class(digits: set[str]) -> str:
    """The inside of a character class, runs of three and more shortened."""
    text = "".join(sorted(digits))
    for first, last in ((a, b) for a in range(8) for b in range(9, a + 1, -1)):
        run = "".join(str(digit) for digit in range(first, last + 1))
        text = text.replace(run, f"{first}-{last}")
    return text


def seed_text(rows: Iterable[Row]) -> str:
    """The seed's file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def macro_text(rows: Iterable[Row]) -> str:
    """The macro's file: the rows by dialling code, the code's main region first."""
    plans: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["is_main_region"] == "false"):
        plans.setdefault(row["dialling_code"], []).append(row)
    lines = [f"        '{number}': {_plan(plans[number])},\n" for number in sorted(plans)]
    return "".join([MACRO_HEAD, *lines, "    }) }}\n{%- endmacro %}\n"])


def _plan(rows: list[Row]) -> str:
    main = rows[0]
    first = _as_class({one for row in rows for one in _digits(row["first_digits"])})
    parts = {
        "regions": [row["region"] for row in rows],
        "trunk": _listed(main["trunk_prefixes"]),
        "abroad": _listed(main["international_prefixes"]),
        "first": first,
        "lengths": [int(length) for length in main["national_lengths"].split("|")],
    }
    return repr(parts)


def _listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _digits(characters: str) -> list[str]:
    return re.findall(f"[{characters}]", "0123456789")


def main() -> None:
    rows = seed_rows()
    SEED.write_text(seed_text(rows), encoding="utf-8")
    MACRO.write_text(macro_text(rows), encoding="utf-8")
    sys.stdout.write(f"Wrote {len(rows)} numbering plans to {SEED.name} and {MACRO.name}.\n")


if __name__ == "__main__":
    main()
