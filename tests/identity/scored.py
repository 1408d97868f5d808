"""A matcher of the tests' own: a plain table of scored pairs of records, on any engine."""

import shutil
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dbt.cli.main import dbtRunnerResult

from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Rules, ScoredPair, Sighting
from tests.identity.stitching import REPOSITORY, SELECTION, StitchingProject

LINK_MIN_SCORE = 0.9
REVIEW_MIN_SCORE = 0.5
TABLE = """
create table raw_graphs.scored_pairs (
    source_a_name text, record_a_id text, source_b_name text, record_b_id text,
    score double precision, matcher_version text, reason text
)
"""


class ScoredProject:
    """The shipped identity models, with matching by score on."""

    def __init__(self, project: StitchingProject) -> None:
        self.project = project
        self.scored_pairs: list[ScoredPair] = []
        shutil.copytree(
            REPOSITORY / "tests/identity/project/models/scored", project.folder / "models/scored"
        )
        project.set_variables(
            {
                "scored_pairs_model": "scored_pairs",
                "link_min_score": LINK_MIN_SCORE,
                "review_min_score": REVIEW_MIN_SCORE,
            }
        )

    def score(self, pairs: Iterable[ScoredPair]) -> None:
        """Replace what the matcher says."""
        self.scored_pairs = list(pairs)
        parameter = "?" if self.project.warehouse.target == "duckdb" else "%s"
        row = ", ".join([parameter] * 7)
        with self.project.warehouse.cursor() as cursor:
            cursor.execute("create schema if not exists raw_graphs")
            cursor.execute("drop table if exists raw_graphs.scored_pairs cascade")
            cursor.execute(TABLE)
            for one in self.scored_pairs:
                told = (*one.record_a, *one.record_b, one.score, "by hand", "told so")
                cursor.execute(f"insert into raw_graphs.scored_pairs values ({row})", told)

    def build(self, **options: Any) -> dbtRunnerResult:
        return self.project.build(selection=(*SELECTION, "cdp.scored"), **options)

    def rules(self) -> Rules:
        """The rules the project builds with, for the oracle."""
        rules = self.project.rules()
        rules.scored_pairs = self.scored_pairs
        rules.link_min_score = LINK_MIN_SCORE
        return rules

    def review(self) -> set[frozenset[str]]:
        """The values of the identifiers in review, a pair a row."""
        rows = self.project.warehouse.query(
            "select identifier_a_value, identifier_b_value from cdp_identity.identity_review"
        )
        return {frozenset(row) for row in rows}


def record(name: str, *nodes: Node, day: int = 0) -> list[Sighting]:
    """A record of entities with its identifiers."""
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, kind, value, at, at) for kind, value in nodes]


def pair(a: str, b: str, score: float) -> ScoredPair:
    return ScoredPair(("entities", a), ("entities", b), score)


def customer(name: str) -> Node:
    return ("customer_id", f"cust-{name}")


def contact(name: str) -> Node:
    return ("crm_contact_id", f"contact{name}")
