"""`make demo` end to end: its summary, a second run, and what a change in the raw rows sends."""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.demo.conftest import ENGINES, Demo, Outcome, run_all

KEYS = [
    "rows_by_source",
    "identifiers",
    "quarantined_by_reason",
    "profiles",
    "precision",
    "recall",
    "segments",
    "syncs",
    "seconds",
]
SEGMENTS = [
    "cart_abandoners",
    "cookie_only_visitors",
    "dmp_auto_intenders",
    "high_value_customers",
    "high_value_lapsing",
    "lapsed_customers",
    "newsletter_readers_without_orders",
    "open_tickets",
    "second_order_due",
    "store_only_customers",
    "winback_offer",
]
SYNCS = ["cookie_only_visitors_file", "crm_webhook_customers", "lapsed_customers_file"]
# The demo's newest row was loaded at this instant, so nothing looks older for a row added then.
NOW = "timestamp '2026-11-01 03:00:00'"
WEBHOOK = "crm_webhook_customers"

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def first(engine: str, first_runs: Mapping[str, Outcome]) -> Outcome:
    return first_runs[engine]


@pytest.fixture
def second(engine: str, second_runs: Mapping[str, Outcome]) -> Outcome:
    return second_runs[engine]


def test_the_summary_has_the_documented_keys(first: Outcome) -> None:
    assert list(first.summary) == KEYS
    sources = [
        "ads", "billing", "consent", "crm", "dmp", "email", "mobile", "partner", "pos", "shop",
        "support", "web",
    ]  # fmt: skip
    assert list(first.summary["rows_by_source"]) == sources
    assert list(first.summary["segments"]) == SEGMENTS
    assert list(first.summary["syncs"]) == SYNCS


def test_no_figure_is_empty(first: Outcome) -> None:
    figures = first.summary
    assert min(figures["rows_by_source"].values()) > 0
    assert set(figures["quarantined_by_reason"]) == {
        "blank", "blocked", "malformed", "over_shared",
    }  # fmt: skip
    assert min(figures["segments"].values()) > 0
    assert 0 < figures["profiles"] < figures["identifiers"]
    for counts in figures["syncs"].values():
        assert counts["added"] > 0
        assert counts["withheld"] > 0
        assert counts["changed"] == counts["removed"] == 0
    assert figures["syncs"][WEBHOOK]["rejected"] > 0


def test_people_are_told_apart_and_found(first: Outcome) -> None:
    assert first.summary["precision"] >= 0.97
    assert first.summary["recall"] >= 0.85


def test_the_engines_agree(first_runs: Mapping[str, Outcome]) -> None:
    duckdb, postgres = (
        {key: value for key, value in first_runs[name].summary.items() if key != "seconds"}
        for name in ENGINES
    )
    assert duckdb == postgres
    # Ids are the same too, and so is every field that the destination has.
    assert first_runs["duckdb"].received == first_runs["postgres"].received


def test_the_text_shows_the_figures_and_no_contact(first: Outcome) -> None:
    for words in (f"{first.summary['profiles']:,}", *SEGMENTS, *SYNCS, "Where to look next"):
        assert words in first.output
    assert "\x1b" not in first.output, "a progress line was written into a pipe"
    assert not re.search(r"[\w.]+@[\w-]+[.]\w+", first.output)
    assert not re.search(r"[+][0-9]{7,}", first.output)


