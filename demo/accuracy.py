"""Precision and recall of identity on a demo company of any size, as the README's table."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo import run
from demo.dbt import Dbt, release_warehouse
from demo.generator.company import generate
from demo.generator.parquet import write_parquet
from demo.load import load
from demo.progress import step
from reverse_etl.project import Project
from reverse_etl.warehouse import open_warehouse

_FIGURES = """
    select
        (select count(*) from cdp_identity.identity_records) as count_records,
        (select count(*) from cdp_identity.identifiers) as count_identifiers,
        (select count(distinct profile_id) from cdp_identity.identity_graph) as count_profiles,
        (select count(distinct profile_id) from cdp_observability.mixed_profiles) as count_mixed,
        pair_precision, pair_recall, b_cubed_precision, b_cubed_recall
    from cdp_observability.identity_accuracy
    where scope = 'all'
"""
_HEADINGS = (
    "People", "Source records", "Identifiers", "Profiles", "Precision", "Recall",
    "B-cubed precision, recall", "Profiles with two people's ids", "Seconds",
)  # fmt: skip


@dataclass(frozen=True)
class Accuracy:
    """What came out for one company."""

    people: int
    records: int
    identifiers: int
    profiles: int
    mixed: int
    precision: float
    recall: float
    b_cubed_precision: float
    b_cubed_recall: float
    seconds: float


def measure(people: int, seed: int, state: Path) -> Accuracy:
    """Writes the company, loads it into a DuckDB file of its own, and builds identity."""
    place = state / f"{people}-{seed}"
    (place / run.WAREHOUSE).unlink(missing_ok=True)
    with run.own_warehouse(place) as settings:
        _write(people, seed, place / "raw")
        with step("Loading raw tables") as doing:
            rows = sum(load(place / "raw", "duckdb").values())
            doing.done(f"Loaded {rows:,} raw rows")
        seconds = _build(settings)
        return _read(settings, people, seconds)


def _read(settings: run.Settings, people: int, seconds: float) -> Accuracy:
    project = Project(settings.root, target_name=settings.target)
    with open_warehouse(project, wait_seconds=60).connect(read_only=True) as connection:
        figures = connection.rows(_FIGURES)[0]
    records, identifiers, profiles, mixed = (int(figure) for figure in figures[:4])
    precision, recall, b_cubed_precision, b_cubed_recall = (float(f) for f in figures[4:])
    return Accuracy(
        people, records, identifiers, profiles, mixed,
        precision, recall, b_cubed_precision, b_cubed_recall, seconds,
    )  # fmt: skip


def _write(people: int, seed: int, raw: Path) -> None:
    with step(f"Inventing {people:,} people") as doing:
        counts = write_parquet(generate(people, seed), raw)
        doing.done(f"Invented {people:,} people: {sum(counts.values()):,} raw rows")


def _build(settings: run.Settings) -> float:
    """The seconds of the build: identity and the figures, without the tests of staging."""
    with step("Building identity") as doing:
        started = time.monotonic()
        try:
            Dbt(settings.root, settings.target).run(
                ["build", "--select", "+identity_accuracy", "+mixed_profiles",
                 "--exclude", "path:seeds/demo", "--exclude-resource-type", "unit_test", "test"],
                doing,
            )  # fmt: skip
        finally:
            release_warehouse()
        seconds = time.monotonic() - started
        doing.done("Built identity")
    return seconds


def table(measured: Sequence[Accuracy]) -> str:
    """Markdown, as it stands in the README."""
    lines = [_row(_HEADINGS), _row(["---"] * len(_HEADINGS))]
    for one in measured:
        shares = f"{one.b_cubed_precision:.4f}, {one.b_cubed_recall:.4f}"
        lines.append(
            _row([
                f"{one.people:,}", f"{one.records:,}", f"{one.identifiers:,}",
                f"{one.profiles:,}", f"{one.precision:.4f}", f"{one.recall:.4f}", shares,
                f"{one.mixed:,}", f"{one.seconds:.0f}",
            ])
        )  # fmt: skip
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
