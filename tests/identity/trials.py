"""Many graphs in one build of the shipped models, each compared with the sequential rule."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import yaml

from tests.identity.graphs import EPOCH, Graph
from tests.identity.oracle import Node, Resolution, Rules, read_blocked, resolve
from tests.identity.rule_sets import RuleSet
from tests.identity.stitching import REPOSITORY, SOURCES, StitchingProject

AS_OF = EPOCH + timedelta(days=30)
NAMESPACE = "test-namespace"
BLOCKED = read_blocked(REPOSITORY / "seeds/reference/blocked_identifiers.csv")
SHIPPED = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


@dataclass(frozen=True)
class Trial:
    """One graph at its place, with the rules it is resolved by."""

    graph: Graph
    rule_set: RuleSet
    place: int

    @property
    def placed(self) -> Graph:
        return self.graph.at(self.place, self.rule_set.named)

    def expected(self) -> Resolution:
        """What the sequential rule makes of the graph by itself."""
        rules = Rules(
            identifier_types=self.rule_set.declared(),
            kinds={name: source["kind"] for name, source in SOURCES.items()},
            namespace=NAMESPACE,
            blocked=self.rule_set.blocked(BLOCKED),
            blocked_patterns=self.rule_set.blocked_patterns(SHIPPED["blocked_patterns"]),
            overrides=self.placed.overrides,
            as_of=AS_OF,
        )
        return resolve(self.placed.sightings, rules)


@dataclass(frozen=True)
class Verdict:
    """What was expected of a graph, and what the models made of it."""

    trial: Trial
    expected: Resolution
    actual: Resolution

    @property
    def holds(self) -> bool:
        """Partition, ids, quarantined values and rejected edges with their rules are the same."""
        return self.actual == self.expected


def judge(project: StitchingProject, trials: Sequence[Trial]) -> list[Verdict]:
    """Build all trials at once; say of each what came out."""
    _set_rules(project, {trial.rule_set.suffix: trial.rule_set for trial in trials}.values())
    placed = [trial.placed for trial in trials]
    project.forget()
    project.set_overrides(override for graph in placed for override in graph.overrides)
    project.load(row for graph in placed for row in graph.sightings)
    result = project.build()
    failed = [run.message for run in result.result or () if run.status == "error"]
    assert result.success, f"the build failed: {failed or result.exception}"

    expected = [trial.expected() for trial in trials]
    actual = _by_graph(project.resolution(), expected)
    return [Verdict(*parts) for parts in zip(trials, expected, actual, strict=True)]


def _set_rules(project: StitchingProject, rule_sets: Any) -> None:
    types, patterns, blocked = {}, {}, {}
    for place, rule_set in enumerate(rule_sets):
        types |= rule_set.declared(place)
        patterns |= rule_set.blocked_patterns(SHIPPED["blocked_patterns"])
        # Rows for any type come with each rule set.
        blocked |= {tuple(row.items()): row for row in rule_set.blocked(BLOCKED)}
    project.set_as_of(AS_OF)
    project.set_blocked(blocked.values(), patterns)
    project.set_rules(types)


def _by_graph(resolution: Resolution, expected: list[Resolution]) -> list[Resolution]:
    """The part of a resolution that is about each graph's nodes; noise may be in many."""
    owners: dict[Node, list[int]] = defaultdict(list)
    for number, one in enumerate(expected):
        for node in one.profiles.keys() | one.quarantined.keys():
            owners[node].append(number)
    parts = [Resolution({}, {}) for _ in expected]
    for node, profile_id in resolution.profiles.items():
        for number in owners[node]:
            parts[number].profiles[node] = profile_id
    for node, reason in resolution.quarantined.items():
        for number in owners[node]:
            parts[number].quarantined[node] = reason
    for edge, rules in resolution.rejected.items():
        for number in {number for node in edge for number in owners[node]}:
            parts[number].rejected[edge] = rules
    return parts
