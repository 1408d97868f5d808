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
