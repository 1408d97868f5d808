"""A person of the demo who asks to be erased: what is left, and whether they can come back."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.conftest import copy_postgres_database
from tests.integration.demo.conftest import FIRST_TARGET, FIRST_WAREHOUSE, Demo

pytestmark = pytest.mark.timeout(900)

_SOMEBODY = """
    select profiles.profile_id, profiles.email
    from cdp_profiles.profiles as profiles
    inner join reverse_etl.sync_state as sent on profiles.profile_id = sent.profile_id
    where
        profiles.count_orders > 1
        and profiles.count_customer_ids = 1
        and profiles.count_cookie_ids > 0
        and sent.sync_name = 'crm_webhook_customers'
        and sent.is_in_destination
    order by profiles.profile_id
    limit 1
"""
# The person again, in a row that comes late: under the old address, and by its hash.
_LATE = """
    insert into raw_consent.preferences (
        id, email, purpose, channel, status, legal_basis, region, stated_at, _loaded_at
    )
    select 'late-1', upper('{email}'), 'marketing', 'email', 'opt_in', 'consent', 'EU',
        max(_loaded_at), max(_loaded_at)
    from raw_web.pages
"""
# Somebody else, whose erasure the seed orders.
_SOMEBODY_ELSE = """
    select profiles.profile_id, profiles.email
    from cdp_profiles.profiles as profiles
    where
        profiles.count_customer_ids = 1
        and profiles.count_emails = 1
        and profiles.profile_id > '{profile_id}'
    order by profiles.profile_id
    limit 1
"""
_SEED = """
    insert into cdp_reference.suppressed_identifiers (
        identifier_type, identifier_value, scope, reason, since_at
    )
    select 'email', '{email}', 'all', 'erasure', as_of_at from cdp_identity.identity_as_of
"""
# With the view between them: PostgreSQL drops it with the table that it reads.
_FIRST_READ = (
    "int_suppressions_unioned",
    "int_contacts_keyed",
    "suppressed_addresses",
    "suppressions",
)
_ALL_PROFILES = "select profile_id from cdp_identity.identity_graph group by profile_id"
ORDERS = "reverse_etl.suppression_orders"
WEBHOOK = {"CDP_WEBHOOK_URL": "http://127.0.0.1:9", "CDP_WEBHOOK_SECRET": "none"}


@dataclass(frozen=True)
class Erased:
    """A demo in which one person was erased, and came again in a late row."""

    demo: Demo
    profile_id: str
    email: str
    by_seed: tuple[str, str]
    profiles_before: set[str]
    held_before: dict[str, Any]
    report_before: dict[str, Any]

    def report(self, email: str = "") -> dict[str, Any]:
        return reverse_etl(self.demo, "erasure-report", "email", email or self.email)


def reverse_etl(demo: Demo, *arguments: str, code: int = 0) -> dict[str, Any]:
    done = demo.reverse_etl(*arguments, "--json", **WEBHOOK)
    assert done.returncode == code, done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _copy(demo: Demo, request: pytest.FixtureRequest) -> Demo:
    """A warehouse of its own, since other tests go on with the demo's."""
    folder, variables = demo.folder / "erasure", demo.variables
    folder.mkdir()
    target = FIRST_TARGET if demo.engine == "duckdb" else "target"
    shutil.copytree(demo.folder / target, folder / "target")
    if demo.engine == "duckdb":
        shutil.copy(demo.folder / FIRST_WAREHOUSE, folder / "warehouse.duckdb")
    else:
        server = request.getfixturevalue("_postgres")
        variables = copy_postgres_database(server, variables["CDP_POSTGRES_DATABASE"])
    return replace(demo, folder=folder, variables=variables)


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def erased(
    request: pytest.FixtureRequest,
    demos: Mapping[str, Demo],
) -> Erased:
    demo = _copy(demos[request.param], request)
    ((profile_id, email),) = demo.query(_SOMEBODY)
    before = {str(row[0]) for row in demo.query(_ALL_PROFILES)}
    held = reverse_etl(demo, "access-report", "email", email)
    report = reverse_etl(demo, "erasure-report", "email", email, code=1)
    reverse_etl(demo, "suppress", "email", email, "--reason", "erasure")
    demo.query(_LATE.format(email=email))
    (by_seed,) = demo.query(_SOMEBODY_ELSE.format(profile_id=profile_id))
    demo.query(_SEED.format(email=by_seed[1]))
    # The build that first reads an order keeps it as tombstones; the next one goes by them.
    read = demo.dbt("run", "--select", *_FIRST_READ)
    assert read.returncode == 0, read.stdout
    not_needed = ["path:seeds/demo", "resource_type:unit_test"]
    # What data tests say of the rows that are left is the same on both engines.
    not_needed += ["resource_type:test"] if demo.engine == "postgres" else []
    built = demo.dbt("build", "--exclude", *not_needed)
    assert built.returncode == 0, built.stdout
    return Erased(demo, profile_id, email, (by_seed[0], by_seed[1]), before, held, report)


