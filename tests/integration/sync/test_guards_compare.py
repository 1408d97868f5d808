"""Guards that compare a run with what was before it: people, grants, columns, builds."""

import json
from datetime import UTC, datetime

import pytest

from .company import Company
from .test_guards import assert_only_the_refusal_went, guards, override


@pytest.fixture
def sent(company: Company) -> Company:
    """The company with twenty people at the destination, n1 no longer agreeing."""
    company.edit_sync(guard={"min_grants_lost": 5, "min_added": 5, "max_added_share": 0.5})
    company.fill(20)
    assert company.sync().code == 0
    company.refuse("n1")
    company.receiver.requests.clear()
    return company


def add_someone_who_agrees(company: Company) -> None:
    company.sql(
        "insert into cdp_raw.people (profile_id, external_id, amount) values ('new', 'new', 1)"
    )
    company.grant("new")


def test_all_refuse_and_all_are_removed_though_the_guard_holds(sent: Company) -> None:
    add_someone_who_agrees(sent)
    sent.sql(
        "update cdp_raw.consents set status = 'refused', is_granted = false "
        "where profile_id like 'n%' and profile_id <> 'new'"
    )
    ran = sent.sync()
    assert ran.code == 3
    assert guards(ran.first) == ["fallen_grants"]
    assert ran.counts()["removed_refused"] == 20
    assert ran.counts()["held"] == 1
    assert sent.receiver.records == {}
    assert sent.state() == set()
    # A run that was held back is no measure for the next one.
    assert guards(sent.sync().first) == ["fallen_grants"]
    assert override(sent, "fallen_grants").counts()["added"] == 1
    assert sent.sync().code == 0


def test_grants_that_vanish_add_and_change_nothing(sent: Company) -> None:
    sent.sql(
        "delete from cdp_raw.consents where profile_id in ('n2', 'n3', 'n4', 'n5', 'n6', 'n7')",
        "update cdp_raw.people set amount = 99 where external_id = 'n9'",
    )
    assert_only_the_refusal_went(sent, "fallen_grants")
    assert len(sent.receiver.records) == 19


def test_consents_three_days_old_add_and_change_nothing(sent: Company) -> None:
    sent.sql(
        "update cdp_raw.statements set loaded_at = timestamp '2026-10-29 02:00:00'",
        "update cdp_raw.people set amount = 99 where external_id = 'n9'",
    )
    add_someone_who_agrees(sent)
    assert_only_the_refusal_went(sent, "stale_consents")
    reason = sent.sync().first["guards"][0]["reason"]
    assert "loaded 73 hours before" in reason
    assert "max_consent_age_hours" in reason
    assert override(sent, "stale_consents").counts()["accepted"] == 2


def test_a_sync_may_allow_older_consents(sent: Company) -> None:
    sent.sql("update cdp_raw.statements set loaded_at = timestamp '2026-10-29 02:00:00'")
    sent.edit_sync(guard={"max_consent_age_hours": 80})
    assert sent.sync().code == 0


def test_fifteen_of_a_hundred_leave_the_model(company: Company) -> None:
    """The limits of a sync that sets none: a tenth, and fifty."""
    company.edit_sync(guard=None)
    company.fill(400)
    company.sync()
    company.refuse("n1")
    company.sql("delete from cdp_raw.people where amount between 2 and 61")
    company.receiver.requests.clear()
    assert_only_the_refusal_went(company, "mass_removal")
    reason = company.sync().first["guards"][0]["reason"]
    assert "60 of 399 records (15%) would be removed" in reason
    assert len(company.receiver.records) == 399


def test_a_model_that_grows_beyond_a_share_is_held_back(sent: Company) -> None:
    sent.sql(
        "insert into cdp_raw.people (profile_id, external_id, amount) "
        "select 'm' || amount, 'm' || amount, amount from cdp_raw.people where amount <= 12",
        "insert into cdp_raw.consents (profile_id, purpose, channel, status, is_granted) "
        "select 'm' || amount, 'marketing', 'any', 'granted', true from cdp_raw.people "
        "where amount <= 12",
    )
    assert_only_the_refusal_went(sent, "mass_growth")
    assert override(sent, "mass_growth").counts()["added"] == 12


def test_other_columns_are_held_back_until_someone_looked(sent: Company) -> None:
    sent.sql(
        "drop view cdp.sync_webhook__people",
        "create view cdp.sync_webhook__people as select profile_id, external_id, email, "
        "cast(amount as varchar(20)) as amount, country as region from cdp_raw.people",
    )
    assert_only_the_refusal_went(sent, "changed_schema")
    reason = sent.sync().first["guards"][0]["reason"]
    assert "gained region" in reason
    assert "lost country, is_member, phone, updated_at" in reason
    assert "turned amount from decimal to text" in reason
    assert override(sent, "changed_schema").counts()["changed"] == 19
    assert sent.sync().code == 0


def test_a_build_of_long_ago_is_held_back(sent: Company) -> None:
    sent.sql(
        "update reverse_etl.build_results set ended_at = ended_at - interval '50 hours' "
        "where node_id = 'model.cdp.profile_consents'",
        "update cdp_raw.people set amount = 99 where external_id = 'n9'",
    )
    # That dbt built something else since is no excuse.
    sent.built("model.cdp.unrelated", "success")
    assert_only_the_refusal_went(sent, "upstream_stale")
    reason = sent.sync().first["guards"][0]["reason"]
    assert "dbt built model profile_consents last 50 hours ago, more than 36 hours" in reason
    sent.edit_sync(guard={"max_build_age_hours": 60})
    assert sent.sync().code == 0


def test_a_source_that_dbt_found_too_old_is_held_back(sent: Company) -> None:
    with sent.manifest() as manifest:
        manifest["parent_map"]["model.cdp.profile_consents"].append("source.cdp.consent.choices")
    found = {
        "metadata": {"generated_at": datetime.now(UTC).isoformat()},
        "results": [
            {"unique_id": "source.cdp.consent.choices", "status": "error"},
            {"unique_id": "source.cdp.unrelated.rows", "status": "error"},
        ],
    }
    (sent.directory / "target" / "sources.json").write_text(json.dumps(found))
    assert_only_the_refusal_went(sent, "upstream_stale")
    reason = sent.sync().first["guards"][0]["reason"]
    assert "source consent.choices" in reason
    assert "unrelated" not in reason
