"""Events, sessions, purchases and calls follow merges, splits, late rows and deletions."""

from pathlib import Path
from typing import Any

import pytest

from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject

HISTORY = "models/profiles/history"
PURCHASES = "models/profiles/purchases"
SHIPPED = (
    *(
        f"{HISTORY}/{name}.sql"
        for name in (
            "history_fingerprints", "int_records_versioned", "int_events_repeated",
            "int_events_due", "int_event_keys_due", "int_events_gone", "profile_events",
            "touchpoints", "int_interactions_ranked", "int_events_of_people",
            "int_session_events_numbered", "sessions",
        )
    ),
    f"{PURCHASES}/int_order_lines_ranked.sql",
    f"{PURCHASES}/purchases.sql",
)  # fmt: skip
# The feeds as the contract has them, straight from tables that the test writes.
TABLES = {
    "feed_web__identifiers": "record_id text, observed_at timestamp",
    "feed_web__events": "record_id text, event_id text, event_type text, channel text,"
    " amount numeric(12, 2), currency text, properties text, occurred_at timestamp",
    "feed_shop__identifiers": "record_id text, observed_at timestamp",
    "feed_shop__events": "record_id text, event_id text, event_type text, channel text,"
    " amount numeric(12, 2), currency text, properties text, occurred_at timestamp",
    "feed_shop__order_lines": "record_id text, order_id text, line_id text, product_id text,"
    " product_category text, quantity numeric(12, 2), unit_amount numeric(12, 2),"
    " tax_amount numeric(12, 2), currency text, kind text, ordered_at timestamp",
    "feed_crm__interactions": "record_id text, interaction_id text, kind text, direction text,"
    " agent text, started_at timestamp, ended_at timestamp, subject text, body text, outcome text",
}
STAND_INS = {f"models/staging/{name}.sql": f"select * from raw_test.{name}" for name in TABLES} | {
    "models/identity/identity_records.sql": "select * from raw_test.owners",
    "models/identity/identity_as_of.sql": "select timestamp '2026-02-01 00:00:00' as as_of_at",
    "models/identity/erased_records.sql": "select 'nobody' as record_hash where 1 = 0",
    "models/exchange_rates.sql": "select * from raw_test.exchange_rates",
}
VARIABLES = {
    "cdp_sources": {
        "web": {"kind": "events", "feeds": ["identifiers", "events"]},
        "shop": {"kind": "entities", "feeds": ["identifiers", "events", "order_lines"]},
        "crm": {"kind": "entities", "feeds": ["interactions"]},
    },
    "load_overlap_hours": 24,
}
MODELS = {
    "profile_events": "event_id",
    "sessions": "session_id",
    "purchases": "purchase_id",
    "touchpoints": "touchpoint_id",
}


def _noon(day: int) -> str:
    return f"timestamp '2026-01-{day:02} 12:00:00'"


class History:
    """The shipped models of history over feeds and owners of records that a test writes."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.project = ModelProject(folder, warehouse, SHIPPED, STAND_INS, VARIABLES)
        self.do("create schema raw_test")
        for name, columns in TABLES.items():
            self.do(
                f"create table raw_test.{name} (source_name text, {columns}, loaded_at timestamp)"
            )
        owners = "record_key integer, source_name text, record_id text, profile_id text"
        self.do(f"create table raw_test.owners ({owners})")
        rates = "currency text, eur_per_unit numeric(10, 4), valid_from_date date"
        self.do(f"create table raw_test.exchange_rates ({rates})")
        self.do("insert into raw_test.exchange_rates values ('EUR', 1, date '2020-01-01')")

    def do(self, *statements: str) -> None:
        with self.warehouse.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def add(self, feed: str, source: str, record: str, *values: str) -> None:
        row = ", ".join((f"'{source}'", f"'{record}'", *values))
        self.do(f"insert into raw_test.feed_{source}__{feed} values ({row})")

    def page(self, record: str, profile: str | None, minute: int, loaded_day: int) -> None:
        """A page seen on 1 January at 10 o'clock and so many minutes, loaded on a day."""
        times = (f"timestamp '2026-01-01 10:{minute}:00'", _noon(loaded_day))
        self.add("identifiers", "web", record, *times)
        event = ("'page_viewed'", "'web'", "null", "null", "'{}'")
        self.add("events", "web", record, f"'{record}'", *event, *times)
        self.own("web", record, profile)

    def order(self, record: str, profile: str | None, amount: int, loaded_day: int) -> None:
        """A version of an order of one line."""
        times = (_noon(loaded_day), _noon(loaded_day))
        self.add("identifiers", "shop", record, *times)
        event = ("'order_placed'", "'shop'", str(amount), "'EUR'", "'{}'")
        self.add("events", "shop", record, f"'{record}'", *event, *times)
        line = ("'1'", "'p'", "'c'", "1", str(amount), "0", "'EUR'", "'sale'")
        self.add("order_lines", "shop", record, f"'{record}'", *line, *times)
        self.own("shop", record, profile)

    def call(self, record: str, profile: str) -> None:
        told = ("'call'", "'inbound'", "'kim'", _noon(1), _noon(1), "'s'", "'b'", "'o'", _noon(1))
        self.add("interactions", "crm", record, f"'{record}'", *told)
        self.own("crm", record, profile)

    def own(self, source: str, record: str, profile: str | None) -> None:
        """Says whose a record is from now on."""
        self.do(
            f"delete from raw_test.owners where source_name = '{source}' and record_id = '{record}'"
        )
        if profile:
            self.do(f"insert into raw_test.owners values (1, '{source}', '{record}', '{profile}')")

    def merge(self, profile: str, into: str) -> None:
        self.do(f"update raw_test.owners set profile_id = '{into}' where profile_id = '{profile}'")

    def build(self, *arguments: str) -> None:
        assert self.project.dbt("run", *arguments).success

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        return {
            name: self.warehouse.query(f"select * from cdp_profiles.{name} order by {key}")
            for name, key in MODELS.items()
        }

    def places(self) -> dict[str, set[tuple[Any, ...]]]:
        """Where each row lies: a row that is written again lies elsewhere."""
        place = "ctid::text" if self.warehouse.target == "postgres" else "rowid"
        return {
            name: set(self.warehouse.query(f"select {key}, {place} from cdp_profiles.{name}"))
            for name, key in MODELS.items()
        }

    def sessions(self) -> list[tuple[str, int]]:
        return [
            (str(profile), int(count))
            for profile, count in self.warehouse.query(
                "select profile_id, count_events from cdp_profiles.sessions order by 1, 2"
            )
        ]


