"""`reverse-etl preview-segments`: it says what the next build and plan do, and writes nothing."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import create_postgres_database

from .company import SECRET, build
from .receiver import Receiver
from .segment_company import SegmentCompany, make_project

SPENDERS = "models/segments/seg_spenders.sql"
TARIFFS = """
{{ config(materialized='table') }}
select profile_id from {{ ref('people') }} where country in ('DE', 'GB')
"""
RULE = "amount >= {{ var('min_amount') }}"
NewCompany = Callable[[Path, Mapping[str, str]], SegmentCompany]


@pytest.fixture
def new_company(
    receiver: Receiver, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> NewCompany:
    """Makes a company of a project folder and the variables of a warehouse."""

    def make(directory: Path, variables: Mapping[str, str]) -> SegmentCompany:
        everything = {
            **variables,
            "CDP_WEBHOOK_URL": receiver.url,
            "CDP_WEBHOOK_SECRET": SECRET,
            "CDP_AUDIENCE_DIRECTORY": str(directory / "audiences"),
        }
        for name in ("DBT_TARGET_PATH", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR", "DBT_TARGET"):
            monkeypatch.delenv(name, raising=False)
        for name, value in everything.items():
            monkeypatch.setenv(name, value)
        is_postgres = variables["CDP_TARGET"] == "postgres"
        return SegmentCompany(directory, everything, receiver, capsys, is_postgres)

    return make


@pytest.fixture(scope="module")
def built_on_duckdb(
    sync_project: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A project with its target and its warehouse, built and not yet synced."""
    folder = tmp_path_factory.mktemp("segments") / "project"
    make_project(sync_project, repository, folder)
    variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": str(folder / "warehouse.duckdb")}
    build(folder, folder / "target", variables)
    return folder


@pytest.fixture
def shop(built_on_duckdb: Path, tmp_path: Path, new_company: NewCompany) -> SegmentCompany:
    """A company of its own for a test, on DuckDB."""
    shutil.copytree(built_on_duckdb, tmp_path / "project")
    path = str(tmp_path / "project" / "warehouse.duckdb")
    return new_company(tmp_path / "project", {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": path})


@pytest.fixture(params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)])
def company(
    request: pytest.FixtureRequest,
    sync_project: Path,
    repository: Path,
    tmp_path: Path,
    new_company: NewCompany,
) -> SegmentCompany:
    """A company on each engine, built and synced."""
    if request.param == "duckdb":
        made: SegmentCompany = request.getfixturevalue("shop")
    else:
        folder = tmp_path / "project"
        make_project(sync_project, repository, folder)
        variables = create_postgres_database(request.getfixturevalue("_postgres"))
        made = new_company(folder, variables)
        made.build()
    made.run("sync", "--json")
    return made


def _segment(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in document["segments"] if one["name"] == name)


def _plans(syncs: Any) -> dict[str, dict[str, Any]]:
    """Counts of each sync, and what would be done to which record with which values, as a hash."""
    return {one["sync_name"]: {**one["counts"], "hash": one["plan_hash"]} for one in syncs}


def test_the_preview_is_what_the_build_and_the_plan_do(company: SegmentCompany) -> None:
    before = company.members()
    company.let_in_a_reader()
    company.sql(
        "insert into cdp_raw.suppressed (suppression_id, profile_id, scope, reason) "
        "values ('s1', 'p2', 'destination:audience_files', 'objection')"
    )
    company.edit(SPENDERS, RULE, "amount < 8 or amount > 50000 or amount is null")
    ran = company.preview("--samples", "9")
    assert ran.code == 0, ran.err
    found = ran.document
    assert [one["name"] for one in found["segments"]] == ["spenders"]
    spenders = _segment(found, "spenders")
    assert (spenders["change"], spenders["size_before"], spenders["size_after"]) == (
        "changed",
        2,
        4,
    )
    assert (spenders["entering"], spenders["leaving"]) == (3, 1)
    assert spenders["overlaps"] == [{"segment": "members", "before": 1, "after": 2}]
    assert "barbara" not in ran.out
    assert "email b… (19 characters)" in {one["profile"] for one in spenders["samples"]}

    planned = _plans(one["planned"] for one in found["syncs"])
    webhook, file = planned["people_webhook"], planned["people_file"]
    # p2 is new there, p1 and p3 are in other segments; p4 refuses and p5 never said anything.
    assert (webhook["added"], webhook["changed"], webhook["withheld_no_consent"]) == (1, 2, 2)
    assert (file["added"], file["suppressed"], file["withheld_no_consent"]) == (1, 1, 2)
    today = {one["planned"]["sync_name"]: one["counts_now"] for one in found["syncs"]}
    assert (today["people_webhook"]["changed"], today["people_file"]["added"]) == (0, 0)

    company.build("--exclude", "resource_type:seed")
    after = company.members()
    moved = {(one["change"], one["profile_id"]) for one in spenders["samples"]}
    entered, left = after["spenders"] - before["spenders"], before["spenders"] - after["spenders"]
    assert moved == {("enters", one) for one in entered} | {("leaves", one) for one in left}
    assert after["members"] == before["members"]
    assert planned == _plans(company.run("plan", "--json").document["syncs"])


