"""Example numbers of every region in the ways people write them, with what the library reads."""

from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
# A caller abroad dials one of these.
FOREIGN = {code: phonenumbers.example_number(code) for code in ("FR", "US", "DE")}


@dataclass(frozen=True)
class Written:
    """A number as somebody in a region writes it, and the form it has."""

    region: str
    form: str
    text: str

    @property
    def expected(self) -> str | None:
        """E.164 as the library reads the text; None where it reads no possible number."""
        number = self._read()
        if number is None or not phonenumbers.is_possible_number(number):
            return None
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    @property
    def is_doubtful(self) -> bool:
        """True where the length is right and the number is none: either answer will do."""
        number = self._read()
        return (
            number is not None
            and phonenumbers.is_possible_number(number)
            and not phonenumbers.is_valid_number(number)
        )

    def _read(self) -> PhoneNumber | None:
        try:
            return phonenumbers.parse(self.text, self.region)
        except phonenumbers.NumberParseException:
            return None


def written_numbers() -> list[Written]:
    """Each example of each type of each region, in every form, once."""
    found = {one: None for region in REGIONS for one in _of_region(region)}
    return [one for one in found if not one.is_doubtful]


def _of_region(region: str) -> Iterator[Written]:
    for kind in PhoneNumberType.values():
        number = phonenumbers.example_number_for_type(region, kind)
        if number is not None:
            for form, text in _forms(number):
                yield Written(region, form, text)
    for foreign in FOREIGN.values():
        text = phonenumbers.format_out_of_country_calling_number(foreign, region)
        yield Written(region, "dialled abroad", text)


def _forms(number: PhoneNumber) -> Iterator[tuple[str, str]]:
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    significant = phonenumbers.national_significant_number(number)
    yield "national", national
    yield "international", international
    yield "E.164", e164
    yield "tel:", phonenumbers.format_number(number, PhoneNumberFormat.RFC3966)
    yield "without +", e164[1:]
    yield "without trunk prefix", significant
    yield from _national_forms(national)
    yield from _extended(national, international)
    yield from _with_zero_in_brackets(number, significant)
    yield "cut short", e164[:-3]
    yield "too long", f"{e164}0000"


def _national_forms(national: str) -> Iterator[tuple[str, str]]:
    digits = "".join(one for one in national if one.isdigit())
    yield "digits", digits
    yield "spaces", f"  {digits[:2]} {digits[2:4]}  {digits[4:]} "
    yield "no-break spaces", national.replace(" ", "\u00a0")
    yield "brackets", f"({digits[:3]}) {digits[3:]}"
    for name, separator in {"dots": ".", "dashes": "-", "slashes": "/"}.items():
        yield name, separator.join((digits[:3], digits[3:5], digits[5:]))


def _extended(national: str, international: str) -> Iterator[tuple[str, str]]:
    yield "ext.", f"{national} ext. 12"
    yield "extension", f"{international} extension 3456"
    yield "x", f"{national} x123"
    yield "#", f"{international}#7"
    yield ";ext=", f"{international};ext=12"


def _with_zero_in_brackets(number: PhoneNumber, significant: str) -> Iterator[tuple[str, str]]:
    region = phonenumbers.region_code_for_country_code(number.country_code)
    if PhoneMetadata.metadata_for_region(region).national_prefix == "0":
        yield "(0)", f"+{number.country_code} (0){significant[:2]} {significant[2:]}"
