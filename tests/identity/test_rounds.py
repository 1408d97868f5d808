"""Limits are settled in few rounds on real shapes, and say so where they are not."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Sighting, resolve
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]


def _record(name: str, minute: int, *nodes: Node) -> Iterator[Sighting]:
    at = EPOCH + timedelta(minutes=minute)
    for node in nodes:
        yield Sighting("events", name, *node, observed_at=at, loaded_at=at)


def _hub(hub: Node, count_people: int) -> Iterator[Sighting]:
    """Everybody has a login, an e-mail, a cookie, and what they all share."""
    for number in range(count_people):
        person = ("customer_id", f"customer-{number:05d}")
        own = ("email", f"mail{number}@mail.example"), ("cookie_id", f"cookie-{number:05d}")
        yield from _record(f"account:{number}", number, person, *own)
        yield from _record(f"visit:{number}", 2 * number, person, hub)


def _small_conflicts(count_clusters: int) -> Iterator[Sighting]:
    """Three people of a household in each, who share a phone, a mailbox and a tablet."""
    for cluster in range(count_clusters):
        for number in range(3):
            person = ("customer_id", f"customer-{cluster:05d}-{number}")
            cookies = [("cookie_id", f"cookie-{cluster:05d}-{number}-{n}") for n in range(2)]
            shared = (
                ("phone", f"+336{cluster:08d}"),
                ("email", f"family{cluster}@mail.example"),
                ("cookie_id", f"tablet-{cluster:05d}"),
            )
            minute = (cluster * 7 + number * 31) % 1000
            for place, node in enumerate((*cookies, *shared)):
                yield from _record(f"visit:{cluster}-{number}-{place}", minute, person, node)


def _conflicts_in_order(length: int) -> Iterator[Sighting]:
    """Each conflict hangs on the one before it: the one shape that takes a round a conflict."""
    for number in range(length):
        ends = [("cookie_id", f"cookie-{end:05d}") for end in (number, number + 1)]
        yield from _record(f"visit:{number}", number, *ends)


SHAPES = [
    pytest.param(lambda: _hub(("cookie_id", "kiosk-cookie"), 1_000), id="kiosk"),
    pytest.param(lambda: _hub(("email", "till@mail.example"), 1_000), id="placeholder e-mail"),
    pytest.param(lambda: _small_conflicts(500), id="five hundred households"),
    pytest.param(
        lambda: _small_conflicts(10_000), id="ten thousand households", marks=pytest.mark.deep
    ),
]


def _rules(project: StitchingProject, **changes: Any) -> None:
    """Without the sharing limit, so that what is shared reaches the limits on profiles."""
    types = {name: dict(rule) for name, rule in project.vars["identifier_types"].items()}
    for name, rule in types.items():
        rule.pop("max_profiles_per_value", None)
        rule.update(changes.get(name, {}))
    project.set_rules(types)


@pytest.mark.parametrize("shape", SHAPES)
def test_real_shapes_are_settled_in_at_most_six_rounds(
    new_project: NewProject, shape: Callable[[], Iterator[Sighting]]
) -> None:
    sightings = list(shape())
    project = new_project()
    _rules(project)
    project.load(sightings)
    assert project.build().success

    log = (project.folder / "logs" / "dbt.log").read_text(encoding="utf-8")
    (rounds,) = re.findall(r"identity_cuts: settled in (\d+) rounds", log)
    assert 1 <= int(rounds) <= 6
    expected, actual = resolve(sightings, project.rules()), project.resolution()
    assert actual.profiles == expected.profiles
    assert actual.rejected == expected.rejected


def test_a_bound_that_is_reached_names_the_cluster(new_project: NewProject) -> None:
    project = new_project()
    project.load(_conflicts_in_order(40))
    _rules(project, cookie_id={"max_per_profile": 2})
    result = project.build(variables={"max_limit_rounds": 5})
    assert not result.success
    (message,) = [run.message for run in result.result if run.status == "error"]
    assert "identity_cuts is not done after 5 rounds" in message
    assert re.search(r"in the cluster with cluster_key \d+", message)
    assert "max_per_profile" in message
