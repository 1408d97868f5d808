"""`make demo` end to end: its summary, its report, and what the receiver was sent."""

import re
from collections.abc import Mapping

import pytest

from tests.integration.demo.conftest import ENGINES, Demo, Outcome

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
WEBHOOK = "crm_webhook_customers"

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def first(engine: str, first_runs: Mapping[str, Outcome]) -> Outcome:
    return first_runs[engine]


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


@pytest.mark.postgres
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
    places = ["--project-dir", str(demo.root), "--profiles-dir", str(demo.root)]
    done = demo.reverse_etl("report", *places, "--output", str(file))
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
