"""The shipped matcher finds people with typing errors again, on DuckDB, and is off by default."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.febrl import Person, is_installed, people
from benchmarks.matching import MATCHER, Matched, MatchingProject, measure
from tests.identity.stitching import StitchingProject, Warehouse

needs_febrl = pytest.mark.skipif(not is_installed(), reason="`make install` fetches the FEBRL sets")


@pytest.fixture
def environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def _some_people(share: int) -> list[Person]:
    """All records of every so many people of FEBRL 3."""
    return [one for one in people("febrl3") if int(one.truth) % share == 0]


@pytest.fixture(scope="module")
def matched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Matched, MatchingProject]:
    return measure("some of febrl3", _some_people(5), tmp_path_factory.mktemp("febrl") / "project")


@needs_febrl
def test_people_with_typing_errors_are_found_again(
    matched: tuple[Matched, MatchingProject],
) -> None:
    figures, project = matched
    assert figures.count_true_pairs > 1_000
    assert figures.f1 >= 0.99
    reasons = project.query("select distinct reason from cdp_identity.identity_scored_edges")
    told = " ".join(reason for (reason,) in reasons)
    # The number that says who is who was no part of it.
    assert "birth_date equal" in told
    assert "soc_sec_id" not in told


@needs_febrl
def test_decisions_stand_against_the_matcher_and_the_rest_stays_as_it_was(
    matched: tuple[Matched, MatchingProject],
) -> None:
    figures, project = matched
    before, scores = project.profiles(), project.query(SCORES)
    parted = [(row[0], row[1]) for row in project.query(EDGES)[:3]]
    in_review = project.query(REVIEW)
    _decide(project, [("must_not_link", *ends) for ends in parted])
    project.seed()
    project.build()

    after = project.profiles()
    assert all(after[a] != after[b] for a, b in parted)
    # The same records get the same scores, so nothing else moves.
    assert project.query(SCORES) == scores
    concerned = {before[value] for ends in parted for value in ends}
    assert {v: p for v, p in after.items() if before[v] not in concerned} == {
        v: p for v, p in before.items() if p not in concerned
    }
    assert project.query(REVIEW) == in_review
    assert figures.count_in_review == len(in_review)


SCORES = "select * from cdp_identity.record_pairs_scored_by_splink order by all"
EDGES = """
select side_a.identifier_value, side_b.identifier_value
from cdp_identity.identity_scored_edges as edges
inner join cdp_identity.identifiers as side_a on edges.identifier_a_id = side_a.identifier_id
inner join cdp_identity.identifiers as side_b on edges.identifier_b_id = side_b.identifier_id
order by edges.edge_id
"""
REVIEW = """
select review_id, first_name_a, first_name_b, birth_date_a, birth_date_b, reason, score
from cdp_identity.identity_review order by review_id
"""


def _decide(project: MatchingProject, decisions: list[tuple[str, str, str]]) -> None:
    path = project.folder / "seeds/reference/identity_overrides.csv"
    (register,) = project.registers
    lines = path.read_text(encoding="utf-8").splitlines()[:1]
    for number, (action, a, b) in enumerate(decisions):
        lines.append(f"d{number},{action},{register},{a},{register},{b},test,test,")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@needs_febrl
@pytest.mark.deep
@pytest.mark.parametrize("name", ["febrl3", "febrl4"])
def test_the_whole_sets_reach_the_figure_and_break_no_limit(name: str, tmp_path: Path) -> None:
    figures, project = measure(name, people(name), tmp_path / "project")
    assert figures.f1 >= 0.99
    if name == "febrl4":
        # Each of the two registers has a person once.
        held = "select profile_id, identifier_type, count(*) from cdp_identity.identity_graph"
        rows = project.query(f"{held} group by all")
        assert {count for *_, count in rows} == {1}


@pytest.fixture
def project(tmp_path: Path, environment: None) -> StitchingProject:
    warehouse = Warehouse(
        "duckdb", {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": str(tmp_path / "warehouse.duckdb")}
    )
    return StitchingProject(tmp_path / "project", warehouse)


def test_splink_is_needed_only_where_it_is_asked_for(
    project: StitchingProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "splink", None)
    project.load([])
    assert project.build(selection=("cdp.reference", "+int_edges_weighed")).success
    tables = project.warehouse.query("select table_name from information_schema.tables")
    assert not [name for (name,) in tables if "scored" in name or "compared" in name]

    project.set_variables({"scored_pairs_model": MATCHER})
    result = project.build(selection=(MATCHER,))
    assert not result.success
    messages = [run.message for run in result.result or () if run.status == "error"]
    assert len(messages) == 1
    assert "pip install 'warehouse-cdp[fuzzy]'" in messages[0]
