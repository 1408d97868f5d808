"""What is special about HubSpot; the contract suite holds it to what every destination promises."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reverse_etl.destinations.base import Context, parse_settings
from reverse_etl.destinations.hubspot.destination import HubSpotDestination
from reverse_etl.destinations.hubspot.settings import HubSpotSettings
from reverse_etl.destinations.hubspot.values import as_text
from reverse_etl.errors import ConfigurationError, RetryableError
from reverse_etl.records import Mode, OnRemoved, Operation, Outcome, Record
from tests.contract.engine import Account
from tests.contract.vendors.hubspot import TOKEN, HubSpotVendor
from tests.contract.wire import Fault, FaultServer, Response, json_response


class Lab:
    """An account, its server, and batches that tests vary."""

    def __init__(self, folder: Path) -> None:
        self.vendor = HubSpotVendor()
        self.server = FaultServer(self.vendor.answer, self.vendor.is_write)
        self.account = Account("hubspot", self.vendor, self.server.url, folder)

    def close(self) -> None:
        self.account.close()
        self.server.close()

    def contacts(self, *keys: str) -> None:
        self.account.send({key: self.vendor.fields(key) for key in keys})

    def call(self, operation: Operation, *keys: str, **changes: Any) -> list[Any]:
        batch = self.account.batch(operation, {key: {"cdp_id": key} for key in keys}, **changes)
        do = self.account.destination
        return do.remove(batch) if operation is Operation.REMOVE else do.send(batch)

    def listed(self) -> set[str]:
        return {self.vendor.contacts[one]["cdp_id"] for one in self.vendor.lists["7"]}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    opened = Lab(tmp_path)
    yield opened
    opened.close()


LIST = {"object_name": "list_members", "on_removed": OnRemoved.REMOVE_FROM_LIST}


def test_each_row_has_hubspots_own_id_or_its_reason(lab: Lab) -> None:
    told = lab.account.send({"a": lab.vendor.fields("a"), "b": lab.vendor.refused_fields("b")})
    (number,) = lab.vendor.contacts
    assert told.results["a"].destination_id == number
    assert told.results["b"].outcome is Outcome.REJECTED
    assert told.results["b"].reason == "Email address [value] is invalid"


def test_two_contacts_with_one_email_are_told_apart(lab: Lab) -> None:
    lab.contacts("a")
    told = lab.account.send({"b": {**lab.vendor.fields("b"), "email": "a@example.com"}})
    assert told.results["b"].outcome is Outcome.REJECTED
    assert "already exists" in str(told.results["b"].reason)
    assert "@" not in str(told.results["b"].reason)


def test_an_update_changes_who_is_there_and_makes_nobody(lab: Lab) -> None:
    lab.contacts("a")
    rows = {key: {**lab.vendor.fields(key), "firstname": "Ada"} for key in ("a", "x")}
    batch = lab.account.batch(Operation.UPSERT, rows, mode=Mode.UPDATE)
    a, x = lab.account.destination.send(batch)
    assert (a.outcome, x.outcome) == (Outcome.ACCEPTED, Outcome.SKIPPED)
    assert x.reason == "HubSpot has no contact with this cdp_id"
    (contact,) = lab.vendor.contacts.values()
    assert contact == {"cdp_id": "a", "email": "a@example.com", "firstname": "Ada"}


def test_null_clears_a_property(lab: Lab) -> None:
    lab.contacts("a")
    lab.account.send({"a": {**lab.vendor.fields("a"), "firstname": None}})
    (contact,) = lab.vendor.contacts.values()
    assert contact["firstname"] == ""


def test_clearing_empties_the_columns_and_keeps_the_contact(lab: Lab) -> None:
    lab.contacts("a", "b")
    results = lab.call(Operation.REMOVE, "a", "x", on_removed=OnRemoved.CLEAR_FIELDS)
    assert [one.outcome for one in results] == [Outcome.ACCEPTED] * 2
    contacts = {one["cdp_id"]: one for one in lab.vendor.contacts.values()}
    assert contacts["a"] == {"cdp_id": "a", "email": "", "firstname": ""}
    assert contacts["b"]["email"] == "b@example.com"
    assert set(contacts) == {"a", "b"}


def test_a_list_gets_who_is_a_contact_and_waits_for_the_others(lab: Lab) -> None:
    lab.contacts("a", "b")
    results = lab.call(Operation.UPSERT, "a", "x", **LIST)
    assert [one.outcome for one in results] == [Outcome.ACCEPTED, Outcome.RETRYABLE]
    assert lab.listed() == {"a"}
    lab.contacts("x")
    lab.call(Operation.UPSERT, "a", "x", **LIST)
    assert lab.listed() == {"a", "x"}


def test_members_of_a_list_are_read_back_by_their_key(lab: Lab) -> None:
    lab.contacts("a", "b", "c", "d")
    lab.call(Operation.UPSERT, "a", "c", "d", **LIST)
    pages = lab.account.destination.members("list_members", ["cdp_id"])
    assert sorted(key for keys in pages for key in keys) == ["a", "c", "d"]


def test_leaving_a_list_keeps_the_contact(lab: Lab) -> None:
    lab.contacts("a", "b")
    lab.call(Operation.UPSERT, "a", "b", **LIST)
    results = lab.call(Operation.REMOVE, "a", "gone", **LIST)
    assert [one.outcome for one in results] == [Outcome.ACCEPTED] * 2
    assert lab.listed() == {"b"}
    assert set(lab.vendor.held()) == {"a", "b"}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(json_response({}), Outcome.AMBIGUOUS), (Response(204), Outcome.AMBIGUOUS)],
)
def test_a_list_answer_that_says_nothing_is_no_success(
    lab: Lab, answer: Response, outcome: Outcome
) -> None:
    lab.contacts("a")
    lab.server.faults = [Fault(answer)]
    assert [one.outcome for one in lab.call(Operation.UPSERT, "a", **LIST)] == [outcome]
    assert lab.listed() == set()


def test_a_read_that_says_nothing_is_not_taken_for_absence(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.contacts("a")
    monkeypatch.setattr(lab.vendor, "_read", lambda document: json_response({"status": "PENDING"}))
    with pytest.raises(RetryableError, match="does not say"):
        lab.call(Operation.REMOVE, "a")
    assert set(lab.vendor.held()) == {"a"}


@pytest.mark.parametrize(("list_id", "words"), [("9", "no list 9"), ("8", "MANUAL")])
def test_a_list_that_cannot_be_changed_is_named(
    tmp_path: Path, list_id: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = HubSpotVendor.settings
    monkeypatch.setattr(
        HubSpotVendor, "settings", lambda *args: {**kept(*args), "list_id": list_id}
    )
    lab = Lab(tmp_path)
    lab.contacts("a")
    with pytest.raises(Exception, match=words):
        lab.call(Operation.UPSERT, "a", **LIST)
    lab.close()


def test_an_unknown_property_stops_the_sync_once(lab: Lab) -> None:
    rows = {key: {**lab.vendor.fields(key), "shoe_size": "42"} for key in "abcd"}
    told = lab.account.send(rows)
    assert isinstance(told.cause, ConfigurationError)
    assert "shoe_size" in str(told.cause)
    assert len(lab.server.requests) == 1


def test_a_used_up_day_is_left_to_the_next_run(lab: Lab) -> None:
    text = '{"message": "You have reached your daily limit.", "policyName": "DAILY"}'
    lab.server.always = Fault(Response(429, text, {"Content-Type": "application/json"}))
    told = lab.account.send({"a": lab.vendor.fields("a")})
    assert told.outcomes == {Outcome.RETRYABLE: 1}
    assert "daily limit" in str(told.results["a"].reason)
    assert lab.account.slept == []


def test_a_check_tells_the_days_calls(lab: Lab) -> None:
    assert "12 of 250000" in lab.account.destination.check()


def test_a_check_names_the_scopes_that_the_token_lacks(lab: Lab) -> None:
    lab.vendor.scopes = {"crm.objects.contacts.read", "crm.lists.read"}
    with pytest.raises(ConfigurationError) as told:
        lab.account.destination.check()
    assert "lacks the scopes crm.lists.write, crm.objects.contacts.write" in str(told.value)


def test_a_token_whose_scopes_are_not_told_is_tried_by_reading(lab: Lab) -> None:
    lab.vendor.scopes = None
    assert "the token works" in lab.account.destination.check()
    assert any(one.path.endswith("/contacts") for one in lab.server.requests)


def test_a_check_names_a_list_that_is_not_there(lab: Lab) -> None:
    del lab.vendor.lists["7"]
    with pytest.raises(ConfigurationError, match="HubSpot has no list 7"):
        lab.account.destination.check()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": ("cdp_id", "email")}, "by one"),
        ({"on_removed": OnRemoved.REMOVE_FROM_LIST}, "does not fit contacts"),
        ({**LIST, "on_removed": OnRemoved.CLEAR_FIELDS}, "does not fit list_members"),
        ({**LIST, "mode": Mode.UPDATE}, "nothing of them to update"),
    ],
)
def test_what_hubspot_cannot_do_is_refused(lab: Lab, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        lab.account.destination.check_sync(lab.account.batch(Operation.UPSERT, {}, **changes))
    with pytest.raises(ConfigurationError, match=words):
        lab.call(Operation.REMOVE, "a", **changes)
    assert lab.server.requests == []


def merge(lab: Lab, goes: str, stays: str, **changes: Any) -> Any:
    record = Record(f"r-{goes}", goes, {"cdp_id": goes}, merged_into=stays)
    batch = replace(lab.account.batch(Operation.MERGE, {}, **changes), records=[record])
    (result,) = lab.account.destination.merge(batch)
    return result


def test_merged_profiles_are_one_contact_that_bears_the_key_that_stays(lab: Lab) -> None:
    lab.contacts("a", "b")
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    assert lab.vendor.held() == {"b": 1}
    # Again, as after a lost answer.
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    assert lab.vendor.held() == {"b": 1}


def test_a_merge_whose_answer_was_lost_is_not_repeated_blindly(lab: Lab) -> None:
    lab.contacts("a", "b")
    lab.server.faults = [Fault(Response(502), is_taken=True)]
    assert merge(lab, "a", "b").outcome is Outcome.AMBIGUOUS
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    assert lab.vendor.held() == {"b": 1}
    assert sum(one.path.endswith("/merge") for one in lab.server.requests) == 1


def test_what_is_left_of_two_keeps_its_key_though_the_other_is_newer(lab: Lab) -> None:
    lab.contacts("a", "b")
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    # The record that HubSpot makes of two has another id, and bore the key of "a" for a moment.
    lab.account.send({"b": lab.vendor.fields("b")})
    assert lab.vendor.held() == {"b": 1}
    (contact,) = lab.vendor.contacts.values()
    assert contact["email"] == "b@example.com"


def test_a_merge_that_died_before_the_key_was_set_is_ended_by_the_next_run(lab: Lab) -> None:
    lab.contacts("a", "b")
    lab.server.poison = ("objectWriteTraceId", Response(503))
    assert merge(lab, "a", "b").outcome is Outcome.RETRYABLE
    assert lab.vendor.held() == {"a": 1}
    lab.server.calm()
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    assert lab.vendor.held() == {"b": 1}
    assert sum(one.path.endswith("/merge") for one in lab.server.requests) == 1


def test_a_contact_without_the_one_to_merge_it_into_takes_its_key(lab: Lab) -> None:
    lab.contacts("a")
    assert merge(lab, "a", "b").outcome is Outcome.ACCEPTED
    assert lab.vendor.held() == {"b": 1}


def test_in_a_list_the_member_that_goes_is_taken_out(lab: Lab) -> None:
    lab.contacts("a", "b")
    lab.call(Operation.UPSERT, "a", "b", **LIST)
    assert merge(lab, "a", "b", **LIST).outcome is Outcome.ACCEPTED
    assert lab.listed() == {"b"}
    assert lab.vendor.held() == {"a": 1, "b": 1}


def test_merging_cannot_be_undone_so_it_is_asked_for(lab: Lab) -> None:
    assert not lab.account.destination.capabilities.can_merge
    settings = HubSpotSettings(access_token=TOKEN, merge_contacts=True)
    merging = HubSpotDestination(settings, Context("crm", Path()))
    assert merging.capabilities.can_merge


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api_version": "v3"}, "dated version"),
        ({"list_id": "my list"}, "number of a list"),
        ({"batch_rows": 101}, "HubSpot's limit"),
        ({"url": "api.hubapi.com"}, "http"),
        ({"requests_per_second": 0}, "more than zero"),
    ],
)
def test_wrong_settings_say_what_is_right(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        parse_settings(HubSpotSettings, {"access_token": TOKEN, **settings}, "destinations.yml")


def test_values_are_texts() -> None:
    assert as_text(True) == "true"
    assert as_text(Decimal("1E+2")) == "100"
    assert as_text(datetime(2026, 11, 25, 7, 30)) == "2026-11-25T07:30:00.000Z"  # noqa: DTZ001
    assert as_text(date(2026, 11, 25)) == "2026-11-25"
    assert as_text(12.5) == "12.5"
    assert as_text(None) == ""
