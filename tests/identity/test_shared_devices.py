"""Whose anonymous events on a shared device are: the shipped models beside the sequential rule."""

import copy
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from tests.identity.device_oracle import own
from tests.identity.graphs import random_graph
from tests.identity.oracle import Record, Sighting
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
RECORDS = (
    "select source_name, record_id, profile_id, owner_reason from cdp_identity.identity_records"
)
OVERLAPS = """
select count(*)
from cdp_identity.device_ownership as earlier
inner join cdp_identity.device_ownership as later
    on
        earlier.identifier_id = later.identifier_id
        and earlier.owned_from < later.owned_from
where earlier.owned_to is null or earlier.owned_to > later.owned_from
"""
COUNT_GRAPHS = 200
NOON = datetime.fromisoformat("2026-03-10 12:00")


def _owners(project: StitchingProject) -> dict[Record, str]:
    return {
        (source, record): owner for source, record, owner, _ in project.warehouse.query(RECORDS)
    }


def _expected(project: StitchingProject, rows: list[Sighting]) -> dict[Record, str]:
    lookback_days = int(project.vars["anonymous_lookback_days"])
    login_hours = int(project.vars["over_shared_login_hours"])
    return own(rows, project.rules(), project.resolution(), lookback_days, login_hours)


def _event(record_id: str, hours: float, **identifiers: str) -> Iterator[Sighting]:
    """One event, hours after a noon; authenticated where it has a customer id."""
    at = NOON + timedelta(hours=hours)
    is_authenticated = "customer_id" in identifiers
    for name, value in identifiers.items():
        yield Sighting("events", record_id, name, value, at, at, is_authenticated)


def _on_tablet(*moments: tuple[str, float, str | None]) -> list[Sighting]:
    rows: list[Sighting] = []
    for record_id, hours, customer in moments:
        who = {"customer_id": customer} if customer else {}
        rows += _event(record_id, hours, cookie_id="the-tablet", **who)
    return rows


def _by_record(project: StitchingProject, rows: list[Sighting]) -> dict[str, str | None]:
    """Customer of each record, None for a record of nobody."""
    project.load(rows)
    assert project.build().success
    names = {
        profile_id: value
        for (name, value), profile_id in project.resolution().profiles.items()
        if name == "customer_id"
    }
    owners = _owners(project)
    assert owners == _expected(project, rows)
    return {row.record_id: names.get(owners.get(("events", row.record_id), "")) for row in rows}


def test_random_devices_equal_the_sequential_rule(new_project: NewProject) -> None:
    project = new_project()
    types = copy.deepcopy(project.vars["identifier_types"])
    types["cookie_id"]["max_profiles_per_value"] = 1
    types["dmp_id"]["max_profiles_per_value"] = 3
    project.set_rules(types)
    random_source = random.Random(8)
    rows = [row for index in range(COUNT_GRAPHS) for row in random_graph(index, random_source)]
    project.load(rows)
    assert project.build(with_data_tests=True).success
    assert _owners(project) == _expected(project, rows)
    assert project.warehouse.query(OVERLAPS) == [(0,)]
    reasons = {reason for *_, reason in project.warehouse.query(RECORDS)}
    assert reasons == {"identifier", "login", "lookback"}


def test_an_event_on_a_family_tablet_is_of_who_logged_in_last(new_project: NewProject) -> None:
    project = new_project()
    moments = [
        ("before", -1, None),
        ("mia", 0, "mia-wolf"),
        ("of mia", 1, None),
        ("mia again", 2, "mia-wolf"),
        ("of mia too", 3, None),
        ("noah", 4, "noah-wolf"),
        ("of noah", 5, None),
    ]
    # While one person logs in the tablet is no shared one.
    alone = _by_record(project, _on_tablet(*moments[:5]))
    assert set(alone.values()) == {"mia-wolf"}

    owners = _by_record(project, _on_tablet(*moments))
    # Two logged in, so nobody knows whose the first was.
    assert owners["before"] is None
    assert {owners["of mia"], owners["of mia too"]} == {"mia-wolf"}
    assert owners["of noah"] == "noah-wolf"

    # A login that comes in late moves what came after it, and no other.
    later = _by_record(project, _on_tablet(*moments, ("lea", 2.5, "lea-wolf")))
    assert later == owners | {"lea": "lea-wolf", "of mia too": "lea-wolf"}


def test_what_came_before_the_only_login_is_the_owners_for_a_while(
    new_project: NewProject,
) -> None:
    project = new_project()
    rows: list[Sighting] = []
    for device, days in {"kiosk-near": 29, "kiosk-long-ago": 31}.items():
        rows += _event(f"before {device}", -24 * days, cookie_id=device)
        rows += _event(f"login {device}", 0, customer_id=f"clerk-{device}", cookie_id=device)
        rows += _event(f"after {device}", 0.5, cookie_id=device)
        rows += _event(f"later {device}", 1, cookie_id=device)
        rows += _event(
            f"login again {device}", 1.5, customer_id=f"clerk-{device}", cookie_id=device
        )
        rows += _event(f"after again {device}", 2, cookie_id=device)
        # Six people gave their address on it, and one logged in.
        for number in range(6):
            email = f"guest{number}.{device}@mail.example"
            rows += _event(f"form {number} {device}", 1, email=email, cookie_id=device)
    owners = _by_record(project, rows)
    assert project.resolution().quarantined["cookie_id", "kiosk-near"] == "over_shared"
    assert owners["before kiosk-near"] == owners["after kiosk-near"] == "clerk-kiosk-near"
    assert owners["before kiosk-long-ago"] is None
    assert owners["after kiosk-long-ago"] == "clerk-kiosk-long-ago"
    assert owners["form 1 kiosk-near"] is None
    # Whoever comes by an hour after a login at a kiosk is somebody else.
    assert owners["later kiosk-near"] is None
    assert owners["after again kiosk-near"] == "clerk-kiosk-near"


def test_an_event_with_a_device_of_its_own_is_not_the_shared_ones(new_project: NewProject) -> None:
    project = new_project()
    rows = _on_tablet(("mia", 0, "mia-wolf"), ("noah", 1, "noah-wolf"), ("of noah", 2, None))
    rows += _event("kim", 0, customer_id="kim-berg", cookie_id="phone-of-kim")
    rows += _event("with both", 3, cookie_id="phone-of-kim", dmp_id="the-network")
    rows += _event("who", 4, email="guest@mail.example", cookie_id="the-tablet")
    owners = _by_record(project, rows)
    assert owners["with both"] == "kim-berg"
    assert owners["of noah"] == "noah-wolf"
    assert owners["who"] != "mia-wolf"
