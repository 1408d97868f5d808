"""docs/privacy.md, followed on the demo: people who ask to be erased, refuse or object."""

import json
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from demo.receiver import Book, Receiver
from tests.conftest import copy_postgres_database
from tests.integration.demo.conftest import FIRST_TARGET, FIRST_WAREHOUSE, Demo
from tests.integration.demo.privacy_page import Page, reader_of, run_as_told
from tests.integration.demo.privacy_people import Somebody, people_of

pytestmark = pytest.mark.timeout(900)

# The person again, in a row that comes late: under the old address, and by its hash.
_LATE = """
    insert into raw_consent.preferences (
        id, email, purpose, channel, status, legal_basis, region, stated_at, _loaded_at
    )
    select 'late-1', upper('{email}'), 'marketing', 'email', 'opt_in', 'consent', 'EU',
        max(_loaded_at), max(_loaded_at)
    from raw_web.pages
"""
_SEED = """
    insert into cdp_reference.suppressed_identifiers (
        identifier_type, identifier_value, scope, reason, since_at
    )
    select 'email', '{email}', 'all', 'erasure', as_of_at from cdp_identity.identity_as_of
"""
# With the views between them: PostgreSQL drops those with the table that they read.
_FIRST_READ = (
    "stg_support__erasure_requests",
    "feed_support__suppressions",
    "int_suppressions_fed",
    "int_suppressions_unioned",
    "int_contacts_keyed",
    "suppressed_addresses",
    "suppressions",
)
_ALL_PROFILES = "select profile_id from cdp_identity.identity_graph group by profile_id"
ORDERS = "reverse_etl.suppression_orders"
ERASURES = f"{ORDERS} where reason = 'erasure'"


@dataclass(frozen=True)
class Erased:
    """A demo in which somebody was erased by command, and came again in a late row; others by the
    seed and by a feed; and the rows went in which one refused and another granted."""

    demo: Demo
    page: Page
    person: Somebody
    by_seed: Somebody
    by_feed: Somebody
    refused: Somebody
    granted: Somebody
    objected: Somebody
    complained: Somebody
    profiles_before: set[str]
    consents_before: list[tuple[Any, ...]]
    held_before: dict[str, Any]
    report_before: dict[str, Any]

    def told(self, line: str, one: Somebody, *options: str) -> "subprocess.CompletedProcess[str]":
        nowhere = {"CDP_WEBHOOK_URL": "http://127.0.0.1:9", "CDP_WEBHOOK_SECRET": "none"}
        return run_as_told(self.demo, line, one.email, one.profile_id, *options, **nowhere)

    def report(self, one: Somebody) -> tuple[int, dict[str, Any]]:
        line = self.page.section("Somebody wants").steps()[-1]
        done = self.told(line, one, "--json")
        return done.returncode, json.loads(done.stdout)


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
    return reader_of(replace(demo, folder=folder, variables=variables))


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def erased(
    request: pytest.FixtureRequest,
    demos: Mapping[str, Demo],
) -> Erased:
    demo = _copy(demos[request.param], request)
    page, people = Page.of(demos[request.param].root), people_of(demo)
    person = people["person"]
    before = {str(row[0]) for row in demo.query(_ALL_PROFILES)}
    (query, _) = page.section("Who agreed").queries(person.profile_id)
    consents = list(demo.query(query))
    made = Erased(demo, page, **people, profiles_before=before, consents_before=consents,
                  held_before={}, report_before={})  # fmt: skip
    (access,) = page.section("Somebody asks").commands()
    assert made.told(access, person).returncode == 0
    held = json.loads((demo.root / "jane.json").read_text())
    code, report = made.report(person)
    assert code == 1
    made = replace(made, held_before=held, report_before=report)
    _order(made)
    _build(made)
    return made