def test_before_an_erasure_everything_held_is_told(erased: Erased) -> None:
    held = erased.held_before["held"]
    assert erased.held_before["profile_ids"] == [erased.profile_id]
    assert held["profiles"][0]["email"] == erased.email
    assert {"purchases", "profile_events", "profile_attributes", "sync_state"} <= set(held)
    assert all(row["profile_id"] == erased.profile_id for rows in held.values() for row in rows)
    assert erased.report_before["residues"]
    assert not erased.report_before["is_erased"]


def test_after_an_erasure_nothing_is_left_but_raw_rows(erased: Erased) -> None:
    report = erased.report()
    assert (report["is_erased"], report["is_in_graph"]) == (True, False)
    assert [one for one in report["residues"] if one["kind"] == "left"] == []
    # By the address alone the others are found again, from what the raw tables still hold.
    assert report["count_identifiers"] == erased.report_before["count_identifiers"]


def test_the_raw_rows_that_remain_are_named(erased: Erased) -> None:
    before = {tuple(one.values()) for one in erased.report_before["raw_records"]}
    after = {tuple(one.values()) for one in erased.report()["raw_records"]}
    assert after == before | {("consent", "preference:late-1")}


def test_nobody_else_is_touched(erased: Erased) -> None:
    after = {str(row[0]) for row in erased.demo.query(_ALL_PROFILES)}
    assert after == erased.profiles_before - {erased.profile_id, erased.by_seed[0]}


def test_an_erasure_that_the_seed_orders_outlasts_its_row(erased: Erased) -> None:
    _, email = erased.by_seed
    # The build loaded the seed again, without the row.
    left = "select count(*) from cdp_reference.suppressed_identifiers where reason = 'erasure'"
    assert erased.demo.query(left)[0][0] == 0
    report = erased.report(email)
    assert (report["is_erased"], report["is_in_graph"], report["is_clean"]) == (True, False, True)
    assert report["raw_records"]


def test_no_clear_value_is_kept_of_the_order(erased: Erased) -> None:
    rows = erased.demo.query("select * from " + ORDERS)
    struck = [row[0] for row in erased.demo.query("select profile_id from " + ORDERS)]
    assert set(struck) == {erased.profile_id, erased.by_seed[0]}
    assert struck.count(erased.profile_id) == erased.report_before["count_identifiers"]
    assert erased.email not in repr(rows)
    assert erased.by_seed[1] not in repr(rows)


def test_a_sync_takes_the_person_out_as_a_refusal(erased: Erased) -> None:
    plan = reverse_etl(erased.demo, "plan", "crm_webhook_customers")["syncs"][0]
    assert plan["counts"]["removed_refused"] == 1
    assert plan["counts"]["removed_left_model"] == 0