@pytest.fixture
def history(warehouse: Warehouse, tmp_path: Path) -> History:
    return History(tmp_path / "project", warehouse)


def test_increments_are_a_full_refresh_and_write_only_what_changed(history: History) -> None:
    history.page("ann1", "ann", minute=10, loaded_day=1)
    history.page("ann2", "ann", minute=59, loaded_day=2)
    history.page("bob1", "bob", minute=15, loaded_day=1)
    history.page("nobody", None, minute=15, loaded_day=1)
    history.order("o1", "bob", amount=10, loaded_day=1)
    history.order("o2", "cleo", amount=30, loaded_day=1)
    history.call("c1", "bob")
    history.call("c2", "cleo")
    history.build()
    assert history.sessions() == [("ann", 1), ("ann", 1), ("bob", 1)]

    places = history.places()
    history.build()
    assert history.places() == places, "a build without news wrote rows"

    # Two people are one: only what was bob's is written again.
    before = history.contents()
    history.merge("bob", into="ann")
    history.build()
    kept = {name: rows & history.places()[name] for name, rows in places.items()}
    assert {key for key, _ in places["profile_events"] - kept["profile_events"]} == {
        "web:bob1", "shop:o1",
    }  # fmt: skip
    assert {key for key, _ in places["touchpoints"] - kept["touchpoints"]} == {"crm:c1"}
    assert len(places["purchases"] - kept["purchases"]) == 1
    assert history.sessions() == [("ann", 1), ("ann", 2)]

    # A late page joins the two sessions; the one known first goes on.
    first = {row[0] for row in before["sessions"]}
    history.page("ann3", "ann", minute=35, loaded_day=3)
    # A new version of an order; one that is loaded again counts for nothing.
    history.order("o1", "ann", amount=12, loaded_day=3)
    history.build()
    assert history.sessions() == [("ann", 4)]
    assert {row[0] for row in history.contents()["sessions"]} < first

    # Split again, while only a part of the graph is built; a deletion, and a purge of raw rows.
    for source, record in (("web", "bob1"), ("shop", "o1"), ("crm", "c1")):
        history.own(source, record, "bob")
    history.own("shop", "o2", None)
    history.build("--select", "touchpoints")
    history.own("web", "nobody", "dora")
    history.do(
        "delete from raw_test.feed_web__events where record_id = 'ann2'",
        "delete from raw_test.feed_shop__order_lines where record_id = 'o2'",
    )
    history.page("eve1", "eve", minute=15, loaded_day=4)
    history.build()
    increments = history.contents()
    history.build("--full-refresh")

    assert increments == history.contents()
    assert [(row[0], row[1]) for row in increments["profile_events"]] == [
        ("shop:o1", "bob"), ("shop:o2", None), ("web:ann1", "ann"), ("web:ann3", "ann"),
        ("web:bob1", "bob"), ("web:eve1", "eve"), ("web:nobody", "dora"),
    ]  # fmt: skip
    assert history.sessions() == [("ann", 2), ("bob", 1), ("dora", 1), ("eve", 1)]


def test_profile_events_reads_only_records_loaded_or_moved_since(history: History) -> None:
    history.page("old", "ann", minute=10, loaded_day=1)
    history.page("new", "ann", minute=11, loaded_day=5)
    history.build()
    # What a source changes behind its back is not read again, but by a full refresh.
    history.do("update raw_test.feed_web__events set event_type = 'changed'")
    history.build()
    types = "select event_id, event_type from cdp_profiles.profile_events order by 1"
    assert history.warehouse.query(types) == [("web:new", "changed"), ("web:old", "page_viewed")]
    history.build("--full-refresh")
    assert history.warehouse.query(types) == [("web:new", "changed"), ("web:old", "changed")]
