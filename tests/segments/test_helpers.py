"""The helpers of segments, over events that a test writes: each condition once on each engine."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import create_postgres_database
from tests.identity.stitching import Warehouse
from tests.profiles.conftest import local_warehouse
from tests.profiles.project import ModelProject

# Who did what: a letter for each event, with the day of January at noon. Now is noon of the 31st.
EVENTS = {
    "ann": "view 20, cart 21, buy 22, buy 30",
    "bob": "view 20, cart 21, cart 28",
    "cleo": "cart 10, view 11, buy 12",
    "dan": "buy 20, cart 30",
    "eve": "view 1, cart 9, buy 9",
    "fay": "view 1, cart 2, buy 3, view 20",
    "gus": "view 31, cart 31",
}
REVENUE = {"ann": 50, "bob": 40, "cleo": 40, "dan": 40, "eve": 10, "fay": 5, "gus": None}
FUNNEL = "['view', 'cart', 'buy']"

# What a segment says in its one line, by the name of the model that stands for it.
CONDITIONS = {
    "bought_lately": "did_event('buy', days=11)",
    "bought_twice": "did_event('buy', at_least=2)",
    "bought_just_once": "did_event('buy', at_most=1)",
    "bought_online": "did_event('buy', channel='web')",
    "did_either": "did_event(['buy', 'cart'], days=2)",
    "did_not_buy": "did_not_event('buy')",
    "did_not_buy_lately": "did_not_event('buy', days=11)",
    "left_the_cart": "did_event('cart', not_followed_by='buy')",
    "looked_and_bought": "did_sequence(['view', 'buy'], within_days=8)",
    "looked_and_bought_at_once": "did_sequence(['view', 'buy'], within_days=1)",
    "bought_again": "did_sequence(['buy', 'buy'], within_days=30)",
    "began": f"reached_funnel_step({FUNNEL}, 1, within_days=8)",
    "filled_a_cart": f"reached_funnel_step({FUNNEL}, 2, within_days=8)",
    "filled_a_cart_lately": f"reached_funnel_step({FUNNEL}, 2, within_days=8, days=12)",
    "stopped_at_the_cart": f"reached_funnel_step({FUNNEL}, 2, within_days=8, stopped_there=true)",
    "is_fan": "in_segment('fans')",
    "is_no_fan": "not_in_segment('fans')",
    "top_tenth": "in_top_percent(10, 'revenue')",
    "top_third": "in_top_percent(33.3, 'revenue')",
    "top_fan": "in_top_percent(50, 'revenue', among=\"valued.profile_id <> 'ann'\")",
    "first_half": "in_hash_split('spring', 0, 50)",
    "second_half": "in_hash_split('spring', 50, 100)",
    "first_half_in_autumn": "in_hash_split('autumn', 0, 50)",
}
STAND_INS = {
    "models/identity/identity_as_of.sql": (
        "select cast('2026-01-31 12:00:00' as {{ dbt.type_timestamp() }}) as as_of_at"
    ),
    "models/profiles/profiles.sql": "select profile_id, revenue from raw_test.people",
    "models/profiles/profile_events.sql": "select * from raw_test.events",
    "models/segments/seg_fans.sql": "select 'ann' as profile_id",
    "models/buckets.sql": (
        "select profile_id, {{ hash_bucket('spring', 4) }} as bucket from {{ ref('profiles') }}"
    ),
}
MEMBERS = "select profiles.profile_id from {{ ref('profiles') }} as profiles where {{ %s }}"


def _events() -> Iterator[tuple[str | None, str, str, str]]:
    for person, done in EVENTS.items():
        for event in done.split(", "):
            kind, day = event.split()
            yield person, kind, "store" if person == "dan" else "web", f"2026-01-{int(day):02}"
    # Nobody's event, and one that is yet to come.
    yield None, "buy", "web", "2026-01-30"
    yield "gus", "buy", "web", "2026-02-01"


@pytest.fixture(
    scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def members(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, str]]:
    """The people each condition selects, as one text, by its name."""
    folder = tmp_path_factory.mktemp("helpers")
    environment_before = dict(os.environ)
    if request.param == "postgres":
        variables = create_postgres_database(request.getfixturevalue("_postgres"))
        warehouse = Warehouse("postgres", variables)
    else:
        warehouse = local_warehouse(folder)
    with warehouse.cursor() as cursor:
        cursor.execute("create schema raw_test")
        cursor.execute("create table raw_test.people (profile_id text, revenue decimal(10, 2))")
        cursor.execute(
            "create table raw_test.events"
            " (profile_id text, event_type text, channel text, occurred_at timestamp)"
        )
        for person, revenue in REVENUE.items():
            cursor.execute(f"insert into raw_test.people values ('{person}', {revenue or 'null'})")
        for person, kind, channel, day in _events():
            who = f"'{person}'" if person else "null"
            row = f"{who}, '{kind}', '{channel}', '{day} 12:00:00'"
            cursor.execute(f"insert into raw_test.events values ({row})")
    models = {f"models/{name}.sql": MEMBERS % line for name, line in CONDITIONS.items()}
    project = ModelProject(
        folder / "project", warehouse, [], STAND_INS | models, {"segments": ["fans"]}
    )
    assert project.dbt("run").success
    selected = {
        name: " ".join(row[0] for row in warehouse.query(f"select * from cdp.{name} order by 1"))
        for name in CONDITIONS
    }
    buckets = warehouse.query("select bucket from cdp.buckets order by profile_id")
    yield selected | {"buckets": " ".join(str(row[0]) for row in buckets)}
    os.environ.clear()
    os.environ.update(environment_before)


def test_an_event_just_as_many_days_ago_is_not_in_the_window(members: Mapping[str, str]) -> None:
    assert members["bought_lately"] == "ann"
    assert members["did_not_buy_lately"] == "bob cleo dan eve fay gus"


def test_an_event_is_counted(members: Mapping[str, str]) -> None:
    assert members["bought_twice"] == "ann"
    assert members["bought_just_once"] == "cleo dan eve fay"


def test_one_of_several_events_in_one_of_the_channels_is_enough(
    members: Mapping[str, str],
) -> None:
    assert members["bought_online"] == "ann cleo eve fay"
    assert members["did_either"] == "ann dan gus"


def test_nobodys_event_and_one_to_come_count_for_nobody(members: Mapping[str, str]) -> None:
    assert members["did_not_buy"] == "bob gus"


def test_what_followed_the_last_cart_ends_it_at_the_same_instant_too(
    members: Mapping[str, str],
) -> None:
    assert members["left_the_cart"] == "bob dan gus"


def test_a_sequence_is_in_order_and_within_its_days(members: Mapping[str, str]) -> None:
    assert members["looked_and_bought"] == "ann cleo eve fay"
    assert members["looked_and_bought_at_once"] == "cleo"
    assert members["bought_again"] == "ann"


def test_a_step_of_a_funnel_is_reached_later_than_the_one_before(
    members: Mapping[str, str],
) -> None:
    assert members["began"] == "ann bob cleo eve fay gus"
    assert members["filled_a_cart"] == "ann bob eve fay"


def test_only_attempts_begun_in_the_last_days_count(members: Mapping[str, str]) -> None:
    assert members["filled_a_cart_lately"] == "ann bob"


def test_who_stopped_at_a_step_went_no_further_in_any_attempt(
    members: Mapping[str, str],
) -> None:
    assert members["stopped_at_the_cart"] == "bob eve"


def test_who_is_in_another_segment_is_told_from_who_is_not(members: Mapping[str, str]) -> None:
    assert members["is_fan"] == "ann"
    assert members["is_no_fan"] == "bob cleo dan eve fay gus"


def test_whoever_ties_with_the_last_of_the_top_is_in(members: Mapping[str, str]) -> None:
    assert members["top_tenth"] == "ann"
    assert members["top_third"] == "ann bob cleo dan"
    assert members["top_fan"] == "bob cleo dan"


def test_each_is_in_one_part_of_a_split(members: Mapping[str, str]) -> None:
    halves = members["first_half"].split() + members["second_half"].split()
    assert sorted(halves) == sorted(EVENTS)
    assert members["first_half"] != members["first_half_in_autumn"]


def test_the_bucket_is_that_of_the_published_hash(members: Mapping[str, str]) -> None:
    digests = [hashlib.sha256(f"spring:{person}".encode()).hexdigest() for person in EVENTS]
    assert members["buckets"] == " ".join(str(int(digest[:7], 16) % 4) for digest in digests)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (
            "did_event('buy', days=0)",
            "did_event got days: 0. To mend it: give a whole number from 1.",
        ),
        ("did_event([])", "did_event got event_types: []."),
        ("did_event('buy', at_least=3, at_most=2)", "did_event got at_most: 2."),
        (
            "did_sequence(['buy'], within_days=3)",
            "got steps: ['buy']. To mend it: list at least two",
        ),
        ("reached_funnel_step(['a', 'b'], 3, within_days=3)", "got step: 3."),
        (
            "in_segment('fanns')",
            "in_segment got name: fanns. To mend it: give one of the var segments: fans",
        ),
        ("in_top_percent(120, 'revenue')", "in_top_percent got percent: 120."),
        ("in_hash_split('spring', 50, 50)", "in_hash_split got to_percent: 50."),
        ("in_hash_split('', 0, 50)", "hash_bucket got salt: ."),
    ],
)
def test_a_wrong_argument_is_named(
    line: str, complaint: str, duckdb_warehouse: Warehouse, tmp_path: Path
) -> None:
    models = STAND_INS | {"models/wrong.sql": MEMBERS % line}
    project = ModelProject(
        tmp_path / "project", duckdb_warehouse, [], models, {"segments": ["fans"]}
    )
    assert complaint in project.complaint("parse")
