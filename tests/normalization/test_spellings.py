"""Which spellings may be of one name or date; the same on every engine."""

import pytest

from tests.normalization.conftest import Normalizers

NAMES = {
    # Typing mistakes: a letter more, less, other or moved.
    ("katherine", "kahterine"): True,
    ("stefan", "stephan"): True,
    ("marc", "mark"): True,
    ("mathis", "matthis"): True,
    ("lea", "leea"): True,
    ("christine", "kristine"): True,
    # Initials, short forms, one of several first names.
    ("j", "jurgen"): True,
    ("j p", "jean paul"): True,
    ("ben", "benjamin"): True,
    ("beth", "elizabeth"): True,
    ("jean paul", "paul"): True,
    ("maria jose", "jose maria"): True,
    # Other people.
    ("anna", "bruno"): False,
    ("emma", "ella"): False,
    ("jean", "jane"): False,
    ("jo", "al"): False,
    ("paolo", "paula"): False,
    ("hugo", "ines"): False,
    ("e", "greta"): False,
    ("伟", "芳"): False,
    ("志明", "志明"): True,
    ("γιωργοσ", "γιωργο"): True,
    ("a very long name that never seems to end", "a very long name that never seems to stop"): True,
    ("abcdefghijklmnopqrstuvwxyz1", "abcdefghijklmnopqrstuvwxyz1"): True,
}
DATES = {
    ("1980-01-02", "1980-01-02"): True,
    ("1980-01-02", "1980-02-01"): True,
    ("1980-01-02", "1980-01-03"): True,
    ("1980-01-02", "1908-01-02"): True,
    ("1980-01-02", "1951-07-12"): False,
    ("1980-01-02", "1982-11-02"): False,
}
TEXTS = {("female", "female"): True, ("female", "female "): False}
SPELLINGS = {
    ("Dr. José", "name"): "jose",
    ("N/A", "name"): "n a",
    ("", "name"): "",
    ("1980-01-02", "date"): "1980-01-02",
    ("1980-01-02 00:00:00", "date"): "1980-01-02",
    ("02.01.1980", "date"): None,
    ("Diverse ", "text"): "diverse",
}


@pytest.mark.parametrize(
    ("compare", "pairs"), [("name", NAMES), ("date", DATES), ("text", TEXTS)], ids=str
)
def test_spellings_of_one_value_agree_and_others_do_not(
    normalizers: Normalizers, compare: str, pairs: dict[tuple[str, str], bool]
) -> None:
    expressions = [
        f"spellings_agree('side_a', 'side_b', '{compare}')",
        f"spellings_agree('side_b', 'side_a', '{compare}')",
    ]
    told = normalizers(list(pairs), ["side_a", "side_b"], *expressions)
    told_of = dict(zip(pairs, told, strict=True))
    assert told_of == {pair: (agree, agree) for pair, agree in pairs.items()}


def test_a_value_is_compared_in_a_spelling_of_its_kind(normalizers: Normalizers) -> None:
    told = normalizers(
        list(SPELLINGS),
        ["value", "compare"],
        *(f"spelling_compared('value', '{kind}')" for kind in ("name", "date", "text")),
    )
    kinds = ["name", "date", "text"]
    assert {
        key: row[kinds.index(key[1])] for key, row in zip(SPELLINGS, told, strict=True)
    } == SPELLINGS


def test_letters_apart_are_those_between_what_is_alike(normalizers: Normalizers) -> None:
    pairs = {
        ("anna", "anna"): 0,
        ("anna", "ana"): 1,
        ("anna", "anan"): 2,
        ("aaaa", "aa"): 2,
        ("lukas", "lucas"): 1,
        ("", "ab"): 2,
    }
    told = normalizers(list(pairs), ["a", "b"], "letters_apart('a', 'b')")
    assert dict(zip(pairs, (row[0] for row in told), strict=True)) == pairs


def test_the_script_of_a_name_is_told(normalizers: Normalizers) -> None:
    scripts = {
        "anna": "latin",
        "γιωργοσ": "greek",
        "олена": "cyrillic",
        "芳": "other",
        "خالد": "other",
    }
    told = normalizers([(name,) for name in scripts], ["name"], "script_of('name')")
    assert dict(zip(scripts, (row[0] for row in told), strict=True)) == scripts
