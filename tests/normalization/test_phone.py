"""Phones against the library phonenumbers: the examples of every region, as people write them."""

import csv
import re
from pathlib import Path

import pytest

from tests.normalization.conftest import Normalizers
from tests.normalization.phone_forms import REGIONS, Written, written_numbers

DIFFERENCES = Path(__file__).with_name("phone_differences.csv")
E164 = re.compile(r"\+[1-9][0-9]+")
Difference = tuple[str, ...]


@pytest.fixture(scope="module")
def numbers() -> list[Written]:
    return written_numbers()


@pytest.fixture(scope="module")
def normalized(normalizers: Normalizers, numbers: list[Written]) -> list[str | None]:
    """E.164 of each number; None for what was not made one."""
    rows = [(one.text, one.region) for one in numbers]
    values = normalizers(rows, ["phone", "region"], "normalize_phone('phone', 'region')")
    return [value if value and E164.fullmatch(value) else None for (value,) in values]


def test_every_region_and_form_is_compared(numbers: list[Written]) -> None:
    assert {one.region for one in numbers} == set(REGIONS)
    assert len({one.form for one in numbers}) > 20
    assert sum(one.expected is None for one in numbers) > 1000


def test_99_in_100_numbers_are_read_as_the_library_reads_them(
    numbers: list[Written], normalized: list[str | None]
) -> None:
    equal = sum(one.expected == value for one, value in zip(numbers, normalized, strict=True))
    assert equal / len(numbers) >= 0.99, f"{equal} of {len(numbers)}"


def test_the_differences_are_those_that_are_listed(
    numbers: list[Written], normalized: list[str | None], tmp_path: Path
) -> None:
    found = sorted(
        (one.region, one.form, one.text, one.expected or "", value or "")
        for one, value in zip(numbers, normalized, strict=True)
        if one.expected != value
    )
    now = _write(tmp_path / DIFFERENCES.name, found)
    listed = DIFFERENCES.read_text(encoding="utf-8")
    assert now.read_text(encoding="utf-8") == listed, f"now: {now}"


def _write(path: Path, differences: list[Difference]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "form", "written", "phonenumbers", "normalize_phone"])
        writer.writerows(differences)
    return path


@pytest.mark.parametrize("region", ["FR", "DE", "US", "IT", "AR"])
def test_a_constant_region_reads_as_the_same_region_in_a_column(
    normalizers: Normalizers, numbers: list[Written], region: str
) -> None:
    rows = [(one.text, one.region) for one in numbers if one.region == region]
    constant = f"normalize_phone('phone', \"'{region}'\")"
    got = normalizers(rows, ["phone", "region"], constant, "normalize_phone('phone', 'region')")
    assert [one for one, _ in got] == [one for _, one in got]


def test_without_a_region_only_international_numbers_are_read(normalizers: Normalizers) -> None:
    written = {
        "+33 6 39 98 12 34": "+33639981234",
        "0033 639981234": "+33639981234",
        "06 39 98 12 34": "0639981234",
        "+33 6 39 98 12": "336399812",
        "+999 639981234": "999639981234",
    }
    for region in ("", ", \"'FR'\"", ", 'nobody'"):
        rows = [[text, None] for text in written]
        got = normalizers(rows, ["phone", "nobody"], f"normalize_phone('phone'{region})")
        read = dict(zip(written, (value for (value,) in got), strict=True))
        home = {"06 39 98 12 34": "+33639981234"} if "FR" in region else {}
        assert read == written | home


def test_what_the_library_does_not_read_is_read_where_people_write_it(
    normalizers: Normalizers,
) -> None:
    written = {
        ("00 33 6 39 98 12 34", "US"): "+33639981234",
        ("０６ ３９ ９８ １２ ３４", "FR"): "+33639981234",
        ("٠١٠٠١٢٣٤٥٦٧", "EG"): "+201001234567",
        ("Tél. : 06 39 98 12 34", "FR"): "+33639981234",
        ("06 39 98 12 34 poste 12", "FR"): "+33639981234",
        ("0 11 15-2345-6789", "AR"): "+5491123456789",
        ("12345", "DE"): "12345",
        ("06 39 98 12 34 / 06 39 98 12 35", "FR"): "06399812340639981235",
        ("1-800-FLOWERS", "US"): "1-800-FLOWERS",
        ("a7@shop.example", "FR"): "a7@shop.example",
    }
    got = normalizers(list(written), ["phone", "region"], "normalize_phone('phone', 'region')")
    assert dict(zip(written, (value for (value,) in got), strict=True)) == written


def test_a_region_that_does_not_exist_is_named(normalizers: Normalizers) -> None:
    model = "select {{ normalize_phone('phone', \"'UK'\") }} as phone"
    told = normalizers.project(model).complaint("parse")
    assert "normalize_phone: the argument region is 'UK'" in told
    assert "FR, GA, GB" in told
