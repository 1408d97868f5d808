"""Names, addresses, postal codes and device ids: one value for the ways to write them."""

import pytest

from tests.normalization.conftest import Normalizers

NAMES = {
    "  José   García ": "jose garcia",
    "JOSÉ GARCÍA": "jose garcia",
    "Jose\u0301 Garci\u0301a": "jose garcia",
    "Dr. med. Jürgen Groß": "med jurgen gross",
    "Prof. Dr. Jürgen GROẞ": "jurgen gross",
    "Mr John O’Neil, Jr.": "john o neil",
    "John O'Neil": "john o neil",
    "Anne-Marie Lefèvre": "anne marie lefevre",
    "Mme Anne Marie LEFÈVRE": "anne marie lefevre",
    "Æsa Þórsdóttir": "aesa thorsdottir",
    "Łukasz Żółć": "lukasz zolc",
    "ΓΕΩΡΓΊΟΥ": "γεωργιου",
    "Γεωργίου": "γεωργιου",
    "Γιώργος": "γιωργοσ",
    "ПЁТР": "петр",
    "李 小龙": "李 小龙",
    "[Anna] {Belle} (Cruz)": "anna belle cruz",
    "Dr": "dr",
    "Drago Mraz": "drago mraz",
    "": "",
}
ADDRESSES = {
    "Hauptstraße 5": "hauptstr 5",
    "HAUPTSTRASSE 5": "hauptstr 5",
    "Hauptstr. 5": "hauptstr 5",
    "Berliner Straße 12a": "berliner str 12a",
    "Berliner Str. 12a": "berliner str 12a",
    "Schlossplatz 1": "schlosspl 1",
    "221B Baker Street": "221b baker st",
    "221b, Baker St.": "221b baker st",
    "10 Avenue de l'Opéra": "10 ave de l opera",
    "10, av. de l’Opéra": "10 ave de l opera",
    "3 bis boulevard Saint-Michel": "3 bis bd st michel",
    "3 bis Bd. St Michel": "3 bis bd st michel",
    "Calle Mayor nº 7": "calle mayor 7",
    "Calle Mayor, No. 7": "calle mayor 7",
    "": "",
}
POSTAL_CODES = {
    ("sw1a 1aa", "GB"): "SW1A1AA",
    ("D-10115", "DE"): "10115",
    ("1067", "DE"): "01067",
    ("1010", "AT"): "1010",
    ("A-1010", "AT"): "1010",
    ("02139-4307", "US"): "02139",
    ("2139", "US"): "02139",
    ("1234 ab", "NL"): "1234AB",
    ("", "FR"): "",
}
UUID = "6d92078a-8246-4ba4-ae5b-76104861e7dc"
DEVICE_IDS = {
    UUID: UUID,
    UUID.upper(): UUID,
    f" {{{UUID.upper()}}} ": UUID,
    UUID.replace("-", ""): UUID,
    "00000000-0000-0000-0000-000000000000": "00000000-0000-0000-0000-000000000000",
    "GA1.2.8264132679.1787003570": "GA1.2.8264132679.1787003570",
    "AbC-123": "AbC-123",
    f"{UUID}0": f"{UUID}0",
    "": "",
}


@pytest.mark.parametrize(
    ("macro", "written"),
    [
        ("normalize_name_for_matching", NAMES),
        ("normalize_address_for_matching", ADDRESSES),
        ("normalize_device_id", DEVICE_IDS),
    ],
)
def test_the_ways_to_write_a_value_are_one(
    normalizers: Normalizers, macro: str, written: dict[str, str]
) -> None:
    got = normalizers([[text] for text in written], ["written"], f"{macro}('written')")
    assert dict(zip(written, (value for (value,) in got), strict=True)) == written


def test_postal_codes_follow_their_region(normalizers: Normalizers) -> None:
    got = normalizers(
        list(POSTAL_CODES), ["code", "region"], "normalize_postal_code('code', 'region')"
    )
    assert dict(zip(POSTAL_CODES, (value for (value,) in got), strict=True)) == POSTAL_CODES


def test_no_value_stays_no_value(normalizers: Normalizers) -> None:
    got = normalizers(
        [[None]],
        ["written"],
        "normalize_name_for_matching('written')",
        "normalize_address_for_matching('written')",
        "normalize_device_id('written')",
        "normalize_postal_code('written', \"'FR'\")",
        "normalize_phone('written', \"'FR'\")",
        "normalize_email('written')",
    )
    assert got == [(None,) * 6]
