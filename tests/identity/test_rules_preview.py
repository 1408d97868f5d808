"""`reverse-etl preview-rules`: what it says is what the next build does, and it touches nothing."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.identity.oracle import Override, Sighting
from tests.identity.stitching import SELECTION, StitchingProject
from tests.integration.backup.conftest import run_command

NewProject = Callable[[], StitchingProject]
NOON = datetime.fromisoformat("2026-03-10 12:00")
LATER = NOON + timedelta(days=60)
CRM, LOGIN = "crm_contact_id", "customer_id"
RECORDS = [
    # Two CRM contacts by one address.
    {CRM: "twin00001", "email": "twins@mail.example"},
    {CRM: "twin00002", "email": "twins@mail.example", "phone": "+33612340987"},
    # An address that two devices of one household give.
    {"email": "hall@mail.example", "phone": "+33612340600"},
    {"email": "hall@mail.example", "cookie_id": "cookie-of-hall"},
    {"email": "hall@mail.example", "cookie_id": "cookie-of-porch"},
    # A login that was typed into a friend's telephone.
    {LOGIN: "gina-login", "phone": "+33612340700"},
    {LOGIN: "gina-login", "email": "gina@mail.example"},
    {"phone": "+33612340700", "cookie_id": "cookie-of-friend"},
    # Two logins that share an address.
    {LOGIN: "ida-login", "email": "both@mail.example"},
    {LOGIN: "una-login", "email": "both@mail.example"},
    # Nobody but a cookie.
    {"cookie_id": "legacy.0001", "dmp_id": "dmp-of-legacy"},
]
STAND_INS = {
    "segments/segment_memberships.sql": """
        select 'gamers' as segment_name, profile_id, cast(null as timestamp) as exited_at
        from {{ ref('identity_graph') }} where identifier_type = 'customer_id'
        union all
        select 'gamers', profile_id, cast('2026-01-01' as timestamp)
        from {{ ref('identity_graph') }} where identifier_type = 'crm_contact_id'
        union all
        select 'callers', profile_id, cast(null as timestamp)
        from {{ ref('identity_graph') }} where identifier_type = 'phone'
    """,
    "activation/sync_file__people.sql": """
        select profile_id, profile_id as external_id from {{ ref('identity_graph') }}
        where identifier_type = 'email'
    """,
    "activation/consent_statements.sql": "select 1 as one",
    "activation/profile_consents.sql": "select 1 as one",
    "activation/suppressions.sql": "select 1 as one",
    "activation/_activation__exposures.yml": """
exposures:
  - name: people_file
    type: application
    owner: {name: Test, email: test@mail.example}
    depends_on: [ref('sync_file__people'), ref('profile_consents'), ref('suppressions'),
      ref('identity_changes')]
    config:
      meta:
        sync: {destination: files, object: people, mode: mirror, key: [external_id],
          consent: {purposes: [marketing]}}
""",
}
CHANGES = """
select change_type, profile_id, other_profile_id
from cdp_identity.identity_changes
where run_id = (select run_id from cdp_identity.identity_commits order by run_number desc limit 1)
"""
TABLES = """
select table_schema, table_name, table_type from information_schema.tables
where table_catalog = current_database()
and table_schema not in ('information_schema', 'pg_catalog', 'main')
"""
REMEMBERED = """
select count(distinct graph.profile_id)
from cdp_identity.identity_graph as graph
inner join cdp_identity.profile_ledger as ledger on graph.profile_id = ledger.profile_id
"""
PREVIEW_SCHEMAS = """
select schema_name from information_schema.schemata where schema_name like '%rules_preview%'
"""
SAME_SCHEMAS = """
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ 'cdp_' ~ custom_schema_name if custom_schema_name else 'cdp' }}
{%- endmacro %}
"""
Contents = dict[tuple[str, str], list[str]]


@dataclass
class Company:
    """A project that was built once, and the command over it."""

    project: StitchingProject
    capsys: pytest.CaptureFixture[str]

    def preview(self, *arguments: str) -> tuple[int, dict[str, Any], str]:
        """Runs the command, which may change nothing."""
        before = self.contents()
        folder, warehouse = self.project.folder, self.project.warehouse
        run = run_command(folder, warehouse, self.capsys, "preview-rules", *arguments)
        assert self.contents() == before
        return run

    def contents(self) -> Contents:
        """Every row of every table, and the names of the views."""
        with self.project.warehouse.cursor() as cursor:
            cursor.execute(TABLES)
            found: Contents = {}
            for schema, table, kind in cursor.fetchall():
                rows = []
                if kind == "BASE TABLE":
                    cursor.execute(f'select * from "{schema}"."{table}"')
                    rows = sorted(map(str, cursor.fetchall()))
                found[(schema, table)] = rows
            return found

    def build(self, **variables: Any) -> None:
        selection = (*SELECTION, "cdp.segments", "cdp.activation")
        assert self.project.build(selection=selection, variables=variables).success

    def holds_what_it_said(self, comparison: dict[str, Any]) -> None:
        """The build that follows changes exactly what the preview told."""
        said = {
            (one["change_type"], one["profile_id"], one["other_profile_id"])
            for one in comparison["examples"]
        }
        assert set(self.project.warehouse.query(CHANGES)) == said
        counts = comparison["counts"]
        for change_type in ("born", "merged", "split", "retired"):
            assert counts[change_type] == sum(one[0] == change_type for one in said)
        assert counts["profiles_after"] == self.profiles()

    def profiles(self) -> int:
        query = "select count(distinct profile_id) from cdp_identity.identity_graph"
        return int(self.project.warehouse.query(query)[0][0])

    def profile_of(self, name: str, value: str) -> str:
        return self.project.resolution().profiles[(name, value)]


@pytest.fixture(scope="module")
def built(new_project: NewProject) -> StitchingProject:
    project = new_project()
    for path, text in STAND_INS.items():
        file = project.folder / "models" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    project.load(_rows())
    selection = (*SELECTION, "cdp.segments", "cdp.activation")
    assert project.build(selection=selection).success
    project.write_artifacts()
    return project


@pytest.fixture
def company(built: StitchingProject, capsys: pytest.CaptureFixture[str]) -> Company:
    return Company(built, capsys)


@pytest.fixture
def on_duckdb_alone(engine: str) -> None:
    """A preview takes dbt long; what is the engine's own in it, the test of limits runs on both."""
    if engine != "duckdb":
        pytest.skip("its statements are those of the test of limits")


