"""Metrics say what plain SQL says of the same warehouse."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.integration.demo.conftest import FIRST_TARGET, FIRST_WAREHOUSE, Demo

# By the names of their files: the words after `mf query`, and the same question in SQL.
QUESTIONS = {
    "people": (
        ["--metrics", "profiles,known_profiles,match_rate"],
        """
        select
            count(*),
            count(*) filter (not is_anonymous),
            avg(case when email is not null or phone is not null then 1.0 else 0.0 end)
        from cdp_profiles.profiles
        """,
    ),
    "months": (
        ["--metrics", "revenue,active_profiles", "--group-by", "metric_time__month"],
        """
        select month, sum(revenue_eur), sum(count_active)
        from (
            select date_trunc('month', ordered_at) as month, revenue_eur, 0 as count_active
            from cdp_profiles.purchases
            union all
            select date_trunc('month', occurred_at), 0, count(distinct profile_id)
            from cdp_profiles.profile_events
            where event_type <> 'email_prefetched'
            group by all
        )
        group by month
        """,
    ),
    "sizes": (
        ["--metrics", "segment_size", "--group-by", "segment"],
        """
        select segment_name, count_profiles from cdp_segments.segment_sizes
        qualify as_of_at = max(as_of_at) over (partition by segment_name)
        """,
    ),
    "syncs": (
        ["--metrics", "acceptance_rate", "--group-by", "run__sync_name"],
        """
        select sync_name, sum(count_accepted) / sum(count_accepted + count_rejected)
        from cdp_observability.sync_runs
        group by sync_name
        """,
    ),
    "growth": (
        ["--metrics", "profiles_so_far", "--group-by", "metric_time__year"],
        """
        select year, (
            select count(*) from cdp_profiles.profiles
            where date_trunc('year', first_seen_at) <= year
        )
        from (select distinct date_trunc('year', date_day) as year from cdp_metrics.days)
        """,
    ),
}


@pytest.fixture(scope="module")
def project(demos: Mapping[str, Demo], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All questions asked at once; MetricFlow knows one place for dbt's artifacts."""
    pytest.importorskip(
        "dbt_metricflow", reason="needs the extra metrics: pip install -e '.[metrics]'"
    )
    demo = demos["duckdb"]
    folder = tmp_path_factory.mktemp("metrics")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(demo.root / name, folder)
    (folder / "target").mkdir()
    shutil.copy(demo.folder / FIRST_TARGET / "semantic_manifest.json", folder / "target")
    warehouse = shutil.copy(demo.folder / FIRST_WAREHOUSE, folder / "warehouse.duckdb")
    asked = [["query", *words, "--csv", f"{name}.csv"] for name, (words, _) in QUESTIONS.items()]
    (folder / "asked.json").write_text(json.dumps([["validate-configs", "--skip-dw"], *asked]))
    places = {"CDP_DUCKDB_PATH": str(warehouse), "PYTHONPATH": str(demo.root)}
    places |= {"DBT_PROJECT_DIR": ".", "DBT_PROFILES_DIR": "."}
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.demo.metric_answers", "asked.json"],
        cwd=folder,
        env={**demo.environment, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_metric_equals_the_same_question_in_sql(project: Path, question: str) -> None:
    with (project / f"{question}.csv").open(encoding="utf-8", newline="") as file:
        _, *answered = csv.reader(file)
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        expected = connection.execute(QUESTIONS[question][1]).fetchall()
    assert _rounded(answered) == _rounded(expected)
    assert len(expected) >= 1


def _rounded(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    return sorted([_told(value) for value in row] for row in rows)


def _told(value: Any) -> str:
    """A number to four decimals, anything else as text."""
    try:
        return str(round(Decimal(str(value)), 4).normalize())
    except ArithmeticError:
        return str(value)
