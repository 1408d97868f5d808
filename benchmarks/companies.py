"""Sightings of a company's customers, as they come out of staging, with the truth beside them.

The graph is what a customer data platform meets: people with a heavy-tailed number of cookies,
family devices, kiosks that hundreds log in at, placeholder e-mails that thousands gave,
third-party ids.
"""

from typing import Any

import duckdb
import numpy as np

# Edges that a person yields on average once placeholders are out, measured from what was built.
EDGES_PER_PERSON = 4.6
COUNT_KIOSKS = 60
COUNT_PLACEHOLDERS = 30

SIGHTINGS = """
create table raw_graphs.sightings as
with records as (
    select
        'entities' as source_name, 'contact-' || person as record_id,
        unnest([
            {'type': 'customer_id', 'value': 'c' || lpad(person::text, 9, '0')},
            {'type': 'email', 'value': email},
            {'type': 'phone', 'value': phone}
        ]) as identifier,
        true as is_authenticated, seen_at
    from contacts
    union all
    select
        'events', 'login-' || row_number() over (),
        unnest([
            {'type': 'customer_id', 'value': 'c' || lpad(person::text, 9, '0')},
            {'type': 'cookie_id', 'value': md5('cookie' || cookie)}
        ]),
        true, seen_at
    from logins
    union all
    select
        'events', 'click-' || row_number() over (),
        unnest([
            {'type': 'email', 'value': email},
            {'type': 'cookie_id', 'value': md5('cookie' || cookie)}
        ]),
        false, seen_at
    from clicks
    union all
    select
        'events', 'match-' || row_number() over (),
        unnest([
            {'type': 'cookie_id', 'value': md5('cookie' || cookie)},
            {'type': 'dmp_id', 'value': md5('dmp' || dmp)}
        ]),
        false, seen_at
    from matches
    union all
    select
        'events', 'view-' || row_number() over (),
        {'type': 'cookie_id', 'value': md5('cookie' || cookie)},
        false, seen_at
    from views
)
select
    source_name, record_id, identifier.type as identifier_type,
    identifier.value as identifier_value,
    timestamp '2026-01-01' + to_seconds(seen_at) as observed_at,
    timestamp '2026-01-02' + to_seconds(seen_at) as loaded_at,
    is_authenticated, false as is_deleted
from records
where identifier.value is not null
"""


def write_company(connection: duckdb.DuckDBPyConnection, count_edges: int, seed: int) -> None:
    """Create raw_graphs.sightings, with about as many edges."""
    count_people = int(count_edges / EDGES_PER_PERSON)
    for name, columns in _tables(count_people, np.random.default_rng(seed)).items():
        connection.register("given", columns)
        connection.execute(f"create temp table {name} as select * from given")
        connection.unregister("given")
    connection.execute("create schema if not exists raw_graphs")
    connection.execute("drop table if exists raw_graphs.sightings")
    connection.execute(_WITH_TEXT)
    connection.execute(SIGHTINGS)


_WITH_TEXT = """
create temp table contacts as
select
    person,
    case
        when placeholder >= 0 then 'unknown' || placeholder || '@shop.example'
        when has_email then 'person.' || person || '@mail' || person % 50 || '.example'
    end as email,
    case
        when has_phone then '+4915' || lpad((person * 7919 % 1000000000)::text, 9, '0')
    end as phone,
    seen_at
from people;
create temp table clicks as
select
    'person.' || person || '@mail' || person % 50 || '.example' as email, cookie, seen_at
from clicks_of_people;
"""


