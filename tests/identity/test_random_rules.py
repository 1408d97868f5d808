"""A thousand sets of rules drawn at random, with 200 graphs each: what `make test-deep` adds."""

import os
import random
from collections.abc import Callable

import pytest

from tests.identity.graphs import random_graph_with_overrides
from tests.identity.rule_sets import random_rule_set
from tests.identity.shrinking import assert_all_hold
from tests.identity.stitching import StitchingProject
from tests.identity.trials import SHIPPED, Trial

COUNT_GRAPHS = 200
# Each build is told by its number alone, so that a run can be split, resumed and repeated.
FIRST_BUILD = int(os.environ.get("CDP_DEEP_FIRST", "0"))
COUNT_BUILDS = int(os.environ.get("CDP_DEEP_BUILDS", "100"))
BUILDS = range(FIRST_BUILD, FIRST_BUILD + COUNT_BUILDS)
# Every tenth build also on PostgreSQL.
ON_EACH_ENGINE = [("duckdb", build) for build in BUILDS] + [
    ("postgres", build) for build in BUILDS if build % 10 == 0
]


def rule_sets_of(build: int) -> int:
    """Ten on average; every tenth build has one alone, and so SQL for one set of types."""
    return 1 if build % 10 == 9 else 11


@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("engine", "build"), ON_EACH_ENGINE, indirect=["engine"])
def test_random_graphs_equal_the_sequential_rule_under_random_rules(
    new_project: Callable[[], StitchingProject], build: int
) -> None:
    random_source = random.Random(f"build {build}")
    trials = []
    for number in range(rule_sets_of(build)):
        rule_set = random_rule_set(SHIPPED["identifier_types"], number, random_source)
        trials += [
            Trial(random_graph_with_overrides(random_source), rule_set, number * COUNT_GRAPHS + n)
            for n in range(COUNT_GRAPHS)
        ]
    verdicts = assert_all_hold(new_project(), trials)
    assert sum(len(one.expected.rejected) for one in verdicts) > 20


def test_a_hundred_builds_have_a_thousand_sets_of_rules() -> None:
    assert sum(map(rule_sets_of, range(100))) == 1000
