"""Two people who share a contact stay two where their records say so, on every engine."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.identity.contradiction_oracle import Attribute
from tests.identity.described import DescribedProject, random_attributes
from tests.identity.graphs import EPOCH, random_graph, random_overrides
from tests.identity.oracle import Node, Override, Resolution, Sighting
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
COUNT_GRAPHS = {"duckdb": 150, "postgres": 50}
COUNT_BATCHES = {"duckdb": 4, "postgres": 2}
CUSTOMER: Node = ("customer_id", "anna-web")
CARD: Node = ("loyalty_card", "29000000001")
EMAIL: Node = ("email", "the.ahrens@mail.example")


def _assert_as_expected(expected: Resolution, actual: Resolution) -> None:
    assert actual.quarantined == expected.quarantined
    assert actual.partition() == expected.partition()
    assert actual.rejected == expected.rejected


def _rules_broken(resolution: Resolution) -> set[str]:
    return {rule for rules in resolution.rejected.values() for rule in rules}


@pytest.mark.timeout(900)
def test_batches_with_names_that_change_equal_the_sequential_rule(new_project: NewProject) -> None:
    project = new_project()
    described = DescribedProject(project)
    engine = project.warehouse.target
    random_source = random.Random(21)
    every_row = list(_in_batches(COUNT_GRAPHS[engine], COUNT_BATCHES[engine], random_source))
    every_attribute = list(random_attributes(every_row, random_source))
    every_override = list(random_overrides(every_row, 0.5, random_source))
    broken: set[str] = set()
    for number in range(COUNT_BATCHES[engine]):
        until = EPOCH + timedelta(days=101 + 2 * number)
        rows = [row for row in every_row if row.loaded_at < until]
        attributes = [row for row in every_attribute if row.loaded_at < until]
        described.load(rows, attributes)
        project.set_overrides(random_source.sample(every_override, len(every_override) // 2))
        assert project.build().success
        expected = described.expected(rows, attributes)
        _assert_as_expected(expected, project.resolution())
        broken |= _rules_broken(expected)
    assert {"contradiction:first_name", "contradiction:birth_date", "must_not_link"} <= broken

    # A run without news has nothing to do, and one that resolves everything changes nothing.
    assert project.build().success
    assert project.warehouse.query("select count(*) from cdp_identity.identity_candidate") == [(0,)]
    before = project.resolution()
    assert project.build("--full-refresh").success
    assert project.resolution() == before


def _in_batches(
    count_graphs: int, count_batches: int, random_source: random.Random
) -> Iterator[Sighting]:
    """Rows of which each version of a record comes in with a batch of its own, in any order."""
    places: dict[tuple[object, ...], int] = {}
    for index in range(count_graphs):
        for row in random_graph(index, random_source):
            version = (row.source_name, row.record_id, row.observed_at)
            place = places.setdefault(version, random_source.randrange(count_batches))
            second = int((row.loaded_at - EPOCH).total_seconds()) % 80_000
            loaded_at = EPOCH + timedelta(days=100 + 2 * place, seconds=second)
            yield replace(row, loaded_at=loaded_at)


def test_a_couple_with_one_address_is_two_until_a_name_is_corrected(
    new_project: NewProject,
) -> None:
    project = new_project()
    described = DescribedProject(project, deletes="compare")
    sightings = [
        *_record("shop", 1, CUSTOMER, EMAIL),
        *_record("store", 1, CARD, EMAIL),
        *_record("banner", 1, ("cookie_id", "cookie-0001"), EMAIL),
    ]
    attributes = [_name("shop", 1, "Anna"), _name("store", 1, "Bruno")]

    def built() -> Resolution:
        described.load(sightings, attributes)
        assert project.build().success
        resolution = project.resolution()
        _assert_as_expected(described.expected(sightings, attributes), resolution)
        return resolution

    apart = built()
    owners = [apart.profiles[node] for node in (CUSTOMER, CARD, EMAIL)]
    assert len(set(owners)) == 3, "the address is neither one's"
    assert apart.profiles["cookie_id", "cookie-0001"] == apart.profiles[EMAIL]
    assert _rules_broken(apart) == {"contradiction:first_name"}

    # The clerk had typed the husband's name. The identifiers of the record stay as they were.
    attributes.append(_name("store", 2, "Ann"))
    one = built()
    assert one.profiles[CUSTOMER] == one.profiles[CARD] == one.profiles[EMAIL]
    assert one.rejected == {}

    # A birth date is trusted more than a name.
    attributes.append(_fact("shop", 3, "birth_date", "1980-03-01"))
    attributes.append(_fact("store", 3, "birth_date", "1951-07-12"))
    again = built()
    assert again.profiles[CUSTOMER] == apart.profiles[CUSTOMER]
    assert again.profiles[CARD] == apart.profiles[CARD]
    assert _rules_broken(again) == {"contradiction:birth_date"}

    # An analyst knows better.
    project.set_overrides([Override("one", "must_link", CUSTOMER, CARD)])
    joined = built()
    assert joined.profiles[CUSTOMER] == joined.profiles[CARD] == joined.profiles[EMAIL]
    assert joined.rejected == {}

    # What a source takes away contradicts nobody.
    project.set_overrides([])
    birth_date = attributes.pop()
    assert built().rejected == {}

    # Without the rule nothing is looked at.
    attributes.append(birth_date)
    project.vars["contradictions"] = []
    project.set_sources(project.vars["cdp_sources"])
    assert len(built().partition()) == 1
    count = "select count(*) from cdp_identity.int_attributes_compared"
    assert project.warehouse.query(count) == [(0,)]


def _record(record_id: str, day: int, *nodes: Node) -> Iterator[Sighting]:
    at = EPOCH + timedelta(days=day)
    for node in nodes:
        yield Sighting("entities", record_id, *node, observed_at=at, loaded_at=at)


def _name(record_id: str, day: int, value: str) -> Attribute:
    return _fact(record_id, day, "first_name", value)


def _fact(record_id: str, day: int, name: str, value: str) -> Attribute:
    at = EPOCH + timedelta(days=day)
    return Attribute("entities", record_id, name, value, at, at)
