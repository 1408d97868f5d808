"""A mistake in a var or a missing line is told by name, with the file and the remedy."""

from pathlib import Path
from typing import Any

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

RULES = "models/profiles/attributes/int_attribute_rules.sql"
FEED = {"models/staging/crm/feed_crm__attributes.sql": "select 1 as record_id"}
SOURCES = {"crm": {"kind": "entities", "feeds": ["identifiers", "attributes"]}}


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({}, "is empty"),
        ({"city": {"strategy": "newest"}}, "says city.strategy: newest"),
        ({"city": {"strategy": "first", "rank": 1}}, "has the unknown setting city.rank"),
        ({"city": {"strategy": "first", "type": "day"}}, "says city.type: day"),
        (
            {"city": {"strategy": "source_priority"}},
            "gives city the strategy source_priority and no",
        ),
        ({"city": {"strategy": "first", "sources": ["sap"]}}, "lists the source sap for city"),
        ({"city": {"strategy": "first", "columns": "city"}}, "says city.columns: city"),
        (
            {"city": {"strategy": "first", "columns": {"stg_sap__people": "town"}}},
            "takes city from stg_sap__people, which is no staged table of a source with",
        ),
        (
            {
                "city": {"strategy": "first", "group": "address"},
                "street": {"strategy": "longest", "group": "address"},
            },
            "gives city and street of the group address a different strategy",
        ),
    ],
)
def test_a_wrong_attribute_rule_is_named(
    rules: dict[str, Any], complaint: str, duckdb_warehouse: Warehouse, tmp_path: Path
) -> None:
    variables = {"attribute_rules": rules, "cdp_sources": SOURCES}
    project = ModelProject(tmp_path / "project", duckdb_warehouse, [RULES], FEED, variables)
    told = project.complaint("parse")
    assert f"The var attribute_rules in dbt_project.yml {complaint}" in told
    assert "To mend it:" in told


SETTINGS = {"models/settings.sql": "select {{ matching_settings().link_min_score }} as score"}
CITY = {"city": {"kind": "text"}}


@pytest.mark.parametrize(
    ("variables", "complaint"),
    [
        ({"link_min_score": 99}, "link_min_score in dbt_project.yml is 99"),
        (
            {"review_min_score": 0.995},
            "review_min_score in dbt_project.yml is 0.995, above link_min_score, which is 0.99",
        ),
        (
            {"compared_attributes": {"nickname": {"kind": "name"}}},
            "compared_attributes in dbt_project.yml names the unknown attribute nickname",
        ),
        (
            {"compared_attributes": {"city": {"kind": "place"}}},
            "compared_attributes in dbt_project.yml says city.kind: place",
        ),
        (
            {"compared_attributes": {"city": {"kind": "text", "swapped_with": "street"}}},
            "compared_attributes in dbt_project.yml says city.swapped_with: street",
        ),
        (
            {"comparison_keys": [["birth_date"], ["company"]]},
            "comparison_keys in dbt_project.yml names company, which is not compared",
        ),
        (
            {
                "compared_attributes": CITY,
                "comparison_keys": [["city"]],
                "learning_keys": [["city"]],
            },
            "learning_keys in dbt_project.yml has city in every key",
        ),
    ],
)
def test_a_wrong_setting_of_matching_is_named(
    variables: dict[str, Any], complaint: str, duckdb_warehouse: Warehouse, tmp_path: Path
) -> None:
    told = variables | {"scored_pairs_model": "my_matcher"}
    project = ModelProject(tmp_path / "project", duckdb_warehouse, [], SETTINGS, told)
    said = project.complaint("parse")
    assert f"The var {complaint}" in said
    assert "To mend it:" in said


def test_splink_on_another_engine_is_refused(tmp_path: Path, duckdb_warehouse: Warehouse) -> None:
    environment = {**duckdb_warehouse.environment, "CDP_TARGET": "postgres"}
    told = {"scored_pairs_model": "record_pairs_scored_by_splink"}
    elsewhere = Warehouse("postgres", environment)
    project = ModelProject(tmp_path / "project", elsewhere, [], SETTINGS, told)
    said = project.complaint("parse")
    assert "is record_pairs_scored_by_splink, which runs on DuckDB, not on postgres" in said
    assert "docs/matching.md" in said


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"first_name": "name"}, "is no list"),
        (["first_name"], "has the line first_name"),
        ([{"attribute": "first_name", "fuzzy": 1}], "has the unknown setting fuzzy"),
        ([{"attribute": "shoe_size", "compare": "text"}], "names the attribute shoe_size"),
        ([{"attribute": "first_name"}], "says compare: for first_name"),
        (
            [{"attribute": "first_name", "compare": "name", "ignore": "unknown"}],
            "says ignore: unknown for first_name",
        ),
        (
            [
                {"attribute": "birth_date", "compare": "date"},
                {"attribute": "birth_date", "compare": "text"},
            ],
            "names the attribute birth_date twice",
        ),
    ],
)
def test_a_wrong_contradiction_is_named(
    rules: object, complaint: str, duckdb_warehouse: Warehouse, tmp_path: Path
) -> None:
    model = {"models/counted.sql": "select {{ contradictions() | length }} as count_rules"}
    variables = {"contradictions": rules}
    project = ModelProject(tmp_path / "project", duckdb_warehouse, [], model, variables)
    told = project.complaint("parse")
    assert f"The var contradictions in dbt_project.yml {complaint}" in told
    assert "To mend it:" in told


@pytest.mark.parametrize(
    ("meta", "listed", "complaint"),
    [
        (
            {"owner": "Ann", "purpose": "Mail."},
            ["fans"],
            "seg_loners.sql is not listed; add loners to",
        ),
        ({"purpose": "Mail."}, ["fans", "loners"], "seg_loners.sql has no owner"),
        ({"owner": "Ann"}, ["fans", "loners"], "seg_loners.sql has no purpose"),
    ],
)
def test_a_segment_that_is_not_declared_in_full_is_named(
    meta: dict[str, str],
    listed: list[str],
    complaint: str,
    duckdb_warehouse: Warehouse,
    tmp_path: Path,
) -> None:
    described = "models:\n" + "".join(
        f"  - {{name: {name}, description: d, config: {{meta: {values}}}}}\n"
        for name, values in {
            "seg_fans": {"owner": "Ann", "purpose": "Mail."},
            "seg_loners": meta,
        }.items()
    )
    project = ModelProject(
        tmp_path / "project",
        duckdb_warehouse,
        [
            "models/segments/int_segment_members.sql",
            "tests/dbt/segments/assert_every_segment_file_is_listed.sql",
        ],
        {
            "models/segments/seg_fans.sql": "select '1' as profile_id",
            "models/segments/seg_loners.sql": "select '1' as profile_id",
            "models/segments/segments.yml": described,
        },
        {"segments": listed},
    )
    assert complaint in project.complaint("build")
