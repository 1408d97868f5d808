"""What dbt itself proves about the models, where the demo's build leaves it out."""

from collections.abc import Mapping

import pytest

from tests.integration.demo.conftest import Demo

pytestmark = pytest.mark.timeout(900)


def test_the_unit_tests_of_the_models_pass(demo: Demo) -> None:
    finished = demo.dbt("test", "--select", "test_type:unit")

    assert finished.returncode == 0, finished.stdout
    assert "PASS=" in finished.stdout


def test_the_models_document_themselves(demos: Mapping[str, Demo]) -> None:
    demo = demos["duckdb"]

    finished = demo.dbt("docs", "generate", "--static")

    assert finished.returncode == 0, finished.stdout
    assert "One row per" in (demo.folder / "target" / "static_index.html").read_text()


# The language of what the demo's generator wrote, by words that no list of stop words has.
TOLD = """
    select
        count(*),
        sum(case when features.language = case
            when body like '%Kunde:%' then 'de' when body like '%Caller:%' then 'en'
            when body like '%Cliente:%' then 'es' when body like '%Client :%' then 'fr'
        end then 1 else 0 end)
    from cdp_profiles.touchpoints as touchpoints
    inner join cdp_insights.transcript_features as features
        on touchpoints.touchpoint_id = features.touchpoint_id
    where body like '%Kunde:%' or body like '%Client%:%' or body like '%Caller:%'
"""
UNFOLDED = "select count(*) from cdp_reference.transcript_words where word <> lower(trim(word))"


def test_transcripts_are_read_where_that_is_asked_for(demo: Demo) -> None:
    built = demo.dbt(
        "build",
        "--select",
        "path:models/insights/transcripts",
        "transcript_words",
        variables="{cdp_demo: true, reads_transcripts: true}",
    )

    assert built.returncode == 0, built.stdout
    ((count, count_right),) = demo.query(TOLD)
    assert count > 100
    assert count_right / count > 0.95
    assert demo.query(UNFOLDED) == [(0,)]