def test_the_report_shows_the_company_and_nobody_in_it(demo: Demo, first: Outcome) -> None:
    file = demo.folder / "report.html"
    command = [sys.executable, "-m", "reverse_etl", "report", "--target", demo.engine]
    command += ["--project-dir", str(demo.root), "--profiles-dir", str(demo.root)]
    done = subprocess.run(
        [*command, "--output", str(file)],
        env=demo.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    page = file.read_text()
    [(profiles,)] = demo.query("select count(*) from cdp_profiles.profiles")
    assert f"<dt>Profiles</dt><dd>{profiles:,}</dd>" in page
    assert [one for one in (*SEGMENTS, *SYNCS) if one not in page] == []
    values = demo.query(
        "select identifier_value from cdp_identity.identity_graph "
        "union select profile_id from cdp_profiles.profiles "
        "union select full_name from cdp_profiles.profiles where full_name is not null"
    )
    # A shorter value may be a figure.
    personal = [value for (value,) in values if len(value) > 5]
    assert len(personal) > profiles
    assert [value for value in personal if value in page] == []


def test_the_receiver_has_what_was_accepted(first: Outcome) -> None:
    counts = first.summary["syncs"][WEBHOOK]
    assert len(first.received) == counts["added"] - counts["rejected"]


def test_a_rejected_record_keeps_the_reason_of_the_server(demo: Demo, first: Outcome) -> None:
    reasons = demo.query(
        "select distinct reason from reverse_etl.sync_log"
        f" where sync_name = '{WEBHOOK}' and outcome = 'rejected'"
    )
    assert [reason for (reason,) in reasons] == ["email is missing"]


def test_a_second_run_sends_nothing(first: Outcome, second: Outcome) -> None:
    assert second.sent == []
    for counts in second.summary["syncs"].values():
        assert counts["added"] == counts["changed"] == counts["removed"] == 0
        assert counts["rejected"] == 0
    assert second.received == first.received
    unchanged = ("identifiers", "profiles", "precision", "recall", "segments")
    assert [second.summary[key] for key in unchanged] == [first.summary[key] for key in unchanged]


def test_a_second_run_loads_no_raw_table_again(second: Outcome) -> None:
    assert "loaded already" in second.output


@dataclass(frozen=True)
class Changed:
    """Three people whose raw rows were changed, and the run after it."""

    renamed: str
    left: str
    withdrew: str
    outcome: Outcome


@pytest.fixture(scope="session")
def third_runs(demos: Mapping[str, Demo], second_runs: Mapping[str, Outcome]) -> dict[str, Changed]:
    """One person renamed, one who leaves the segment, one who withdraws consent; then a run."""
    people = {name: _change(demos[name], second_runs[name].received) for name in ENGINES}
    outcomes = run_all(dict(demos))
    return {name: Changed(*people[name], outcomes[name]) for name in ENGINES}


@pytest.fixture
def third(engine: str, third_runs: Mapping[str, Changed]) -> Changed:
    return third_runs[engine]


def _change(demo: Demo, received: Mapping[str, Mapping[str, Any]]) -> tuple[str, str, str]:
    readers = [
        key
        for key, fields in sorted(received.items())
        if fields["segments"] == "newsletter_readers_without_orders"
    ]
    left, withdrew = readers[0], readers[1]
    renamed, contact = _named_by_crm(demo, [key for key in received if key not in readers])
    demo.query(f"update raw_crm.contacts set first_name = 'Renamed' where id = '{contact}'")
    _order(demo, received[left]["email"])
    demo.query(
        "insert into raw_consent.preferences (id, email, purpose, channel, status, legal_basis,"
        f" stated_at, _loaded_at) values ('test-1', '{received[withdrew]['email']}', 'marketing',"
        f" 'email', 'opt_out', 'consent', {NOW}, {NOW})"
    )
    return renamed, left, withdrew


def _named_by_crm(demo: Demo, keys: list[str]) -> tuple[str, str]:
    listed = ", ".join(f"'{key}'" for key in keys)
    profile, record = demo.query(
        "select profile_id, record_id from cdp_profiles.profile_attributes"
        " where attribute_name = 'first_name' and source_name = 'crm'"
        f" and profile_id in ({listed}) order by profile_id limit 1"
    )[0]
    return profile, record.removeprefix("contact:")


def _order(demo: Demo, email: str) -> None:
    demo.query(
        "insert into raw_shop.orders (id, email, currency, total_amount, tax_amount,"
        " financial_status, country_code, created_at, updated_at, _loaded_at) values"
        f" ('test-1', '{email}', 'EUR', 10, 2, 'paid', 'FR', {NOW}, {NOW}, {NOW})"
    )
    demo.query(
        "insert into raw_shop.order_lines (id, order_id, sku, product_title, category, quantity,"
        " unit_price, tax_amount, _loaded_at) values ('test-1', 'test-1', 'TEST', 'Test',"
        f" 'home', 1, 10, 2, {NOW})"
    )


def test_only_the_records_that_changed_are_sent(third: Changed) -> None:
    assert third.outcome.of_webhook("added") == set()
    assert third.outcome.of_webhook("changed") == {(third.renamed, None)}
    assert third.outcome.received[third.renamed]["first_name"] == "Renamed"
    assert third.outcome.summary["syncs"][WEBHOOK]["changed"] == 1


def test_who_leaves_the_segment_or_withdraws_consent_is_removed(third: Changed) -> None:
    assert third.outcome.of_webhook("removed") == {
        (third.left, "left_model"),
        (third.withdrew, "refused"),
    }
    assert {third.left, third.withdrew}.isdisjoint(third.outcome.received)


def test_who_withdraws_consent_is_still_in_the_segment(demo: Demo, third: Changed) -> None:
    assert demo.query(
        "select segment_name from cdp_segments.segment_memberships"
        f" where profile_id = '{third.withdrew}' and exited_at is null"
    ) == [("newsletter_readers_without_orders",)]