def _rows() -> Iterator[Sighting]:
    for day, identifiers in enumerate(RECORDS):
        at = NOON + timedelta(days=day)
        for name, value in identifiers.items():
            yield Sighting("events", f"record {day}", name, value, at, at, LOGIN in identifiers)


def test_an_override_is_previewed(company: Company, on_duckdb_alone: None) -> None:
    gina = company.profile_of(LOGIN, "gina-login")
    friend = ((LOGIN, "gina-login"), ("phone", "+33612340700"))
    company.project.set_overrides([Override("not-ginas", "must_not_link", *friend)])
    # What another preview left is in the way; a gate would stop the build that follows.
    with company.project.warehouse.cursor() as cursor:
        cursor.execute("create schema cdp_rules_preview_identity")
    code, said, _ = company.preview()
    assert code == 2
    assert "cdp_rules_preview_identity" in said["error"]
    assert "--replace" in said["remedy"]
    strict = "{max_identity_churn: 0, min_identifiers_moved: 0}"
    code, said, _ = company.preview("--replace", "--vars", strict, "--examples", "99")
    assert code == 3, said
    assert [one["gate"] for one in said["gates"]] == ["assert_few_identifiers_change_profile"]
    assert not company.project.warehouse.query(PREVIEW_SCHEMAS)
    found = said["comparison"]
    assert not found["has_new_rows"]
    assert found["counts"]["split"] == 1
    assert found["examples"][0]["other_profile_id"] == gina
    assert "gina-login" not in str(said)
    # Gina is in one segment by her login and in the other by the telephone, and she has one e-mail.
    assert found["segments"] == [
        {"segment": "callers", "members": 3, "touched": 1},
        {"segment": "gamers", "members": 3, "touched": 1},
    ]
    assert found["syncs"] == [{"sync": "people_file", "rows": 4, "touched": 1}]
    company.build()
    company.holds_what_it_said(found)
    assert company.profile_of("phone", "+33612340700") != gina


def test_limits_block_list_and_pattern_are_previewed(company: Company) -> None:
    project = company.project
    # A stranger comes in meanwhile.
    stranger = ("events", "record 99", "cookie_id", "cookie-of-stranger", NOON, LATER, False)
    project.load([*_rows(), Sighting(*stranger)])
    types = {name: dict(settings) for name, settings in project.vars["identifier_types"].items()}
    types[CRM]["max_per_profile"] = 1
    types[LOGIN]["max_per_profile"] = 2
    types["cookie_id"]["pattern"] = "^[A-Za-z0-9_-]{8,64}$"
    project.set_rules(types)
    _block(project, "email", "hall@mail.example")
    code, said, _ = company.preview("--examples", "99")
    assert code == 0, said
    found = said["comparison"]
    moved = {(one["change"], one["identifier_type"], one["reason"]) for one in found["values"]}
    assert moved >= {("quarantined", "email", "blocked"), ("quarantined", "cookie_id", "malformed")}
    # The twins part and ida and una meet; of three in the hall two get ids of their own.
    assert found["has_new_rows"]
    assert found["counts"]["born"] == 1
    assert found["counts"]["merged"] == 1
    assert found["counts"]["split"] == 3
    company.build()
    company.holds_what_it_said(found)
    assert company.profile_of(LOGIN, "ida-login") == company.profile_of(LOGIN, "una-login")


def _block(project: StitchingProject, name: str, value: str) -> None:
    path = project.folder / "seeds/reference/blocked_identifiers.csv"
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow([name, "exact", value, "test_account", ""])


@pytest.mark.deep
def test_a_new_namespace_gives_another_id_to_all_whom_the_ledger_does_not_name(
    company: Company,
) -> None:
    code, said, _ = company.preview("--vars", "{identity_namespace: another}", "--examples", "1")
    assert code == 0, said
    counts = said["comparison"]["counts"]
    remembered = company.project.warehouse.query(REMEMBERED)[0][0]
    assert counts["given_another_id"] == counts["merged"] == company.profiles() - remembered
    assert counts["profiles_after"] == counts["profiles_before"] == company.profiles()
    assert len(said["comparison"]["examples"]) == 2


def test_schemas_that_are_the_same_for_every_target_are_refused(
    company: Company, on_duckdb_alone: None
) -> None:
    macro = company.project.folder / "macros/adapters/generate_schema_name.sql"
    shipped = macro.read_text(encoding="utf-8")
    macro.write_text(SAME_SCHEMAS, encoding="utf-8")
    code, said, _ = company.preview()
    macro.write_text(shipped, encoding="utf-8")
    assert code == 2
    assert "which is not under cdp_rules_preview" in said["error"]
    assert not company.project.warehouse.query(PREVIEW_SCHEMAS)


def test_what_cannot_be_previewed_is_told_with_the_remedy(company: Company) -> None:
    code, said, _ = company.preview("--vars", "max_identity_churn")
    assert (code, said["error"]) == (2, "--vars is not a YAML mapping.")
    code, said, _ = company.preview("--examples", "-1")
    assert (code, said["error"]) == (2, "--examples is -1.")