def _order(made: Erased) -> None:
    """All that is asked for before the build: by command, by the seed, by a feed, by nobody."""
    demo, page = made.demo, made.page
    by_mail, bounced, by_profile = page.section("Somebody objects").commands()
    orders = [(by_mail, made.objected), (bounced, made.objected), (by_profile, made.complained)]
    orders.append((page.section("Somebody wants").steps()[0], made.person))
    for line, one in orders:
        done = made.told(line, one)
        assert done.returncode == 0, done.stderr
    demo.query(_LATE.format(email=made.person.email))
    demo.query(_SEED.format(email=made.by_seed.email))
    preference = "raw_consent.preferences where id = '{}'"
    demo.query(
        "update raw_support.tickets set subject = 'erasure_request'"
        f" where id = '{made.by_feed.raw_id}'"
    )
    # What the seed erases has to go also where no raw row tells of it any more.
    for one in (made.refused, made.granted, made.by_seed):
        demo.query("delete from " + preference.format(one.raw_id))


def _build(made: Erased) -> None:
    # The build that first reads an order keeps it as tombstones; the next one goes by them.
    read = made.demo.dbt("run", "--select", *_FIRST_READ)
    assert read.returncode == 0, read.stdout
    assert made.page.section("Somebody wants").steps()[1] == "dbt build"
    not_needed = ["path:seeds/demo", "resource_type:unit_test"]
    # What data tests say of the rows that are left is the same on both engines.
    not_needed += ["resource_type:test"] if made.demo.engine == "postgres" else []
    # An erasure reads everything anew in any case; so nothing but what is kept outlives it.
    built = made.demo.dbt("build", "--full-refresh", "--exclude", *not_needed)
    assert built.returncode == 0, built.stdout


@pytest.fixture(scope="module")
def report(erased: Erased) -> tuple[int, dict[str, Any]]:
    """What the page's last step says of the person, and its exit code."""
    return erased.report(erased.person)


def test_before_an_erasure_everything_held_is_told(erased: Erased) -> None:
    held, person = erased.held_before["held"], erased.person
    assert erased.held_before["profile_ids"] == [person.profile_id]
    assert held["profiles"][0]["email"] == person.email
    assert {"purchases", "profile_events", "profile_attributes", "sync_state"} <= set(held)
    assert all(row["profile_id"] == person.profile_id for rows in held.values() for row in rows)
    assert stat.S_IMODE((erased.demo.root / "jane.json").stat().st_mode) == 0o600
    assert erased.report_before["residues"]
    assert not erased.report_before["is_erased"]


def test_after_an_erasure_nothing_is_left_but_raw_rows(
    erased: Erased, report: tuple[int, dict[str, Any]]
) -> None:
    code, told = report
    assert (code, told["is_erased"], told["is_in_graph"]) == (0, True, False)
    assert [one for one in told["residues"] if one["kind"] == "left"] == []
    # By the address alone the others are found again, from what the raw tables still hold.
    assert told["count_identifiers"] == erased.report_before["count_identifiers"]


def test_the_raw_rows_that_remain_are_named(
    erased: Erased, report: tuple[int, dict[str, Any]]
) -> None:
    before = {tuple(one.values()) for one in erased.report_before["raw_records"]}
    after = {tuple(one.values()) for one in report[1]["raw_records"]}
    assert after == before | {("consent", "preference:late-1")}


def test_nobody_else_is_touched(erased: Erased) -> None:
    after = {str(row[0]) for row in erased.demo.query(_ALL_PROFILES)}
    gone = {one.profile_id for one in (erased.person, erased.by_seed, erased.by_feed)}
    assert len(gone) == 3
    assert after == erased.profiles_before - gone


@pytest.mark.parametrize("who", ["by_seed", "by_feed"])
def test_an_erasure_that_the_seed_or_a_feed_orders_outlasts_its_row(
    erased: Erased, who: str
) -> None:
    one: Somebody = getattr(erased, who)
    # The build loaded the seed again, without the row, and reads no record of an erased person.
    for orders in ("reference.suppressed_identifiers", "profiles.int_suppressions_fed"):
        left = f"select count(*) from cdp_{orders} where reason = 'erasure'"
        assert erased.demo.query(left)[0][0] == 0
    code, report = erased.report(one)
    assert (code, report["is_erased"], report["is_in_graph"]) == (0, True, False)
    assert report["raw_records"]
    told = f"select distinct ordered_by from {ERASURES} and profile_id = '{one.profile_id}'"
    ordered_by = {"by_seed": "suppressed_identifiers", "by_feed": "support"}
    assert erased.demo.query(told) == [(ordered_by[who],)]


