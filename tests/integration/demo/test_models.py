"""What dbt itself proves about the models, where the demo's build leaves it out."""

from collections.abc import Mapping

import pytest

from tests.integration.demo.conftest import Demo, Outcome

pytestmark = pytest.mark.timeout(900)


def test_the_unit_tests_of_the_models_pass(demo: Demo, first_runs: Mapping[str, Outcome]) -> None:
    finished = demo.dbt("test", "--select", "test_type:unit")

    assert finished.returncode == 0, finished.stdout
    assert "PASS=" in finished.stdout


def test_the_models_document_themselves(
    demos: Mapping[str, Demo], first_runs: Mapping[str, Outcome]
) -> None:
    demo = demos["duckdb"]

    finished = demo.dbt("docs", "generate", "--static")

    assert finished.returncode == 0, finished.stdout
    assert "One row per" in (demo.folder / "target" / "static_index.html").read_text()
