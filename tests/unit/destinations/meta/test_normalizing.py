"""Meta's published vectors, and what must hold of every normalizer."""

import csv
import hashlib
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from reverse_etl.destinations.meta import normalizing

# Facts that Meta's pages and SDK tests publish; `source` says which.
with Path(__file__).with_name("vectors.csv").open(newline="", encoding="utf-8") as stream:
    VECTORS = list(csv.DictReader(stream))

NORMALIZERS: dict[str, normalizing.Normalizer] = {
    "email": normalizing.email,
    "phone": normalizing.phone,
    "first_name": normalizing.name,
    "last_name": normalizing.name,
    "f5first": normalizing.first_five,
    "f5last": normalizing.first_five,
    "fi": normalizing.initial,
    "dobd": normalizing.day,
    "dobm": normalizing.month,
    "doby": normalizing.year,
    "dob": normalizing.birth_date,
    "gender": normalizing.gender,
    "city": normalizing.letters,
    "state": normalizing.letters,
    "zip": normalizing.zip_code,
    "country": normalizing.country,
    "currency": normalizing.currency,
    "any": normalizing.email,
}


def of(vector: dict[str, str]) -> normalizing.Normalizer:
    # Meta's page has one number without its country's code, and says to put that before it.
    if vector["raw"] == "(650)555-1212":
        return partial(normalizing.phone, calling_code="1")
    return NORMALIZERS[vector["field"]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['field']}:{one['raw']}")
def test_every_published_vector_reproduces(vector: dict[str, str]) -> None:
    found = normalizing.hashed(vector["raw"], of(vector))
    if vector["valid"] == "yes":
        assert of(vector)(vector["raw"]) == vector["normalised"]
        assert found == vector["sha256_hex"]
    elif vector["valid"] == "pass-through":
        assert found == vector["normalised"]
    else:
        assert vector["valid"] == "no"
        assert found is None


def test_all_of_them_are_tried() -> None:
    assert len(VECTORS) == 54
    assert {vector["field"] for vector in VECTORS} == set(NORMALIZERS)


LETTERS = "aZÉéẞßİıǅſ정日本नेحمد@.+-_'’ 0123456789(){}\u0301\u200b\t\n"
ALL = {**NORMALIZERS, "madid": normalizing.mobile_id, "extern_id": normalizing.external_id}


@pytest.mark.parametrize("name", list(ALL))
def test_normalizing_twice_changes_nothing(name: str) -> None:
    normalize = ALL[name]
    drawn = random.Random(f"meta {name}")
    raws = [vector["raw"] for vector in VECTORS]
    raws += ["".join(drawn.choices(LETTERS, k=drawn.randrange(12))) for _ in range(3000)]
    for raw in raws:
        if (once := normalize(raw)) is not None:
            assert normalize(once) == once, raw
            assert once.strip(), raw


@pytest.mark.parametrize("name", list(ALL))
@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", "-", "."])
def test_nothing_is_never_hashed(name: str, blank: str) -> None:
    empty = hashlib.sha256(b"").hexdigest()
    found = normalizing.hashed(blank, ALL[name])
    assert found is None or (name == "extern_id" and found != empty)


def test_a_hash_is_not_hashed_again() -> None:
    once = normalizing.hashed("Ada@Example.com", normalizing.email)
    assert once == hashlib.sha256(b"ada@example.com").hexdigest()
    assert normalizing.hashed(f" {once.upper()} ", normalizing.email) == once


@pytest.mark.parametrize(
    ("raw", "code", "expected"),
    [
        ("+33 6 12 34 56 78", "", "33612345678"),
        ("+33 6 12 34 56 78", "49", "33612345678"),
        ("0033612345678", "49", "33612345678"),
        ("030 123456", "49", "4930123456"),
        ("0491 23456", "49", "4949123456"),
        ("4930123456", "49", "4930123456"),
        ("0", "49", None),
        ("+1234567890123456", "", None),
    ],
)
def test_calling_codes(raw: str, code: str, expected: str | None) -> None:
    assert normalizing.phone(raw, code) == expected


def test_one_accent_written_two_ways_is_one_name() -> None:
    same: Callable[[str], str | None] = normalizing.name
    assert same("Vale\u0301ry") == same("Valéry") == "valéry"
