"""A segment that suddenly grows or shrinks is told of by name; a small one may do as it likes."""

from pathlib import Path

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

NAMES = ("steady", "halved", "gone", "grown", "small", "free", "new")
SIZES = (
    ("2026-01-01", {"gone": 5, "steady": 900}),
    (
        "2026-01-02",
        {"steady": 100, "halved": 100, "gone": 100, "grown": 20, "small": 9, "free": 100},
    ),
    (
        "2026-01-03",
        {"steady": 149, "halved": 49, "gone": 0, "grown": 80, "small": 1, "free": 900, "new": 500},
    ),
)
YAML = """
models:
  - name: segment_sizes
    data_tests:
      - no_sudden_size_change:
          arguments: {max_change: 0.5, at_least: 50}
          config: {severity: warn}
  - name: seg_free
    config: {meta: {max_size_change: %s}}
"""


def project(folder: Path, warehouse: Warehouse, allowed: str) -> ModelProject:
    rows = [
        f"select '{name}' as segment_name, {size} as count_profiles,"
        f" cast('{day} 00:00:00' as {{{{ dbt.type_timestamp() }}}}) as as_of_at"
        for day, sizes in SIZES
        for name, size in sizes.items()
    ]
    models = {f"models/segments/seg_{name}.sql": "select '1' as profile_id" for name in NAMES}
    models |= {
        "models/segments/segment_sizes.sql": " union all ".join(rows),
        "models/segments/segments.yml": YAML % allowed,
    }
    tests = ["tests/dbt/generic/no_sudden_size_change.sql"]
    return ModelProject(folder, warehouse, tests, models, {"segments": list(NAMES)})


def test_a_sudden_change_of_size_is_told_with_the_segment_and_both_sizes(
    warehouse: Warehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = project(tmp_path / "project", warehouse, "9").dbt("build")
    assert built.success
    warned = [result for result in built.result if str(result.status) == "warn"]
    assert [result.failures for result in warned] == [3]
    said = [line for line in capsys.readouterr().out.splitlines() if "The segment " in line]
    told = sorted(line.partition("The segment ")[2].partition(",")[0] for line in said)
    assert told == [
        "gone went from 100 profiles in the run before to 0",
        "grown went from 20 profiles in the run before to 80",
        "halved went from 100 profiles in the run before to 49",
    ]
    assert all("a change of more than 50.0 %. To mend it:" in line for line in said)


def test_a_wrong_share_is_named(duckdb_warehouse: Warehouse, tmp_path: Path) -> None:
    said = project(tmp_path / "project", duckdb_warehouse, "half").complaint("build")
    assert "seg_free.sql has max_size_change: half. To mend it:" in said
