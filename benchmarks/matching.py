"""`python -m benchmarks.matching`: the shipped models with matching by score, on FEBRL 3 and 4.

Records are invented people with typing errors; no number tells who is who, and no label is
learned from. Precision and recall are over pairs of records that ended in one profile. In FEBRL 4
each of the two registers has a person once, which is declared as a limit.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.febrl import ATTRIBUTES, FILES, Person, pairs, people
from benchmarks.projects import IdentityProject

TIMES = ["observed_at", "loaded_at"]
MATCHER = "record_pairs_scored_by_splink"
IDENTIFIERS = """
select
    source_name, record_id, source_name as identifier_type, record_id as identifier_value,
    false as is_authenticated, false as is_deleted, observed_at, loaded_at
from {{ source('febrl', 'records') }}
where source_name = '%s'
"""
ATTRIBUTE = """
select
    source_name, record_id, '{name}' as attribute_name, {name} as attribute_value,
    observed_at, loaded_at
from {{{{ source('febrl', 'records') }}}}
where source_name = '{source}'
"""
COUNTS = """
select
    (select count(*) from cdp_identity.int_scored_edges where not is_removed),
    (select count(*) from cdp_identity.identity_rejected_edges),
    (select count(*) from cdp_identity.identity_review)
"""
ROW = "{:<8}{:>9}{:>9}{:>11}{:>9}{:>9}{:>9}{:>10}{:>8}{:>9}{:>9}"


@dataclass(frozen=True)
class Matched:
    """How well one set was matched."""

    name: str
    count_records: int
    count_true_pairs: int
    precision: float
    recall: float
    count_edges: int
    count_rejected: int
    count_in_review: int
    seconds: float
    scoring_seconds: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class MatchingProject(IdentityProject):
    """The shipped identity models around the registers of a FEBRL set."""

    def __init__(self, folder: Path, registers: dict[str, list[Person]]) -> None:
        self.registers = registers
        super().__init__(folder)
        self._load()

    def staging(self) -> dict[str, str]:
        """A feed of record ids and one of attributes for each register."""
        files = {}
        for source in self.registers:
            attributes = [ATTRIBUTE.format(name=name, source=source) for name in ATTRIBUTES]
            files[f"feed_{source}__identifiers.sql"] = IDENTIFIERS % source
            files[f"feed_{source}__attributes.sql"] = "union all".join(attributes)
        return files

    def sources(self) -> dict[str, Any]:
        return {"name": "febrl", "schema": "raw_febrl", "tables": [{"name": "records"}]}

    def variables(self, shipped: dict[str, Any]) -> dict[str, Any]:
        """Registers as sources; a register of two has each person once."""
        only = {} if len(self.registers) == 1 else {"max_per_profile": 1}
        return {
            "cdp_sources": {
                name: {"kind": "entities", "feeds": ["identifiers", "attributes"]}
                for name in self.registers
            },
            "identifier_types": shipped["identifier_types"]
            | {
                name: {"priority": 100 + place, "kind": "person"} | only
                for place, name in enumerate(self.registers)
            },
            "attribute_rules": {name: {"strategy": "most_recent"} for name in ATTRIBUTES},
            "identity_namespace": "benchmark-namespace",
            "scored_pairs_model": MATCHER,
            "contradictions": [],
        }

    def _load(self) -> None:
        columns = ["source_name", "record_id", *ATTRIBUTES]
        rows = [
            (one.source_name, one.record_id, *(one.attributes[name] for name in ATTRIBUTES))
            for register in self.registers.values()
            for one in register
        ]
        with duckdb.connect(str(self.database), config={"threads": 2}) as connection:
            connection.execute("create schema raw_febrl")
            types = [f"{name} text" for name in columns]
            types += [f"{name} timestamp default '2026-01-01'" for name in TIMES]
            connection.execute(f"create table raw_febrl.records ({', '.join(types)})")
            marks = ", ".join("?" for _ in columns)
            connection.execute("begin")
            connection.executemany(
                f"insert into raw_febrl.records ({', '.join(columns)}) values ({marks})", rows
            )
            connection.execute("commit")

    def profiles(self) -> dict[str, str]:
        """Record to profile."""
        return dict(
            self.query("select identifier_value, profile_id from cdp_identity.identity_graph")
        )


def by_register(records: list[Person]) -> dict[str, list[Person]]:
    registers: dict[str, list[Person]] = {}
    for one in records:
        registers.setdefault(one.source_name, []).append(one)
    return registers


def measure(name: str, records: list[Person], folder: Path) -> tuple[Matched, MatchingProject]:
    """Build the models over the records and hold the profiles against the truth."""
    project = MatchingProject(folder, by_register(records))
    project.seed()
    built = project.build()
    found, true = pairs(project.profiles()), pairs({one.record_id: one.truth for one in records})
    right = len(found & true)
    edges, rejected, in_review = project.query(COUNTS)[0]
    matched = Matched(
        name=name,
        count_records=len(records),
        count_true_pairs=len(true),
        precision=right / len(found) if found else 0.0,
        recall=right / len(true),
        count_edges=edges,
        count_rejected=rejected,
        count_in_review=in_review,
        seconds=built.seconds,
        scoring_seconds=dict(project.slowest(1000))[MATCHER],
    )
    return matched, project


def main() -> None:
    """Match the FEBRL sets asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=main.__doc__)
    parser.add_argument("--sets", nargs="+", choices=FILES, default=list(FILES))
    parser.add_argument("--json", action="store_true", help="a line of JSON a set")
    arguments = parser.parse_args()
    if not arguments.json:
        print(
            ROW.format(
                "set", "records", "pairs", "precision", "recall", "F1", "edges", "rejected",
                "review", "seconds", "scoring",
            )
        )  # fmt: skip
    for name in arguments.sets:
        with tempfile.TemporaryDirectory() as folder:
            matched, _ = measure(name, people(name), Path(folder) / "project")
            print(_told(matched, arguments.json), flush=True)


def _told(matched: Matched, as_json: bool) -> str:
    if as_json:
        return json.dumps(vars(matched) | {"f1": matched.f1})
    return ROW.format(
        matched.name,
        f"{matched.count_records:,}",
        f"{matched.count_true_pairs:,}",
        f"{matched.precision:.4f}",
        f"{matched.recall:.4f}",
        f"{matched.f1:.4f}",
        f"{matched.count_edges:,}",
        matched.count_rejected,
        matched.count_in_review,
        f"{matched.seconds:.1f}",
        f"{matched.scoring_seconds:.1f}",
    )


if __name__ == "__main__":
    main()
