"""The demo's receiver, spoken to over HTTP as its contract says."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from demo.receiver import Receiver


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "receiver.json"


@pytest.fixture
def receiver(file: Path) -> Iterator[Receiver]:
    with Receiver(file) as serving:
        yield serving


def post(
    receiver: Receiver, document: dict[str, Any], key: str = "k-1", age: int = 0, secret: str = ""
) -> requests.Response:
    settings = receiver.environment()
    body = json.dumps(document).encode()
    timestamp = str(int(time.time()) - age)
    signed = (secret or settings["CDP_WEBHOOK_SECRET"]).encode()
    digest = hmac.new(signed, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {
        "Idempotency-Key": key,
        "X-Cdp-Timestamp": timestamp,
        "X-Cdp-Signature": f"v1={digest}",
    }
    return requests.post(settings["CDP_WEBHOOK_URL"], data=body, headers=headers, timeout=10)


def upsert(key: str, **fields: str) -> dict[str, Any]:
    return {"operation": "upsert", "records": [{"id": key, "key": key, "fields": fields}]}


def test_an_accepted_record_is_kept_in_the_file(receiver: Receiver, file: Path) -> None:
    answer = post(receiver, upsert("c-1", email="a@example.com", phone="+33612345678"))

    assert answer.json() == {"results": [{"key": "c-1", "status": "accepted"}]}
    assert list(json.loads(file.read_text())) == ["c-1"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"phone": "+33612345678"}, "email is missing"),
        ({"email": "a@example.com", "phone": "06 12"}, "phone is not in international format"),
    ],
)
def test_a_bad_record_is_refused_with_a_reason(
    receiver: Receiver, file: Path, fields: dict[str, str], reason: str
) -> None:
    results = post(receiver, upsert("c-1", **fields)).json()["results"]

    assert results == [{"key": "c-1", "status": "rejected", "reason": reason}]
    assert json.loads(file.read_text()) == {}


def test_a_removal_takes_the_record_out_and_may_come_twice(receiver: Receiver, file: Path) -> None:
    post(receiver, upsert("c-1", email="a@example.com"))
    removal = {"operation": "remove", "records": [{"id": "r", "key": "c-1", "fields": {}}]}

    for key in ("k-2", "k-3"):
        results = post(receiver, removal, key=key).json()["results"]
        assert results == [{"key": "c-1", "status": "accepted"}]
    assert json.loads(file.read_text()) == {}


def test_a_repeat_of_a_batch_changes_nothing(receiver: Receiver, file: Path) -> None:
    first = post(receiver, upsert("c-1", email="a@example.com"), key="same")
    again = post(receiver, upsert("c-1", email="b@example.com"), key="same")

    assert again.json() == first.json()
    assert json.loads(file.read_text())["c-1"]["email"] == "a@example.com"


@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"age": 301}])
def test_a_wrong_or_old_signature_is_refused(
    receiver: Receiver, file: Path, wrong: dict[str, Any]
) -> None:
    assert post(receiver, upsert("c-1", email="a@example.com"), **wrong).status_code == 401
    assert not file.exists()


def test_a_check_changes_nothing(receiver: Receiver, file: Path) -> None:
    assert post(receiver, {"operation": "check", "records": []}).status_code == 200
    assert not file.exists()


def test_what_was_accepted_outlives_the_server(file: Path) -> None:
    with Receiver(file) as receiver:
        post(receiver, upsert("c-1", email="a@example.com"))
    with Receiver(file) as receiver:
        post(receiver, upsert("c-2", email="b@example.com"))

    assert list(json.loads(file.read_text())) == ["c-1", "c-2"]
