"""A graph that fails, made as small as it can be, and printed as a scenario to be pasted."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

import pytest

from tests.identity.graphs import Graph
from tests.identity.oracle import Node
from tests.identity.scenario_text import as_scenario
from tests.identity.stitching import StitchingProject
from tests.identity.trials import Trial, Verdict, judge

# Another place means other ids: a failure that hangs on their order comes at some places only.
PLACES_EACH = 4
# The numbers of a graph's sightings, then of its overrides, that go or stay together.
Unit = frozenset[int]


@dataclass(frozen=True)
class Shrunk:
    """The smallest failing graph that was found, as it came out of its last build."""

    verdict: Verdict
    count_builds: int

    @property
    def text(self) -> str:
        return as_scenario(self.verdict)


def shrink(project: StitchingProject, trial: Trial) -> Shrunk | None:
    """The trial's graph taken out alone and shrunk; None where it does not fail alone.

    Each step is one build, which tries all that can be left out, half of it or one by one, and
    goes on with the smallest graph that still fails: first records, then records, identifiers,
    single sightings and overrides, until nothing can go.
    """
    alone = Trial(trial.graph, trial.rule_set.alone(), trial.place)
    failing, count_builds = _smallest_failing(project, alone, [alone.graph]), 1
    for units_of in (records_of, _all_units):
        smaller = failing
        while failing and smaller:
            candidates = list(_without_some(failing.trial.graph, units_of(failing.trial.graph)))
            smaller = _smallest_failing(project, failing.trial, candidates)
            failing, count_builds = smaller or failing, count_builds + 1
    return Shrunk(failing, count_builds) if failing else None


def _smallest_failing(
    project: StitchingProject, trial: Trial, graphs: list[Graph]
) -> Verdict | None:
    if not graphs:
        return None
    copies = [graph for _ in range(PLACES_EACH) for graph in graphs]
    trials = [Trial(graph, trial.rule_set, trial.place + n) for n, graph in enumerate(copies)]
    failing = [verdict for verdict in judge(project, trials) if not verdict.holds]
    return min(failing, key=lambda verdict: _size(verdict.trial.graph), default=None)


def _size(graph: Graph) -> tuple[int, int, int]:
    return len(records_of(graph)), len(graph.sightings), len(graph.overrides)


def _without_some(graph: Graph, units: list[Unit]) -> Iterator[Graph]:
    """The graph without, and with nothing but, each half, quarter ... and single unit."""
    count = len(graph.sightings) + len(graph.overrides)
    everything = frozenset(range(count))
    kept = set()
    size = len(units)
    while size > 1:
        size = (size + 1) // 2
        for start in range(0, len(units), size):
            chunk = frozenset().union(*units[start : start + size])
            kept |= {everything - chunk, chunk}
    if len(units) == 1:
        kept.add(everything - units[0])
    for numbers in sorted(kept - {everything}, key=sorted):
        smaller = part_of(graph, numbers)
        if smaller.sightings:
            yield smaller


def part_of(graph: Graph, numbers: Collection[int]) -> Graph:
    """The sightings and overrides with these numbers; an override goes with what it names."""
    rows = [row for n, row in enumerate(graph.sightings) if n in numbers]
    nodes: set[Node] = {(row.identifier_type, row.identifier_value or "") for row in rows}
    overrides = [
        override
        for n, override in enumerate(graph.overrides, start=len(graph.sightings))
        if n in numbers and {override.side_a, override.side_b} <= nodes
    ]
    return Graph(tuple(rows), tuple(overrides))


def records_of(graph: Graph) -> list[Unit]:
    """Records with all their versions; overrides stay for as long as what they name."""
    return _grouped(graph, [(row.source_name, row.record_id) for row in graph.sightings])


def _all_units(graph: Graph) -> list[Unit]:
    identifiers = [(row.identifier_type, row.identifier_value) for row in graph.sightings]
    count = len(graph.sightings) + len(graph.overrides)
    single = [frozenset({number}) for number in range(count)]
    return [*records_of(graph), *_grouped(graph, identifiers), *single]


def _grouped(graph: Graph, keys: Iterable[Hashable]) -> list[Unit]:
    numbers: dict[Hashable, set[int]] = defaultdict(set)
    for number, key in enumerate(keys):
        numbers[key].add(number)
    return [frozenset(unit) for unit in numbers.values()]


def assert_all_hold(project: StitchingProject, trials: list[Trial]) -> list[Verdict]:
    """The verdicts, where all graphs hold; else one that fails is shrunk and printed."""
    verdicts = judge(project, trials)
    failing = [verdict for verdict in verdicts if not verdict.holds]
    if failing:
        smallest = min(failing, key=lambda verdict: _size(verdict.trial.graph))
        pytest.fail(_report(project, failing, smallest), pytrace=False)
    return verdicts


def _report(project: StitchingProject, failing: list[Verdict], smallest: Verdict) -> str:
    shrunk = shrink(project, smallest.trial)
    heading = f"{len(failing)} graphs differ from the sequential rule. "
    if shrunk is None:
        heading += "The smallest does not fail alone, only beside the others:"
        alone = Trial(smallest.trial.graph, smallest.trial.rule_set.alone(), smallest.trial.place)
        return f"{heading}\n\n{as_scenario(Verdict(alone, alone.expected(), smallest.actual))}"
    return f"{heading}The smallest, shrunk in {shrunk.count_builds} builds:\n\n{shrunk.text}"
