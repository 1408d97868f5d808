"""Given these records, expect these profiles: the files of tests/identity/scenarios."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.identity.oracle import Node, Resolution, Rules, read_blocked, resolve
from tests.identity.scenario_files import FOLDER, Outcome, Scenario, read_scenarios
from tests.identity.stitching import REPOSITORY, SOURCES, StitchingProject

NewProject = Callable[[], StitchingProject]
Published = Callable[[str], tuple[Resolution, set[Node]]]
SHIPPED = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
SCENARIOS = read_scenarios(SHIPPED["identifier_types"])
SHARED = "select identifier_type, identifier_value from cdp_identity.identity_graph where is_shared"

KIM = "{id: a, source: events, at: 2026-03-01, identifiers: {customer_id: kim}}"

each_scenario = pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)


@pytest.fixture(scope="module")
def published(new_project: NewProject) -> Published:
    """What the models say of a rule set's scenarios, from one build of them all."""
    built: dict[str, tuple[Resolution, set[Node]]] = {}

    def of(rule_set: str) -> tuple[Resolution, set[Node]]:
        if rule_set not in built:
            together = [one for one in SCENARIOS if one.rule_set == rule_set]
            built[rule_set] = _build(new_project(), together)
        return built[rule_set]

    return of


def _build(project: StitchingProject, scenarios: list[Scenario]) -> tuple[Resolution, set[Node]]:
    project.set_rules(scenarios[0].identifier_types)
    project.set_overrides(override for one in scenarios for override in one.overrides)
    project.load(row for one in scenarios for row in one.sightings)
    assert project.build().success
    return project.resolution(), {(name, value) for name, value in project.warehouse.query(SHARED)}


@each_scenario
def test_the_models_give_the_expected_profiles(published: Published, scenario: Scenario) -> None:
    resolution, shared = published(scenario.rule_set)
    _assert_as_expected(scenario, Outcome.of(resolution, shared, scenario.nodes))


@each_scenario
def test_the_sequential_rule_gives_the_expected_profiles(scenario: Scenario) -> None:
    _assert_as_expected(scenario, _by_the_sequential_rule(scenario))


def _by_the_sequential_rule(scenario: Scenario) -> Outcome:
    rules = Rules(
        identifier_types=scenario.identifier_types,
        kinds={name: source["kind"] for name, source in SOURCES.items()},
        namespace="test-namespace",
        blocked=read_blocked(REPOSITORY / "seeds/reference/blocked_identifiers.csv"),
        blocked_patterns=SHIPPED["blocked_patterns"],
        overrides=scenario.overrides,
    )
    resolution = resolve(scenario.sightings, rules)
    shared = scenario.shared_ends(resolution.rejected)
    return Outcome.of(resolution, shared, scenario.nodes)


def _assert_as_expected(scenario: Scenario, actual: Outcome) -> None:
    differences = scenario.differences(actual)
    if differences:
        lines = [f"{scenario.name} ({scenario.file})", *differences]
        pytest.fail("\n    ".join(lines), pytrace=False)


def test_the_example_of_the_readme_holds(tmp_path: Path) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    example = readme.split("```yaml\n")[1].split("```")[0]
    (tmp_path / "example.yml").write_text(example, encoding="utf-8")
    (scenario,) = read_scenarios(SHIPPED["identifier_types"], tmp_path)
    _assert_as_expected(scenario, _by_the_sequential_rule(scenario))


def test_a_difference_is_told_in_words_of_the_file() -> None:
    (household,) = [one for one in SCENARIOS if "DMP cookie does not tie" in one.name]
    actual = _by_the_sequential_rule(household)
    actual.profiles = {frozenset().union(*actual.profiles)}
    actual.rejected, actual.shared = {}, set()
    assert household.differences(actual) == [
        "profile missing:  {dmp_id: dmp-household-1, email: yves.dmp@mail.example, "
        "email_sha256: sha256(yves.dmp@mail.example)}",
        "profile missing:  {email: xena.dmp@mail.example, "
        "email_sha256: sha256(xena.dmp@mail.example)}",
        "profile too many: {dmp_id: dmp-household-1, email: xena.dmp@mail.example, "
        "email: yves.dmp@mail.example, email_sha256: sha256(xena.dmp@mail.example), "
        "email_sha256: sha256(yves.dmp@mail.example)}",
        "rejected {dmp_id: dmp-household-1, email: xena.dmp@mail.example}: "
        "expected bridges, found nothing",
        "shared missing:  dmp_id: dmp-household-1",
    ]


def test_a_value_in_two_scenarios_is_refused(tmp_path: Path) -> None:
    for name in ("One", "Other"):
        (tmp_path / f"{name}.yml").write_text(
            f"- {{scenario: {name}, records: [{KIM}], expected: {{profiles: []}}}}",
            encoding="utf-8",
        )
    with pytest.raises(AssertionError, match="customer_id kim is in two scenarios"):
        read_scenarios(SHIPPED["identifier_types"], tmp_path)


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ("profiles: [{customer_id: kin}]", "no record has .*kin"),
        ("profiles: [], quarantine: {}", "unknown .*quarantine"),
        ("rejected: []", "missing .*profiles"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, mistake: str, message: str) -> None:
    (tmp_path / "mistake.yml").write_text(
        f"- {{scenario: Kim is alone, records: [{KIM}], expected: {{{mistake}}}}}",
        encoding="utf-8",
    )
    with pytest.raises(ValueError, match=rf"mistake.yml, 'Kim is alone': {message}"):
        read_scenarios(SHIPPED["identifier_types"], tmp_path)
