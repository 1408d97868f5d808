"""A source whose columns are shifted for half of its rows fuses nobody, and the report says why."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.identity.stitching import REPOSITORY, StitchingProject
from tests.identity.trials import BLOCKED, SHIPPED

COUNT_PEOPLE = 16
# The export as it should be, and the columns that staging reads. A name with a comma that nobody
# quoted pushes all that follows one column to the right.
COLUMNS = (
    "id", "contact_id", "signed_up_on", "email", "wants_calls", "phone", "campaign", "cookie_id",
)  # fmt: skip
OWN = ("2024-01-31", "p{n}@mail.example", "No", "+336990{n:05d}", "spring-sale-2026")
RIGHT = ("{n}", "FORM{n:04d}", *OWN, "browser-{n:05d}")
SHIFTED = ("{n}", "FORM{n:04d}", "Lyon", *OWN)
STAGING = """
select
    id as record_id,
    {{ normalize_identifier_text('contact_id') }} as crm_contact_id,
    {{ normalize_email('email') }} as email,
    {{ normalize_phone('phone') }} as phone,
    {{ normalize_identifier_text('cookie_id') }} as cookie_id,
    loaded_at
from {{ source('forms', 'entries') }}
"""
FEED = """
{{ identifiers_feed(source='forms', records=[{
    'relation': ref('stg_forms__entries'),
    'observed_at': 'loaded_at',
    'identifiers': [
        {'type': 'crm_contact_id', 'column': 'crm_contact_id'},
        {'type': 'email', 'column': 'email'},
        {'type': 'phone', 'column': 'phone'},
        {'type': 'cookie_id', 'column': 'cookie_id'},
    ],
}]) }}
"""
SOURCES = "sources: [{name: forms, schema: raw_forms, tables: [{name: entries}]}]"
DATE, NO, CAMPAIGN = ("email", "2024-01-31"), ("phone", "No"), ("cookie_id", "spring-sale-2026")
REPORT = """
select identifier_type, quarantine_reason, example_value, count_values, count_records
from cdp_observability.quarantined_identifiers where source_name = 'forms'
"""
FUSED = """
select count(*) from (
    select profile_id from cdp_identity.identity_graph
    where identifier_type = 'crm_contact_id' group by profile_id having count(*) > 1
) as profiles
"""


@pytest.fixture(scope="module")
def project(new_project: Callable[[], StitchingProject]) -> StitchingProject:
    """The shipped models around one more source, of which people 9 to 16 are shifted."""
    project = new_project()
    folder = project.folder / "models/staging/forms"
    folder.mkdir()
    (folder / "stg_forms__entries.sql").write_text(STAGING, encoding="utf-8")
    (folder / "feed_forms__identifiers.sql").write_text(FEED, encoding="utf-8")
    (folder / "_forms__sources.yml").write_text(SOURCES, encoding="utf-8")
    observability = project.folder / "models/observability"
    observability.mkdir()
    for model in ("int_identifiers_quarantined.sql", "quarantined_identifiers.sql"):
        shutil.copy(REPOSITORY / "models/observability" / model, observability)
    project.vars["cdp_sources"] = {
        **project.vars["cdp_sources"],
        "forms": {"kind": "entities", "feeds": ["identifiers"]},
    }
    project.load([])
    with project.warehouse.cursor() as cursor:
        columns = ", ".join(f"{column} text" for column in COLUMNS)
        cursor.execute("create schema raw_forms")
        cursor.execute(f"create table raw_forms.entries ({columns}, loaded_at timestamp)")
        rows = [_row(RIGHT if n <= 8 else SHIFTED, n) for n in range(1, COUNT_PEOPLE + 1)]
        cursor.execute(f"insert into raw_forms.entries values {', '.join(rows)}")
    return project


def _row(cells: tuple[str, ...], n: int) -> str:
    texts = ", ".join(f"'{cell.format(n=n)}'" for cell in cells)
    return f"({texts}, timestamp '2026-03-01 10:00:00')"


def _build(project: StitchingProject, *mechanisms: str) -> dict[tuple[str, str], str]:
    """Builds with some of the mechanisms in force; returns what is quarantined, hashes left out."""
    blocks = "block list" in mechanisms
    nothing = {**BLOCKED[0], "identifier_type": "dmp_id", "value": "nothing-is-blocked"}
    project.set_blocked(
        BLOCKED if blocks else [nothing], SHIPPED["blocked_patterns"] if blocks else {}
    )
    off = {
        "pattern": "pattern" not in mechanisms,
        "max_profiles_per_value": "sharing limit" not in mechanisms,
    }
    types: dict[str, Any] = {
        name: {key: value for key, value in rule.items() if not off.get(key, False)}
        for name, rule in SHIPPED["identifier_types"].items()
    }
    project.set_rules(types)
    assert project.build("--select", "cdp").success
    return {
        node: reason
        for node, reason in project.resolution().quarantined.items()
        if node[0] != "email_sha256"
    }


def _fused(project: StitchingProject) -> bool:
    return project.warehouse.query(FUSED) != [(0,)]


def test_nobody_is_fused_and_the_report_shows_what_was_caught(project: StitchingProject) -> None:
    quarantined = _build(project, "pattern", "block list", "sharing limit")
    assert quarantined == {DATE: "malformed", NO: "blocked", CAMPAIGN: "over_shared"}
    assert not _fused(project)
    assert sorted(project.warehouse.query(REPORT)) == [
        ("cookie_id", "over_shared", "sp****-****-****", 1, 8),
        ("email", "malformed", "20**-**-**", 1, 8),
        ("phone", "blocked", "No", 1, 8),
    ]


def test_the_pattern_alone_catches_what_is_no_e_mail_and_no_phone(
    project: StitchingProject,
) -> None:
    assert _build(project, "pattern") == {DATE: "malformed", NO: "malformed"}
    # The name of a campaign looks like any cookie.
    assert _fused(project)


def test_the_block_list_alone_catches_the_word_no(project: StitchingProject) -> None:
    assert _build(project, "block list") == {NO: "blocked"}
    assert _fused(project)


def test_the_sharing_limit_alone_catches_all_that_many_people_have(
    project: StitchingProject,
) -> None:
    over_shared = dict.fromkeys((DATE, NO, CAMPAIGN), "over_shared")
    assert _build(project, "sharing limit") == over_shared
    assert not _fused(project)
