"""The shipped limits give what the sequential rule gives, edge for edge, on every engine."""

import random
from collections.abc import Callable

from tests.identity.graphs import random_graph_with_overrides
from tests.identity.rule_sets import RuleSet, changed, named_rule_sets
from tests.identity.shrinking import assert_all_hold
from tests.identity.stitching import StitchingProject
from tests.identity.trials import SHIPPED, Trial

NewProject = Callable[[], StitchingProject]
# Of each set of rules.
COUNT_GRAPHS = 200
RULE_SETS = named_rule_sets(SHIPPED["identifier_types"])


def _trials(rule_set: RuleSet, number: int) -> list[Trial]:
    random_source = random.Random(rule_set.name)
    return [
        Trial(random_graph_with_overrides(random_source), rule_set, number * COUNT_GRAPHS + index)
        for index in range(COUNT_GRAPHS)
    ]


def test_random_graphs_equal_the_sequential_rule_under_ten_sets_of_rules(
    new_project: NewProject,
) -> None:
    trials = [one for n, rule_set in enumerate(RULE_SETS) for one in _trials(rule_set, n)]
    verdicts = assert_all_hold(new_project(), trials)

    assert len(verdicts) == 10 * COUNT_GRAPHS
    for rule_set in RULE_SETS:
        count = sum(
            len(one.expected.rejected) for one in verdicts if one.trial.rule_set is rule_set
        )
        # Data in which nothing is refused would prove nothing.
        assert count > 10, rule_set.name


def test_random_graphs_equal_the_sequential_rule_without_any_limit(
    new_project: NewProject,
) -> None:
    """No limit, no third-party id: other SQL than where one type of the build has one."""
    bare = {
        name: {"max_per_profile": None, "bridges": None} for name in SHIPPED["identifier_types"]
    }
    rule_set = RuleSet("no limit", changed(SHIPPED["identifier_types"], bare))
    verdicts = assert_all_hold(new_project(), _trials(rule_set, 0))

    rules = {rule for one in verdicts for rules in one.expected.rejected.values() for rule in rules}
    assert rules == {"must_not_link"}
