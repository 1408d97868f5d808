"""What is special about Meta; the contract suite holds it to what every destination promises."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reverse_etl.destinations.base import parse_settings
from reverse_etl.destinations.meta.settings import MetaSettings
from reverse_etl.errors import AuthenticationError, ConfigurationError
from reverse_etl.records import Column, Operation, Outcome
from tests.contract.engine import Account, Told
from tests.contract.vendors.meta import AUDIENCE, TOKEN, MetaVendor, error
from tests.contract.wire import Fault, FaultServer, Response, json_response


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Lab:
    """An account and its server."""

    def __init__(self, folder: Path) -> None:
        self.vendor = MetaVendor()
        self.server = FaultServer(self.vendor.answer, self.vendor.is_write)
        self.account = Account("meta", self.vendor, self.server.url, folder)

    def send(self, **rows: Mapping[str, object]) -> Told:
        return self.account.send(
            {key: {**self.vendor.fields(key), **row} for key, row in rows.items()}
        )

    def close(self) -> None:
        self.account.close()
        self.server.close()


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    opened = Lab(tmp_path)
    yield opened
    opened.close()


def test_values_go_normalized_and_hashed(lab: Lab) -> None:
    lab.send(a={"limited_data_use": True, "phone_sha256": digest("33612345678").upper()}, b={})
    assert lab.vendor.members["a"] == {
        "EXTERN_ID": "a",
        "EMAIL": digest("a@example.com"),
        "PHONE": digest("33612345678"),
        "FN": digest("zebulon"),
        "COUNTRY": digest("fr"),
        "DATA_PROCESSING_OPTIONS": ["LDU"],
    }
    assert lab.vendor.members["b"]["DATA_PROCESSING_OPTIONS"] == []
    assert lab.vendor.members["b"]["PHONE"] == ""
    bodies = b"".join(request.body for request in lab.server.requests)
    assert b"example.com" not in bodies.lower()
    assert b"ebulon" not in bodies


def test_the_schema_is_one_for_all_requests_and_removals(lab: Lab) -> None:
    lab.send(a={"fn": None, "country": None})
    lab.send(b={})
    lab.account.remove("a")
    schemas = {str(one.document["payload"]["schema"]) for one in lab.server.requests}
    assert len(schemas) == 1
    assert set(lab.vendor.members) == {"b"}


def test_each_attempt_is_a_session_of_its_own(lab: Lab) -> None:
    lab.server.faults = [Fault(Response(502), is_taken=True)]
    lab.send(a={}, b={})
    first, second = lab.vendor.sessions
    assert first["session_id"] != second["session_id"]
    for session in (first, second):
        assert session["last_batch_flag"] is True
        assert (session["batch_seq"], session["estimated_num_total"]) == (1, 2)


def test_a_hash_in_a_clear_column_is_recognised(lab: Lab) -> None:
    lab.send(a={"email": digest("a@example.com")})
    assert lab.vendor.members["a"]["EMAIL"] == digest("a@example.com")


def test_a_clear_value_where_a_hash_is_due_is_refused(lab: Lab) -> None:
    told = lab.send(a={"phone_sha256": "+33612345678"}, b={})
    assert told.results["a"].outcome is Outcome.REJECTED
    assert told.results["a"].reason == "phone_sha256 holds a clear value where a hash is due"
    assert set(lab.vendor.members) == {"b"}


def test_what_cannot_be_matched_is_left_out_and_said(lab: Lab) -> None:
    told = lab.send(a={"email": "none", "country": "Germany"})
    assert told.results["a"].outcome is Outcome.ACCEPTED
    assert told.results["a"].reason == "left out: email, country"
    assert lab.vendor.members["a"]["EMAIL"] == ""


def test_an_email_as_external_id_is_not_sent(lab: Lab) -> None:
    row = {"extern_id": "ada@example.com", "email": None, "fn": None}
    told = lab.send(a=row)
    assert told.results["a"].outcome is Outcome.REJECTED
    assert "extern_id cannot be used" in str(told.results["a"].reason)
    assert lab.server.requests == []


def test_rows_that_meta_only_counts_are_found(lab: Lab) -> None:
    rows: dict[str, dict[str, object]] = {f"p{number}": {} for number in range(20)}
    rows["p7"] = rows["p13"] = {"country": "ZZ"}
    told = lab.send(**rows)
    assert told.keys(Outcome.REJECTED) == {"p7", "p13"}
    assert set(lab.vendor.members) == set(rows) - {"p7", "p13"}


def test_a_throttle_waits_as_long_as_meta_says(lab: Lab) -> None:
    usage = '{"1": [{"type": "custom_audience", "estimated_time_to_regain_access": 4}]}'
    busy = error(80003, "too many calls to this ad account")
    headers = {**busy.headers, "X-Business-Use-Case-Usage": usage}
    lab.server.faults = [Fault(Response(busy.status, busy.text, headers))]
    assert lab.send(a={}).outcomes == {Outcome.ACCEPTED: 1}
    assert lab.account.slept == [240]


@pytest.mark.parametrize(
    ("answer", "words", "kind"),
    [
        (error(294, "It requires ads_management"), "user may", AuthenticationError),
        (error(100, "Invalid parameter", 1713230), "Audience Manager", ConfigurationError),
        (error(2650, "Another schema"), "make a new audience", ConfigurationError),
    ],
)
def test_what_no_retry_would_mend_stops(
    lab: Lab, answer: Response, words: str, kind: type[Exception]
) -> None:
    lab.server.always = Fault(answer)
    told = lab.send(a={}, b={})
    assert isinstance(told.cause, kind)
    assert words in str(told.cause)
    assert told.outcomes == {Outcome.ABORTED: 2}
    assert len(lab.server.requests) == 1


def test_a_block_for_abuse_is_left_to_the_next_run(lab: Lab) -> None:
    lab.server.always = Fault(error(368, "temporarily blocked"))
    assert lab.send(a={}).outcomes == {Outcome.RETRYABLE: 1}
    assert len(lab.server.requests) == 1


def test_an_error_in_a_200_is_an_error(lab: Lab) -> None:
    body = {"error": {"code": 190, "message": "expired"}}
    lab.server.always = Fault(json_response(body))
    assert isinstance(lab.send(a={}).cause, AuthenticationError)


def test_a_blocked_audience_shows_in_the_check(lab: Lab) -> None:
    assert AUDIENCE in lab.account.destination.check()
    lab.vendor.operation_status = 471
    with pytest.raises(ConfigurationError, match="blocked"):
        lab.account.destination.check()


def test_a_token_that_may_not_manage_ads_shows_in_the_check(lab: Lab) -> None:
    lab.vendor.permissions = {"ads_management": "declined", "email": "granted"}
    with pytest.raises(ConfigurationError, match="lacks the permission ads_management"):
        lab.account.destination.check()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"columns": (Column("extern_id"), Column("shoe_size"))}, "knows no shoe_size"),
        ({"columns": (Column("email"), Column("email_sha256"))}, "both clear and hashed"),
        ({"key": ("country",)}, "cannot take a person out"),
    ],
)
def test_a_model_that_meta_cannot_take_is_refused(
    lab: Lab, changes: dict[str, Any], words: str
) -> None:
    batch = lab.account.batch(Operation.UPSERT, {"a": lab.vendor.fields("a")}, **changes)
    for ask in (lab.account.destination.check_sync, lab.account.destination.send):
        with pytest.raises(ConfigurationError, match=words):
            ask(batch)
    assert lab.server.requests == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"api_version": "25"}, "v25.0"),
        ({"audience_id": "my audience"}, "number of an audience"),
        ({"calling_code": "+44"}, "without plus"),
        ({"batch_rows": 20_000}, "Meta's limit"),
    ],
)
def test_wrong_settings_say_what_is_right(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        parse_settings(MetaSettings, {"access_token": TOKEN, **settings}, "destinations.yml")
