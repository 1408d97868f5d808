"""`make demo` again: what it sends a second time, and after a change in the raw rows."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from tests.integration.demo.conftest import ByEngine, Demo, Outcome

WEBHOOK = "crm_webhook_customers"
# The demo's newest row was loaded at this instant, so nothing looks older for a row added then.
NOW = "timestamp '2026-11-01 03:00:00'"

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="session")
def second_runs(
    demos: Mapping[str, Demo], first_runs: Mapping[str, Outcome]
) -> Mapping[str, Outcome]:
    """The same again."""
    return ByEngine(functools.cache(lambda engine: demos[engine].run_again()))


@pytest.fixture
def first(engine: str, first_runs: Mapping[str, Outcome]) -> Outcome:
    return first_runs[engine]


@pytest.fixture
def second(engine: str, second_runs: Mapping[str, Outcome]) -> Outcome:
    return second_runs[engine]


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
def third_runs(
    demos: Mapping[str, Demo], second_runs: Mapping[str, Outcome]
) -> Mapping[str, Changed]:
    """One person renamed, one who leaves the segment, one who withdraws consent; then a run."""

    def run(engine: str) -> Changed:
        people = _change(demos[engine], second_runs[engine].received)
        return Changed(*people, demos[engine].run_again())

    return ByEngine(functools.cache(run))


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
