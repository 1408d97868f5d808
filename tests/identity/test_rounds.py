"""Limits are settled in few rounds on real shapes, and say so where they are not."""

import re
from collections import Counter, defaultdict
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


def _lines(project: StitchingProject, pattern: str) -> list[str]:
    """What the last build told people, without what it told its log."""
    log = (project.folder / "logs" / "dbt.log").read_text(encoding="utf-8")
    told = [line for line in log.splitlines() if "[info ]" in line]
    return re.findall(pattern, "\n".join(told), re.MULTILINE)


@pytest.mark.parametrize("shape", SHAPES)
def test_real_shapes_are_settled_in_at_most_six_rounds(
    new_project: NewProject, shape: Callable[[], Iterator[Sighting]]
) -> None:
    sightings = list(shape())
    project = new_project()
    _rules(project)
    project.load(sightings)
    assert project.build("--log-level-file", "debug").success

    (rounds,) = _lines(project, r"identity_cuts: done in (\d+) rounds; left after each: [\d, ]*0$")
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


def test_a_loop_and_a_run_are_told_in_a_line_each_and_kept_as_figures(
    new_project: NewProject,
) -> None:
    project = new_project()
    project.load(_small_conflicts(5))
    _rules(project)
    assert project.build("--log-level-file", "debug").success

    loops = {
        (figure, loop): rounds
        for figure, loop, rounds in project.warehouse.query(
            "select figure_name, dimension, figure_value "
            "from cdp_identity.identity_run_figures where figure_name like '%rounds'"
        )
    }
    told = _lines(project, r"(\w+): done in (\d+) rounds; left after each: [\d, ]*0$")
    assert sorted(told) == sorted((loop, str(rounds)) for (_, loop), rounds in loops.items())
    ((stitching, limits),) = project.warehouse.query(
        "select count_stitching_rounds, count_limit_rounds from cdp_identity.identity_runs"
    )
    assert limits == loops["limit_rounds", "identity_cuts"] >= 1
    assert stitching + limits == sum(loops.values())
    (run,) = _lines(project, r"identity_runs: (.*)$")
    assert re.match(r"15 profiles of \d+ identifiers; 15 born, 0 merged, 0 split, 0 retired; ", run)
    assert not _lines(project, r"round \d+, ")


def test_the_figures_of_a_run_are_those_of_the_sequential_rule(new_project: NewProject) -> None:
    sightings = [
        *_small_conflicts(5),
        *_record(
            "noise", 1, ("email", "n/a"), ("phone", "12"), ("customer_id", "customer-00001-0")
        ),
    ]
    project = new_project()
    _rules(project)
    project.load(sightings)
    assert project.build("--log-level-file", "debug").success

    expected = resolve(sightings, project.rules())
    figures: dict[str, dict[str, int]] = defaultdict(dict)
    for name, dimension, value in project.warehouse.query(
        "select figure_name, dimension, figure_value from cdp_identity.identity_run_figures"
    ):
        figures[name][dimension] = value
    assert {reason: n for reason, n in figures["quarantined"].items() if n} == Counter(
        expected.quarantined.values()
    )
    assert figures["rejections"] == Counter(
        rule for rules in expected.rejected.values() for rule in rules
    )
    assert figures["rejected_edges"] == {"all": len(expected.rejected)}
    sizes = [len(profile) for profile in expected.partition()]
    assert figures["largest_profile"] == {"all": max(sizes)}
    assert figures["profiles"] == Counter(_size(size) for size in sizes)
    assert figures["clusters"] == {"all": 5}
    assert figures["identifiers_compared"] == {"all": 0}


def _size(count: int) -> str:
    lower = 1
    for upper in (1, 2, 3, 5, 10):
        if count <= upper:
            return str(upper) if upper == lower else f"{lower}-{upper}"
        lower = upper + 1
    raise ValueError(count)
