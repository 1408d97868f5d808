"""A fault that is put into a model is found, and its graph shrunk to what anyone can follow."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.identity.graphs import Graph, random_graph_with_overrides
from tests.identity.oracle import Resolution
from tests.identity.rule_sets import RuleSet
from tests.identity.scenario_files import Outcome, Scenario, read_scenarios
from tests.identity.shrinking import assert_all_hold, part_of, records_of
from tests.identity.stitching import StitchingProject
from tests.identity.trials import SHIPPED, Trial, judge

NewProject = Callable[[], StitchingProject]
AS_SHIPPED = RuleSet("as shipped", SHIPPED["identifier_types"])


@pytest.fixture(scope="module")
def engine() -> str:
    """What shrinks a graph knows nothing of the engine."""
    return "duckdb"


@pytest.fixture(scope="module")
def faulty_project(new_project: NewProject) -> StitchingProject:
    """Takes the oldest of two links of one strength, where the rule says the newest."""
    project = new_project()
    model = project.folder / "models/identity/limits/int_contested_edges.sql"
    text = model.read_text(encoding="utf-8")
    right, wrong = "last_observed_at desc", "last_observed_at asc"
    assert text.count(right) == 1
    model.write_text(text.replace(right, wrong), encoding="utf-8")
    return project


@pytest.fixture(scope="module")
def report(faulty_project: StitchingProject) -> str:
    random_source = random.Random("shrinking")
    trials = [Trial(random_graph_with_overrides(random_source), AS_SHIPPED, n) for n in range(100)]
    with pytest.raises(pytest.fail.Exception) as failure:
        assert_all_hold(faulty_project, trials)
    return str(failure.value)


@pytest.fixture(scope="module")
def scenario(report: str) -> Scenario:
    """What was printed, read as the file of scenarios it is to be pasted into."""
    text = report[report.index("- scenario:") :]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pasted.yml").write_text(text, encoding="utf-8")
        (scenario,) = read_scenarios(SHIPPED["identifier_types"], Path(folder))
    return scenario


def test_the_report_is_a_scenario_of_few_records(report: str, scenario: Scenario) -> None:
    records = {(row.source_name, row.record_id) for row in scenario.sightings}
    # Two people and what both claim: a link is refused, and it is the wrong one.
    assert len(records) <= 3, report
    assert len(scenario.sightings) <= 6, report
    assert len(scenario.overrides) <= 1, report
    assert len(scenario.stated.rejected) >= 1
    assert "What the models made of it" in report
    assert "profile missing" in report


def test_the_scenario_holds_by_the_sequential_rule_and_not_by_the_faulty_model(
    new_project: NewProject, faulty_project: StitchingProject, scenario: Scenario
) -> None:
    graph = Graph(tuple(scenario.sightings), tuple(scenario.overrides))
    trial = Trial(graph, AS_SHIPPED, 0)
    assert scenario.differences(_outcome(scenario, trial.expected())) == []
    (faulty,) = judge(faulty_project, [trial])
    assert not faulty.holds
    (shipped,) = judge(new_project(), [trial])
    assert shipped.holds


def test_nothing_can_be_left_out_of_the_scenario(
    faulty_project: StitchingProject, scenario: Scenario
) -> None:
    graph = Graph(tuple(scenario.sightings), tuple(scenario.overrides))
    count_rows = len(graph.sightings)
    everything = frozenset(range(count_rows + len(graph.overrides)))
    overrides = [frozenset({number}) for number in everything if number >= count_rows]
    # Each in a build of its own: what was read from a file has the same values at every place.
    for unit in (*records_of(graph), *overrides):
        trial = Trial(part_of(graph, everything - unit), AS_SHIPPED, 0)
        (verdict,) = judge(faulty_project, [trial])
        assert verdict.holds


def _outcome(scenario: Scenario, resolution: Resolution) -> Outcome:
    return Outcome.of(resolution, scenario.shared_ends(resolution.rejected), scenario.nodes)
