"""What is special about Tryton, against a real server from its wheels."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reverse_etl.destinations.base import Context, parse_settings
from reverse_etl.destinations.tryton.destination import TrytonDestination
from reverse_etl.destinations.tryton.settings import TrytonSettings
from reverse_etl.errors import AuthenticationError, ConfigurationError
from reverse_etl.records import Column, Mode, OnRemoved, Operation, Outcome
from tests.contract.engine import Account, Told
from tests.contract.tryton_server import PASSWORD
from tests.contract.vendor import vendor_type
from tests.contract.wire import Fault, FaultServer, Response, json_response

VAT = "BE0477472701"


class Lab:
    """An account of an empty database."""

    def __init__(self, folder: Path) -> None:
        self.vendor = vendor_type("tryton")()
        self.server = FaultServer(self.vendor.answer, self.vendor.is_write)
        self.account = Account("tryton", self.vendor, self.server.url, folder)

    def send(self, key: str = "a", **fields: object) -> Told:
        return self.account.send({key: {**self.vendor.fields(key), **fields}})

    def call(self, operation: Operation, *keys: str, **changes: Any) -> list[Any]:
        rows = {key: self.vendor.fields(key) for key in keys}
        batch = self.account.batch(operation, rows, **changes)
        do = self.account.destination
        return do.remove(batch) if operation is Operation.REMOVE else do.send(batch)

    def contacts(self) -> list[tuple[str, str, str | None]]:
        """Type, value and label of every way of contact."""
        found = self.vendor.server.call(
            "model.party.contact_mechanism.search_read",
            [], 0, None, [["id", "asc"]], ["type", "value_compact", "name"], {},
        )  # fmt: skip
        return [(one["type"], one["value_compact"], one["name"]) for one in found]

    def numbers(self) -> list[str]:
        found = self.vendor.server.call(
            "model.party.identifier.search_read", [], 0, None, None, ["code_compact"], {}
        )
        return [one["code_compact"] for one in found]

    def writes(self) -> list[str]:
        writes = [one for one in self.server.requests if self.vendor.is_write(one)]
        return [one.document["method"].rpartition(".")[2] for one in writes]

    def close(self) -> None:
        self.account.close()
        self.server.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    opened = Lab(tmp_path)
    yield opened
    opened.close()


def test_a_party_has_its_contacts_and_number(lab: Lab) -> None:
    lab.send(phone="+33612345678", vat_number=VAT)
    assert lab.contacts() == [("email", "a@example.com", "CDP"), ("phone", "+33612345678", "CDP")]
    assert lab.numbers() == [VAT]


def test_a_changed_contact_is_changed_and_not_added(lab: Lab) -> None:
    lab.send(phone="+33612345678", vat_number=VAT)
    lab.send(email="new@example.com", phone=None, vat_number=None, name="Ada")
    assert lab.contacts() == [("email", "new@example.com", "CDP")]
    assert lab.numbers() == []
    (party,) = lab.vendor.parties("name")
    assert party["name"] == "Ada"


def test_what_people_entered_by_hand_stays(lab: Lab) -> None:
    lab.send()
    (party,) = lab.vendor.parties()
    by_hand = [
        {"party": party["id"], "type": "email", "value": "by.hand@example.com"},
        {"party": party["id"], "type": "phone", "value": "+33612345678"},
    ]
    lab.vendor.server.call("model.party.contact_mechanism.create", by_hand, {})
    # The phone is there already, so it is not put there twice.
    lab.send(email=None, phone="+33612345678")
    assert lab.contacts() == [
        ("email", "by.hand@example.com", None),
        ("phone", "+33612345678", None),
    ]


def test_an_invalid_vat_number_is_refused_alone(lab: Lab) -> None:
    rows = {key: lab.vendor.fields(key) for key in "abcdefgh"}
    rows["f"] = {**rows["f"], "vat_number": "FR12345678901"}
    told = lab.account.send(rows)
    assert told.keys(Outcome.REJECTED) == {"f"}
    assert "European VAT Number" in str(told.results["f"].reason)
    assert "FR12345678901" not in str(told.results["f"].reason)
    assert set(lab.vendor.held()) == set("abcdegh")


def test_the_code_of_a_party_that_was_archived_there_is_refused(lab: Lab) -> None:
    lab.send()
    (party,) = lab.vendor.parties()
    lab.vendor.server.call("model.party.party.write", [party["id"]], {"active": False}, {})
    results = lab.call(Operation.UPSERT, "a", "b", on_removed=OnRemoved.DELETE)
    assert [one.outcome for one in results] == [Outcome.REJECTED, Outcome.ACCEPTED]
    assert "archived" in str(results[0].reason)
    assert set(lab.vendor.held()) == {"b"}


def test_who_comes_back_with_a_bad_value_stays_archived(lab: Lab) -> None:
    lab.send()
    lab.account.remove("a")
    told = lab.send(vat_number="FR12345678901")
    assert told.outcomes == {Outcome.REJECTED: 1}
    assert not lab.vendor.held()
    assert lab.send(vat_number=VAT).outcomes == {Outcome.ACCEPTED: 1}
    assert set(lab.vendor.held()) == {"a"}


def test_removed_parties_are_archived_or_deleted(lab: Lab) -> None:
    lab.call(Operation.UPSERT, "a", "b", "c")
    lab.call(Operation.REMOVE, "a", on_removed=OnRemoved.ARCHIVE)
    assert {one["code"] for one in lab.vendor.parties(archived=True)} == {"a", "b", "c"}
    lab.call(Operation.REMOVE, "a", "b", on_removed=OnRemoved.DELETE)
    assert {one["code"] for one in lab.vendor.parties(archived=True)} == {"c"}


def test_a_lost_creation_is_not_repeated_blindly(lab: Lab) -> None:
    lab.server.faults = [Fault(Response(502), is_taken=True)]
    assert lab.send().outcomes == {Outcome.AMBIGUOUS: 1}
    assert lab.writes() == ["create"]
    assert lab.send().outcomes == {Outcome.ACCEPTED: 1}
    assert lab.writes() == ["create", "write"]
    assert lab.vendor.held() == {"a": 1}


def test_a_session_that_ended_is_begun_anew(lab: Lab) -> None:
    lab.send()
    lab.server.faults = [Fault(Response(401, "Unauthorized"))]
    assert lab.send("b").outcomes == {Outcome.ACCEPTED: 1}
    assert set(lab.vendor.held()) == {"a", "b"}
    methods = [request.document["method"] for request in lab.server.requests]
    assert methods.count("common.db.login") == 2


def test_a_wrong_password_names_the_settings(lab: Lab, tmp_path: Path) -> None:
    kept = lab.vendor.settings
    lab.vendor.settings = lambda *args: {**kept(*args), "password": "wrong-password-1"}
    account = Account("tryton", lab.vendor, lab.server.url, tmp_path)
    with pytest.raises(AuthenticationError, match="`user` and `password` of crm"):
        account.destination.check()
    account.close()


def test_a_failure_within_tryton_is_tried_again(lab: Lab) -> None:
    lab.server.faults = [Fault(json_response({"id": 1, "error": ["ConcurrencyException", ""]}))]
    assert lab.send().outcomes == {Outcome.ACCEPTED: 1}
    assert len(lab.account.slept) == 1


def test_an_update_changes_who_is_there_and_makes_nobody(lab: Lab) -> None:
    lab.send(name="Ada")
    a, x = lab.call(Operation.UPSERT, "a", "x", mode=Mode.UPDATE)
    assert (a.outcome, x.outcome) == (Outcome.ACCEPTED, Outcome.SKIPPED)
    assert x.reason == "Tryton has no party with this code"
    assert [(one["code"], one["name"]) for one in lab.vendor.parties("name")] == [
        ("a", "Zebulon a")
    ]


def test_a_user_who_may_not_write_parties_shows_in_the_check(lab: Lab, tmp_path: Path) -> None:
    call, access = lab.vendor.server.call, "model.ir.model.access"
    user = {"name": "Reader", "login": "reader", "password": PASSWORD}
    call("model.res.user.create", [user], {})
    rights = {"perm_read": True, "perm_write": False, "perm_create": False, "perm_delete": False}
    (number,) = call(f"{access}.create", [{"model": "party.party", **rights}], {})
    settings = lab.vendor.settings(lab.server.url, tmp_path) | {"user": "reader"}
    destination = TrytonDestination(TrytonSettings(**settings), Context("crm", tmp_path))
    try:
        with pytest.raises(ConfigurationError, match="user reader may not write, create parties"):
            destination.check()
    finally:
        destination.close()
        call(f"{access}.delete", [number], {})


def test_a_check_counts_the_parties(lab: Lab) -> None:
    lab.call(Operation.UPSERT, "a", "b")
    assert lab.account.destination.check().endswith("has 2 parties")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": ("name",)}, "by their code"),
        ({"columns": (Column("code"), Column("shoe_size"))}, "no shoe_size here"),
    ],
)
def test_a_model_that_tryton_cannot_take_is_refused(
    lab: Lab, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        lab.call(Operation.UPSERT, "a", **changes)
    assert lab.server.requests == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"url": "crm.example.com"}, "http"),
        ({"database": "crm/rpc"}, "without slashes"),
        ({"batch_rows": 0}, "at least 1"),
    ],
)
def test_wrong_settings_say_what_is_right(settings: dict[str, Any], words: str) -> None:
    valid = {"url": "https://a.example", "database": "crm", "user": "u", "password": "p-123456"}
    with pytest.raises(ConfigurationError, match=words):
        parse_settings(TrytonSettings, {**valid, **settings}, "destinations.yml")
