"""What is older than its class is kept goes, and each purge leaves its proof."""

from datetime import datetime
from pathlib import Path

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

# Stand-ins under the shipped models' names, so that the hooks of dbt_project.yml are what is tried.
STAND_INS = {
    "models/identity/identity_as_of.sql": "select as_of_at from raw_test.instants",
    "models/profiles/history/profile_events.sql": "select * from raw_test.events",
    "models/profiles/history/touchpoints.sql": "select * from raw_test.calls",
    "models/profiles/history/profile_audiences.sql": "select * from raw_test.audiences",
    "models/profiles/consent/consent_evidence.sql": "select * from raw_test.statements",
}
DAYS = {"events": 30, "touchpoints": 60, "transcripts": 10, "consent_evidence": 30}
RAW = """
create schema raw_test;
create schema reverse_etl;
create table reverse_etl.retention_purges (
    invocation_id text, data_class text, relation_name text, column_names text,
    cutoff_at timestamp, count_rows bigint, purged_at timestamp
);
create table raw_test.instants as select timestamp '2026-03-31 12:00:00' as as_of_at;
create table raw_test.events as
select 'old' as event_id, timestamp '2026-03-01 11:59:59' as occurred_at
union all select 'new', timestamp '2026-03-01 12:00:00';
create table raw_test.calls as
select 'gone' as touchpoint_id, 'said long ago' as body, timestamp '2026-01-01' as started_at
union all select 'kept', 'said then', timestamp '2026-03-01'
union all select 'whole', 'said now', timestamp '2026-03-30';
create table raw_test.audiences as
select 'any' as profile_audience_id, timestamp '2001-01-01' as obtained_at;
create table raw_test.statements as
select 'grant' as statement_id, 'granted' as status, timestamp '2026-01-01' as stated_at
union all select 'refusal', 'refused', timestamp '2026-01-01'
union all select 'unknown', null, timestamp '2026-01-01';
"""


def test_what_is_past_its_retention_goes_with_proof(warehouse: Warehouse, tmp_path: Path) -> None:
    with warehouse.cursor() as cursor:
        for statement in RAW.strip().rstrip(";").split(";"):
            cursor.execute(statement)
    variables = {"retention_days": DAYS}
    project = ModelProject(tmp_path / "project", warehouse, [], STAND_INS, variables)
    assert project.dbt("run").success
    assert warehouse.query("select event_id from cdp_profiles.profile_events") == [("new",)]
    calls = "select touchpoint_id, body from cdp_profiles.touchpoints order by touchpoint_id"
    assert warehouse.query(calls) == [("kept", None), ("whole", "said now")]
    # A class that is not named is kept for ever, and so is a refusal in force.
    assert len(warehouse.query("select * from cdp_profiles.profile_audiences")) == 1
    statements = "select statement_id from cdp_profiles.consent_evidence"
    assert warehouse.query(f"{statements} order by 1") == [("refusal",), ("unknown",)]
    purges = (
        "select data_class, relation_name, column_names, cutoff_at, count_rows "
        "from reverse_etl.retention_purges order by data_class"
    )
    assert warehouse.query(purges) == [
        ("consent_evidence", "cdp_profiles.consent_evidence", None, _at(3, 1), 1),
        ("events", "cdp_profiles.profile_events", None, _at(3, 1), 1),
        ("touchpoints", "cdp_profiles.touchpoints", None, _at(1, 30), 1),
        ("transcripts", "cdp_profiles.touchpoints", "body", _at(3, 21), 1),
    ]


def test_a_class_that_nobody_knows_is_refused(duckdb_warehouse: Warehouse, tmp_path: Path) -> None:
    variables = {"retention_days": {"evnts": 30}}
    project = ModelProject(tmp_path / "project", duckdb_warehouse, [], STAND_INS, variables)
    told = project.complaint("parse")
    assert "retention_days: evnts is 30" in told
    assert "events, touchpoints, transcripts, audiences, consent_evidence" in told


def _at(month: int, day: int) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02}-{day:02} 12:00:00")
