"""What every destination promises while nothing goes wrong."""

import dataclasses
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from reverse_etl.destinations import destination_type, destination_types
from reverse_etl.records import Mode, OnRemoved, Outcome
from reverse_etl.redaction import redact

from .engine import Account
from .faults import KEYS
from .vendor import vendor_module, vendor_type
from .wire import FaultServer

_CREDENTIALS = ("token", "secret", "password", "api_key")


@pytest.fixture(params=destination_types())
def account(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Account]:
    """An account of each type at a vendor that behaves."""
    vendor = vendor_type(request.param)()
    if getattr(vendor_module(request.param), "IS_LOCAL", False):
        opened = Account(request.param, vendor, "", tmp_path)
        yield opened
        opened.close()
        return
    server = FaultServer(vendor.answer, vendor.is_write)
    opened = Account(request.param, vendor, server.url, tmp_path)
    yield opened
    opened.close()
    server.close()


def rows(account: Account, *keys: str) -> dict[str, object]:
    return {key: account.vendor.fields(key) for key in keys}


def test_what_is_accepted_is_there_once_however_often_it_is_sent(account: Account) -> None:
    for _ in range(2):
        told = account.send(rows(account, *KEYS))  # type: ignore[arg-type]
        assert told.outcomes == {Outcome.ACCEPTED: 5}
        assert account.vendor.held() == Counter(KEYS)


def test_what_is_removed_is_gone_and_the_rest_stays(account: Account) -> None:
    account.send(rows(account, *KEYS))  # type: ignore[arg-type]
    for _ in range(2):
        told = account.remove("k2", "k4")
        assert told.outcomes == {Outcome.ACCEPTED: 2}
        assert account.vendor.held() == Counter(["k1", "k3", "k5"])


def test_what_was_never_there_can_be_removed(account: Account) -> None:
    account.send(rows(account, "k1"))  # type: ignore[arg-type]
    assert account.remove("k5").outcomes == {Outcome.ACCEPTED: 1}
    assert account.vendor.held() == Counter(["k1"])


def test_who_was_removed_can_come_back(account: Account) -> None:
    account.send(rows(account, "k1", "k2"))  # type: ignore[arg-type]
    account.remove("k1")
    assert account.send(rows(account, "k1")).outcomes == {Outcome.ACCEPTED: 1}  # type: ignore[arg-type]
    assert account.vendor.held() == Counter(["k1", "k2"])


def test_what_is_listed_is_what_is_there(account: Account) -> None:
    destination = account.destination
    if not destination.capabilities.can_list_members:
        pytest.skip(f"{account.type_name} does not list what it holds")
    account.send(rows(account, *KEYS))  # type: ignore[arg-type]
    account.remove("k2")
    listed = destination.members(account.vendor.object_name, account.vendor.key)
    assert Counter(key for keys in listed for key in keys) == account.vendor.held()


def test_a_check_says_a_line_and_changes_nothing(account: Account) -> None:
    account.send(rows(account, "k1"))  # type: ignore[arg-type]
    line = account.destination.check()
    assert line
    assert "\n" not in line
    assert redact(line) == line
    assert account.vendor.held() == Counter(["k1"])


def test_no_log_names_a_value_or_a_secret(
    account: Account, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "reverse_etl"):
        account.send(rows(account, *KEYS))  # type: ignore[arg-type]
        account.remove(*KEYS)
        account.destination.check()
    for word in ("@example.com", "Zebulon", *account.vendor.secrets):
        assert word not in caplog.text


@pytest.mark.parametrize("name", destination_types())
def test_what_is_declared_is_consistent(name: str) -> None:
    kind = destination_type(name, "")
    offered = kind.offered
    assert offered.modes <= set(Mode)
    assert offered.removals <= set(OnRemoved)
    assert min(offered.batch_rows, offered.batch_bytes, offered.concurrency) >= 1
    settings = {one.name: one for one in dataclasses.fields(kind.settings_type)}
    assert offered.sync_settings <= set(settings)
    assert offered.can_list_members == hasattr(kind, "members")
    for setting, field in settings.items():
        is_credential = any(word in setting for word in _CREDENTIALS)
        assert bool(field.metadata.get("secret")) == is_credential, setting
