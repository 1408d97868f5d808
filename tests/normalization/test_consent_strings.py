"""IAB TCF strings are decoded in SQL as they were encoded, on both engines."""

from datetime import UTC, datetime
from random import Random

from demo.generator.tcf import tcf_string
from tests.normalization.conftest import Normalizers

# Published strings, with the fields that other decoders read from them.
_PUBLISHED = {
    "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA": (
        "2020-01-26 17:01", "2021-02-02 17:01", {2, 10}, {2, 9},
    ),
    "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA.IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACE"
    "AAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw": (
        "2020-02-20 23:57", "2020-02-20 23:57", {1, 2, 3}, set(),
    ),
}  # fmt: skip
_UNREADABLE = [
    "",
    "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAA",
    "BOtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA",
    "COtybn4PA+zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA",
    "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAA=",
    "COtybn4PA_zT4KjACBENAPCIAEBAAECAAIAAAAAAAAAA.",
]
_COLUMNS = [
    "tcf_instant('written', 'created')",
    "tcf_instant('written', 'last_updated')",
    *(f"tcf_bit('written', {152 + place})" for place in range(48)),
]


def test_every_purpose_is_read_as_it_was_written(normalizers: Normalizers) -> None:
    """Published strings, and some with purposes, interests and days drawn at random."""
    dice = Random(22)
    expected: dict[str, tuple[object, ...]] = dict(_PUBLISHED)
    for _ in range(60):
        at = dice.randrange(1_500_000_000, 2_500_000_000)
        consents, interests = (
            {number for number in range(1, 25) if dice.random() < 0.5} for _ in range(2)
        )
        day = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d} 00:00"
        expected[tcf_string(consents, at, interests)] = (day, day, consents, interests)
    found = normalizers([[text] for text in expected], ["written"], *_COLUMNS)
    for (created, changed, *bits), fields in zip(found, expected.values(), strict=True):
        consents = {number for number in range(1, 25) if bits[number - 1] == 1}
        interests = {number for number in range(1, 25) if bits[23 + number] == 1}
        instants = (f"{one:%Y-%m-%d %H:%M}" for one in (created, changed))
        assert (*instants, consents, interests) == fields


def test_what_is_no_whole_string_of_version_2_is_not_read(normalizers: Normalizers) -> None:
    texts: list[list[str | None]] = [[text] for text in [*_UNREADABLE, *_PUBLISHED]]
    found = normalizers([*texts, [None]], ["written"], "tcf_is_readable('written')")
    assert [row[0] for row in found] == [False] * 6 + [True] * 2 + [False]