def test_no_clear_value_is_kept_of_the_order(erased: Erased) -> None:
    rows = erased.demo.query(f"select * from {ERASURES}")
    struck = [row[0] for row in erased.demo.query(f"select profile_id from {ERASURES}")]
    people = (erased.person, erased.by_seed, erased.by_feed)
    assert set(struck) == {one.profile_id for one in people}
    assert struck.count(erased.person.profile_id) == erased.report_before["count_identifiers"]
    assert [one.email for one in people if one.email in repr(rows)] == []


def test_what_an_erased_person_stated_is_kept_no_more(erased: Erased) -> None:
    assert erased.consents_before
    rows = [("consent", row["record_id"]) for row in erased.held_before["held"]["profile_consents"]]
    rows += [("consent", f"preference:{erased.by_seed.raw_id}")]
    for table in ("consent_evidence", "consent_identifiers", "consent_statements"):
        kept = erased.demo.query(f"select source_name, record_id from cdp_profiles.{table}")
        assert len(kept) > 1000
        assert not set(rows) & set(kept)


def test_a_refusal_outlives_its_row_and_a_full_refresh(erased: Erased) -> None:
    one = erased.refused
    now, history = erased.page.section("Who agreed").queries(one.profile_id)
    record = f"preference:{one.raw_id}"
    decided = [row for row in erased.demo.query(now) if row[5] == record]
    assert decided
    assert all(row[2:4] == ("refused", False) for row in decided)
    stated = [row for row in erased.demo.query(history) if row[1] == record]
    assert all(row[6:8] == (True, "removed") and row[8] for row in stated)
    assert len(stated) == len(decided)


def test_a_grant_that_nobody_states_any_more_is_evidence_and_no_consent(erased: Erased) -> None:
    one = erased.granted
    now, history = erased.page.section("Who agreed").queries(one.profile_id)
    record = f"preference:{one.raw_id}"
    assert [row for row in erased.demo.query(now) if row[5] == record] == []
    stated = [row for row in erased.demo.query(history) if row[1] == record]
    assert [row[4:8:2] + row[7:8] for row in stated] == [("granted", False, "removed")]


def test_orders_not_to_contact_strike_whom_the_page_says(erased: Erased) -> None:
    rows = erased.demo.query(
        "select profile_id, reason, scope from cdp_profiles.suppressions"
        " where source_name = 'suppression_orders' and reason <> 'erasure'"
    )
    objected, complained = erased.objected.profile_id, erased.complained.profile_id
    # Their only address bounced, so no e-mail reaches them.
    assert set(rows) == {
        (objected, "objection", "all"),
        (objected, "bounce", "channel:email"),
        (complained, "complaint", "destination:hubspot"),
    }


def test_a_sync_takes_the_person_out_as_a_refusal(erased: Erased) -> None:
    demo, person = erased.demo, erased.person
    file = demo.folder / "receiver.json"
    shutil.copy(demo.folder.parent / "state" / demo.engine / "receiver.json", file)
    key = "select record_key from reverse_etl.sync_state where sync_name = '{}' and {}"
    sent = f"profile_id = '{person.profile_id}'"
    ((record_key,),) = demo.query(key.format("crm_webhook_customers", sent))
    assert record_key in Book(file).records
    line = erased.page.section("Somebody wants").steps()[2]
    with Receiver(file) as receiver:
        done = run_as_told(demo, line, "", "", **receiver.environment())
    assert done.returncode == 0, done.stderr
    assert record_key not in Book(file).records
    removed = demo.query(
        "select change_reason from reverse_etl.sync_log where sync_name = 'crm_webhook_customers'"
        f" and record_key = '{record_key}' and change_type <> 'added'"
    )
    assert removed == [("refused",)]
