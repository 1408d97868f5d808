"""Every trap of demo/traps.yml keeps its rate, measured in the rows themselves.

So the data cannot become easier unseen: neither by a change of the generator, at any scale, nor by
a change of the committed seeds.
"""

from math import sqrt
from pathlib import Path

import pytest

from demo.generator import generate
from demo.generator.config import traps
from tests.unit.demo.measures import MEASURES
from tests.unit.demo.stitching import LIMIT, Quality, collect, quality
from tests.unit.demo.world import World

# How many fell in each trap in the committed seeds. New seeds need new numbers: look at each.
COMMITTED: dict[str, tuple[int, int]] = {
    "email_case": (140, 2200),
    "email_blanks": (100, 2200),
    "email_typo": (21, 2201),
    "email_placeholder": (62, 2281),
    "phone_placeholder": (54, 2062),
    "blank_cell": (44, 4343),
    "email_in_phone": (22, 2062),
    "phone_not_e164": (1583, 1961),
    "name_typo": (16, 944),
    "country_noise": (46, 944),
    "family_email": (14, 1089),
    "shared_tablet": (4, 669),
    "kiosk": (76, 634),
    "recycled_phone": (3, 669),
    "agency_email": (13, 1089),
    "role_email": (10, 1089),
    "household_dmp_match": (2, 789),
    "changed_email": (40, 669),
    "reset_cookie": (248, 1239),
    "duplicate_contact": (40, 662),
    "non_latin_name": (53, 813),
    "unknown_caller": (33, 253),
    "null_word": (66, 2307),
    "future_clock": (87, 14685),
    "late_row": (132, 11876),
    "replayed_row": (189, 18028),
    "duplicate_row": (71, 13221),
    "borrowed_phone": (4, 224),
    "shared_click_link": (3, 831),
    "reinstalled_app": (32, 224),
    "zero_advertising_id": (96, 224),
    "device_id_spelling": (189, 1306),
    "click_without_cookie": (66, 834),
    "soft_bounce": (39, 1990),
    "machine_open": (266, 866),
    "ticket_from_machine": (12, 262),
    "household_payer": (3, 84),
    "unpaid_invoice": (13, 369),
    "hash_in_capitals": (27, 185),
    "hash_of_typed_email": (8, 185),
}


@pytest.fixture(scope="module")
def seeds() -> World:
    """The rows of the committed seeds; another test holds the files to them."""
    return World(collect(generate(1500, 7)))


@pytest.fixture(scope="module")
def many() -> World:
    return World(collect(generate(8000, 5)))


def test_every_trap_is_measured() -> None:
    assert set(MEASURES) == set(traps().rates) == set(COMMITTED)


@pytest.mark.parametrize("trap", MEASURES)
def test_trap_has_its_rate(many: World, trap: str) -> None:
    share, expected = MEASURES[trap](many), traps().rates[trap]
    by_chance = 3 * sqrt(expected * (1 - expected) / share.of)
    # A tenth: where a rate concerns people, not all of them show what they did.
    assert abs(share.rate - expected) <= min(by_chance, expected / 4) or (
        abs(share.rate - expected) <= expected / 10
    )


@pytest.mark.parametrize("trap", MEASURES)
def test_committed_seeds_hold_the_trap(seeds: World, trap: str) -> None:
    assert tuple(MEASURES[trap](seeds)) == COMMITTED[trap]


def test_agency_and_kiosk_are_over_shared_and_nothing_else_is(seeds: World) -> None:
    kinds = sorted(kind for kind, _ in seeds.over_shared)
    assert kinds == ["cookie_id", "email", "email_sha256"]


def test_a_store_tablet_sees_logins_of_many(seeds: World) -> None:
    logins = [len(users) for users in seeds.cookie_logins().values()]
    assert max(logins) > 5 * LIMIT
    assert sum(1 for count in logins if 2 <= count <= 3) >= 2


@pytest.mark.parametrize("trap", ["kiosk", "agency_email"])
def test_sharing_values_is_neither_rarer_nor_unbounded_at_scale(many: World, trap: str) -> None:
    shared = [people for value, people in many.people_of.items() if value in many.over_shared]
    assert all(LIMIT < len(people) < 400 for people in shared)
    assert MEASURES[trap](many).fell > 0


def _is_hard_but_fair(found: Quality) -> bool:
    return 0.955 <= found.precision <= 0.98 and 0.88 <= found.recall <= 0.95 and found.largest <= 4


def test_plain_stitching_gets_most_of_the_seeds_right_not_all(seeds: World) -> None:
    assert _is_hard_but_fair(quality(seeds.data))


def test_plain_stitching_does_no_worse_at_scale(many: World) -> None:
    assert _is_hard_but_fair(quality(many.data))


@pytest.mark.deep
def test_plain_stitching_does_no_worse_at_larger_scale() -> None:
    assert _is_hard_but_fair(quality(collect(generate(20_000, 7))))


def test_readme_tells_every_rate(repository: Path) -> None:
    text = (repository / "demo/README.md").read_text(encoding="utf-8")
    for name, rate in traps().rates.items():
        assert f"| `{name}` | {100 * rate:g} % |" in text