def _tables(count_people: int, random: Any) -> dict[str, dict[str, Any]]:
    people = np.arange(count_people)
    is_customer = random.random(count_people) < 0.7
    customers = people[is_customer]
    placeholders = np.where(
        random.random(len(customers)) < 0.003,
        random.integers(0, COUNT_PLACEHOLDERS, len(customers)),
        -1,
    )
    # Most people have one or two cookies, a few have dozens.
    owners = np.repeat(people, random.zipf(2.1, count_people).clip(1, 40))
    cookies = random.permutation(len(owners))
    logged_in = is_customer[owners] & (random.random(len(owners)) < 0.8)
    second = random.random(len(owners)) < 0.02
    kiosk_logins = random.choice(customers, COUNT_KIOSKS * max(20, count_people // 5000))
    clicked = random.random(len(owners)) < 0.3
    matched = random.random(len(owners)) < 0.25
    return {
        "people": {
            "person": customers,
            "placeholder": placeholders,
            "has_email": random.random(len(customers)) < 0.95,
            "has_phone": random.random(len(customers)) < 0.5,
            "seen_at": _seconds(len(customers), random),
        },
        "logins": {
            "person": np.concatenate(
                [owners[logged_in], random.choice(customers, second.sum()), kiosk_logins]
            ),
            "cookie": np.concatenate(
                [
                    cookies[logged_in],
                    cookies[second],
                    -1 - random.integers(0, COUNT_KIOSKS, len(kiosk_logins)),
                ]
            ),
            "seen_at": _seconds(logged_in.sum() + second.sum() + len(kiosk_logins), random),
        },
        "clicks_of_people": {
            "person": owners[clicked],
            "cookie": cookies[clicked],
            "seen_at": _seconds(clicked.sum(), random),
        },
        "matches": {
            "cookie": cookies[matched],
            # Two browsers of one device share their third-party id.
            "dmp": owners[matched] * 2 + random.integers(0, 2, matched.sum()),
            "seen_at": _seconds(matched.sum(), random),
        },
        "views": {"cookie": cookies, "seen_at": _seconds(len(cookies), random)},
    }


def _seconds(count: int, random: Any) -> Any:
    return random.integers(0, 300 * 86400, count)


def add_day(connection: duckdb.DuckDBPyConnection, share: float, day: int) -> None:
    """Add a day's logins, a share of the records there are, half on cookies never seen."""
    connection.execute(
        f"""
        insert into raw_graphs.sightings
        with newest as (
            select
                max(loaded_at) + interval 30 hours as at,
                cast({share} * count(distinct (source_name, record_id)) as bigint) as count_records
            from raw_graphs.sightings
        ),
        customers as (
            select identifier_value, row_number() over (order by hash(record_id || {day})) as place
            from raw_graphs.sightings
            where identifier_type = 'customer_id'
        ),
        cookies as (
            select identifier_value, row_number() over (order by hash(record_id || {day})) as place
            from raw_graphs.sightings
            where identifier_type = 'cookie_id'
        ),
        identifiers as (
            select place, 'customer_id' as identifier_type, identifier_value from customers
            union all
            select
                place, 'cookie_id',
                case
                    when place % 2 = 0 then md5(identifier_value || {day})
                    else identifier_value
                end
            from cookies
        )
        select
            'events', 'day-{day}-' || place, identifier_type, identifier_value,
            newest.at, newest.at + interval 1 hour, true, false
        from identifiers cross join newest
        where place <= newest.count_records
        """
    )


def remove_records(connection: duckdb.DuckDBPyConnection, share: float, day: int) -> None:
    """Mark a share of the contacts as deleted, as their source says it: by a newer version."""
    connection.execute(
        f"""
        insert into raw_graphs.sightings
        with newest as (select max(loaded_at) as loaded_at from raw_graphs.sightings)
        select
            source_name, record_id, identifier_type, identifier_value,
            newest.loaded_at + interval 30 hours as observed_at,
            newest.loaded_at + interval 31 hours as loaded_at,
            is_authenticated, true as is_deleted
        from raw_graphs.sightings as sightings cross join newest
        where
            source_name = 'entities'
            and hash(record_id || {day}) % 1000000 < {share} * 5 * 1000000
        """
    )
