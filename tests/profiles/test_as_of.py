"""What profiles and consents were on a day: by what was loaded by then, for the people of then."""

from pathlib import Path

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

STAND_INS = {
    "models/feed_crm__attributes.sql": "select * from raw_test.attributes",
    "models/identity_records.sql": "select * from raw_test.records",
    "models/identity_graph.sql": "select * from raw_test.history where valid_to is null",
    "models/identity_history.sql": "select * from raw_test.history",
    "models/erased_records.sql": "select 'nobody' as record_hash where 1 = 0",
    "models/consent_statements.sql": "select * from raw_test.statements",
    **{
        f"models/{kind}_of_day_{day}.sql": f"{{{{ {macro}(\"timestamp '2026-01-0{day}'\") }}}}"
        for kind, macro in {
            "attributes": "profile_attributes_as_of",
            "profiles": "profiles_as_of",
            "consents": "profile_consents_as_of",
        }.items()
        for day in (2, 4, 6)
    },
}
SHIPPED = ["models/profiles/attributes/int_attribute_rules.sql"]
VARIABLES = {
    "cdp_sources": {"crm": {"kind": "entities", "feeds": ["identifiers", "attributes"]}},
    "attribute_rules": {"city": {"strategy": "most_recent"}, "shoe": {"strategy": "first"}},
}
# Two people who became one on the third; the first moved to Rome on the fifth.
RAW = """
create schema raw_test;
create table raw_test.attributes as
select 'crm' as source_name, 'ann' as record_id, 'city' as attribute_name,
    'Paris' as attribute_value, timestamp '2025-12-05' as observed_at,
    timestamp '2026-01-01' as loaded_at
union all select 'crm', 'ann', 'city', 'Rome', timestamp '2026-01-04', timestamp '2026-01-05'
union all select 'crm', 'bob', 'city', 'Oslo', timestamp '2025-12-01', timestamp '2026-01-01';
create table raw_test.records as
select 'crm' as source_name, 'ann' as record_id, 'p1' as profile_id,
    'i1' as strongest_identifier_id
union all select 'crm', 'bob', 'p1', 'i2';
create table raw_test.history as
select 'i1' as identifier_id, 'email' as identifier_type, 'ann@a.example' as identifier_value,
    'p1' as profile_id, timestamp '2026-01-01' as valid_from, cast(null as timestamp) as valid_to
union all select 'i2', 'email', 'bob@a.example', 'p2', timestamp '2026-01-01',
    timestamp '2026-01-03'
union all select 'i2', 'email', 'bob@a.example', 'p1', timestamp '2026-01-03', null;
create table raw_test.statements as
select 's1' as statement_id, 'p1' as profile_id, 'i1' as identifier_id, 'crm' as source_name,
    'ann' as record_id, 'ads' as purpose, 'any' as channel, 'granted' as status,
    'consent' as legal_basis, false as is_authenticated, timestamp '2025-12-05' as stated_at,
    cast(null as timestamp) as expires_at, timestamp '2026-01-01' as first_loaded_at,
    'removed' as gone_reason, timestamp '2026-01-05' as gone_at
union all select 's2', 'p1', 'i2', 'crm', 'bob', 'mail', 'any', 'refused', 'consent', false,
    timestamp '2025-12-05', null, timestamp '2026-01-01', 'removed', timestamp '2026-01-05'
union all select 's3', 'p1', 'i1', 'crm', 'ann', 'calls', 'any', 'refused', 'consent', false,
    timestamp '2025-12-05', null, timestamp '2026-01-01', 'read_otherwise', timestamp '2026-01-05'
"""


def test_attributes_of_a_day_are_what_was_known_of_whom(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    with warehouse.cursor() as cursor:
        for statement in RAW.split(";"):
            cursor.execute(statement)
    project = ModelProject(tmp_path / "project", warehouse, SHIPPED, STAND_INS, VARIABLES)
    assert project.dbt("run").success
    told = {
        2: [("p1", "Paris", 1), ("p2", "Oslo", 1)],
        4: [("p1", "Paris", 2)],
        6: [("p1", "Rome", 2)],
    }
    for day, expected in told.items():
        winners = [
            tuple(row)
            for row in warehouse.query(
                f"select profile_id, attribute_value from {_table(warehouse, 'attributes', day)}"
                " where attribute_name = 'city' order by 1"
            )
        ]
        profiles = [
            tuple(row)
            for row in warehouse.query(
                f"select profile_id, city, count_emails from {_table(warehouse, 'profiles', day)}"
                " order by 1"
            )
        ]
        assert winners == [(profile, city) for profile, city, _ in expected]
        assert profiles == expected
    # Ann's grant and Bob's refusal went on the fifth, and the third statement was never made.
    consents = {
        2: [("p1", "ads", True), ("p2", "mail", False)],
        4: [("p1", "ads", True), ("p1", "mail", False)],
        6: [("p1", "mail", False)],
    }
    for day, expected_consents in consents.items():
        query = f"select profile_id, purpose, is_granted from {_table(warehouse, 'consents', day)}"
        assert [tuple(row) for row in warehouse.query(f"{query} order by 1, 2")] == (
            expected_consents
        )


def _table(warehouse: Warehouse, kind: str, day: int) -> str:
    ((schema,),) = warehouse.query(
        "select table_schema from information_schema.tables"
        f" where table_name = '{kind}_of_day_{day}'"
    )
    return f"{schema}.{kind}_of_day_{day}"
