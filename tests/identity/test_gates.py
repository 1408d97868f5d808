"""A gate that fails leaves yesterday's graph and skips what follows; the next good run is right."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from dbt.cli.main import dbtRunnerResult

from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Override, Sighting, resolve
from tests.identity.stitching import SELECTION, StitchingProject

NewProject = Callable[[], StitchingProject]
COUNT_PEOPLE = 150
# Other data tests than the gates take most of a build's time.
GATES_ALONE = [f"test_name:{name}" for name in ("unique", "not_null", "relationships")] + [
    f"test_name:{name}" for name in ("accepted_values", "unique_combination", "no_nulls")
]
PUBLISHED = {"profile_ledger", "identity_changes", "identity_graph", "identity_records"}
PUBLISHED |= {"identity_rejected_edges", "identity_run_figures", "identity_runs"}
LIVE_TWICE = """
update cdp_identity.int_profiles_named
set profile_id = (select min(profile_id) from cdp_identity.int_profiles_named)
"""
ALL_IN_ONE = """
update cdp_identity.int_profiles_grouped
set profile_key = (select min(profile_key) from cdp_identity.int_profiles_grouped)
"""


def _record(name: str, day: int, *nodes: Node) -> Iterator[Sighting]:
    at = EPOCH + timedelta(days=day)
    for node in nodes:
        yield Sighting("entities", name, *node, observed_at=at, loaded_at=at)


def _visits() -> list[Sighting]:
    """Everybody is anonymous, with two devices."""
    return [
        row
        for number in range(COUNT_PEOPLE)
        for row in _record(f"visit:{number}", 1, *_devices(number))
    ]


def _devices(number: int) -> list[Node]:
    return [("cookie_id", f"cookie-{number:05d}"), ("dmp_id", f"dmp-{number:05d}")]


def _logins() -> list[Sighting]:
    """And everybody becomes known."""
    return _visits() + [
        row
        for number in range(COUNT_PEOPLE)
        for row in _record(
            f"login:{number}", 2, ("customer_id", f"customer{number}"), _devices(number)[0]
        )
    ]


class _Gatekeeper:
    """A warehouse with a published graph that a failing gate must leave as it is."""

    def __init__(self, project: StitchingProject, sightings: list[Sighting]) -> None:
        self.project = project
        project.load(sightings)
        assert self.build().success
        self.published = self._published()

    def build(self, *selection: str, **variables: object) -> dbtRunnerResult:
        return self.project.build(
            *("--exclude", *GATES_ALONE),
            selection=selection or SELECTION,
            variables=variables,
            with_data_tests=True,
        )

    def _published(self) -> tuple[object, ...]:
        runs = self.project.warehouse.query("select run_id from cdp_identity.identity_runs")
        changes = self.project.warehouse.query("select * from cdp_identity.identity_changes")
        return self.project.resolution().profiles, runs, sorted(changes)

    def assert_stopped_by(self, result: dbtRunnerResult, *gates: str) -> None:
        assert not result.success
        assert result.result is not None
        statuses = {run.node.name: str(run.status) for run in result.result}
        fine = ("success", "pass", "skipped")
        assert sorted(name for name, status in statuses.items() if status not in fine) == [*gates]
        assert {statuses[name] for name in PUBLISHED} == {"skipped"}
        assert self._published() == self.published

    def assert_right(self) -> None:
        """The next good run."""
        self.project.load(_logins())
        assert self.build(max_identity_churn=1).success
        expected = resolve(_logins(), self.project.rules())
        assert self.project.resolution().partition() == expected.partition()
        runs = self.project.warehouse.query(
            "select is_complete, count_merged, identity_churn, count_sightings "
            "from cdp_identity.identity_runs order by finished_at, count_sightings"
        )
        assert runs == [
            (True, 0, None, 2 * COUNT_PEOPLE),
            (True, COUNT_PEOPLE, 1.0, 4 * COUNT_PEOPLE),
        ]


@pytest.fixture(scope="module")
def gatekeeper(new_project: NewProject) -> _Gatekeeper:
    return _Gatekeeper(new_project(), _visits())


def test_gates_leave_the_published_graph(
    gatekeeper: _Gatekeeper, capfd: pytest.CaptureFixture[str]
) -> None:
    project = gatekeeper.project
    project.load(_logins())
    churn = "assert_few_identifiers_change_profile"
    gatekeeper.assert_stopped_by(gatekeeper.build(), churn)
    told = capfd.readouterr().out
    assert f"Gate {churn} failed: identity stays as the last run published it. To mend it: " in told
    assert "dbt build --vars '{max_identity_churn: 1}'" in told
    gatekeeper.assert_stopped_by(
        gatekeeper.build(max_identity_churn=1, max_identifiers_per_profile=2),
        "gate_largest_profile_is_one_person",
    )

    project.load([])
    gatekeeper.assert_stopped_by(gatekeeper.build(), "assert_the_graph_is_not_emptied")

    pair = _devices(1)[0], _devices(2)[0]
    contradiction = [Override(action, action, *pair) for action in ("must_link", "must_not_link")]
    project.set_overrides(contradiction)
    project.load(_visits())
    gatekeeper.assert_stopped_by(gatekeeper.build(), "assert_overrides_hold")
    project.set_overrides([])
    gatekeeper.assert_right()


def test_faults_of_the_models_do_not_pass_the_gates(new_project: NewProject) -> None:
    gatekeeper = _Gatekeeper(new_project(), _logins())
    limit = "assert_no_profile_breaks_a_limit"
    _execute(gatekeeper.project, LIVE_TWICE)
    result = gatekeeper.build("identity_candidate+")
    gatekeeper.assert_stopped_by(result, "assert_no_id_is_live_twice", limit)
    _execute(gatekeeper.project, ALL_IN_ONE)
    gatekeeper.assert_stopped_by(gatekeeper.build("identity_candidate+"), limit)
    assert gatekeeper.build().success
    assert gatekeeper.project.resolution() == resolve(_logins(), gatekeeper.project.rules())


def _execute(project: StitchingProject, sql: str) -> None:
    with project.warehouse.cursor() as cursor:
        cursor.execute(sql)