def test_a_changed_macro_var_or_upstream_table_is_found(shop: SegmentCompany) -> None:
    state = ("--state", shop.save_state())
    assert shop.preview(*state).document["segments"] == []
    shop.edit("macros/belongs.sql", "is_member", "not is_member")
    shop.set_vars(min_amount=7)
    members, spenders = shop.preview(*state).document["segments"]
    assert (members["name"], members["entering"], members["leaving"]) == ("members", 2, 3)
    assert (spenders["name"], spenders["entering"], spenders["leaving"]) == ("spenders", 1, 0)
    shop.edit("models/segments/spendings.sql", "amount from", "amount * 2 as amount from")
    named = ("spenders", "--vars", "{min_amount: 15}")
    (found,) = shop.preview(*named, *state).document["segments"]
    assert (found["change"], found["size_after"], found["leaving"]) == ("changed", 2, 0)


def test_new_removed_and_unlisted_segments_are_told(shop: SegmentCompany) -> None:
    shop.run("sync", "--json")
    shop.write("models/segments/seg_french.sql", _in_country("FR"))
    ran = shop.preview("french")
    assert ran.code == 2
    assert "not in the var segments" in ran.document["error"]

    shop.write("models/segments/seg_german.sql", _in_country("DE"))
    shop.set_vars(segments=["spenders", "french"])
    ran = shop.preview()
    found = ran.document
    french, members = (_segment(found, name) for name in ("french", "members"))
    assert (french["change"], french["size_before"], french["size_after"]) == ("new", 0, 1)
    assert french["overlaps"] == [{"segment": "spenders", "before": 0, "after": 1}]
    assert (members["change"], members["size_before"], members["size_after"]) == ("removed", 3, 0)
    assert found["unlisted"] == ["german", "members"]
    # Of p1 and p3, who were sent, p3 is in no segment any more: more than the guard lets go.
    file, webhook = sorted(found["syncs"], key=lambda one: str(one["planned"]["sync_name"]))
    assert webhook["counts_now"]["unchanged"] == 2
    assert webhook["planned"]["counts"]["removed_left_model"] == 1
    assert [one["name"] for one in webhook["planned"]["guards"]] == ["mass_removal"]
    assert ran.code == 3
    assert not file["is_fed"]


def test_what_cannot_be_previewed_is_told_with_the_remedy(shop: SegmentCompany) -> None:
    ran = shop.preview("spender")
    assert ran.code == 2
    assert ran.document["error"] == "There is no segment spender."
    assert "members, spenders" in ran.document["remedy"]
    shop.edit(SPENDERS, RULE, "amounts >= 3")
    ran = shop.preview(SPENDERS)
    assert ran.code == 2
    assert ran.document["error"].startswith(f"{SPENDERS} cannot be previewed. DuckDB: Binder Error")
    # A table that is new too is made for the preview.
    shop.write("models/segments/tariffs.sql", TARIFFS)
    shop.edit(
        SPENDERS, "amounts >= 3", "profile_id in (select profile_id from {{ ref('tariffs') }})"
    )
    shop.write("models/segments/seg_club.sql", "select profile_id from {{ ref('seg_spenders') }}")
    shop.set_vars(segments=["spenders", "members", "club"])
    club, spenders = shop.preview(SPENDERS).document["segments"]
    assert (spenders["change"], spenders["size_after"]) == ("named", 2)
    # It reads one that is named.
    assert (club["name"], club["change"], club["size_after"]) == ("club", "new", 2)
    shop.edit(SPENDERS, "{{ ref('tariffs') }}", "{{ no_such_macro() }}")
    ran = shop.preview("spenders")
    assert (ran.code, "no_such_macro" in ran.document["error"]) == (2, True)


def test_a_manifest_that_tells_of_no_build_is_refused(shop: SegmentCompany) -> None:
    ran = shop.preview("--state", str(shop.directory / "nowhere"))
    assert (ran.code, "does not exist" in ran.document["error"]) == (2, True)
    with shop.manifest() as manifest:
        manifest["nodes"]["model.cdp.seg_spenders"].pop("compiled_code")
    ran = shop.preview()
    assert (ran.code, "lacks the SQL of seg_spenders" in ran.document["error"]) == (2, True)
    with shop.run_results() as results:
        results["args"]["which"] = "compile"
    ran = shop.preview()
    assert (ran.code, "written by `dbt compile`" in ran.document["error"]) == (2, True)
    with shop.manifest() as manifest:
        manifest["metadata"]["project_name"] = "other"
    ran = shop.preview()
    assert (ran.code, "is of the project other" in ran.document["error"]) == (2, True)


def _in_country(country: str) -> str:
    return f"select profile_id from {{{{ ref('people') }}}} where country = '{country}'"
