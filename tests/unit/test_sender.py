import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from reverse_etl.batching import make_batch
from reverse_etl.destinations.base import Capabilities
from reverse_etl.errors import AuthenticationError, RetryableError
from reverse_etl.jobs import JobWaiter
from reverse_etl.journal import ATTEMPT_COLUMNS, IN_FLIGHT, Journal, JournalReader, RunInfo
from reverse_etl.records import Batch, Change, ChangeType, Mode, OnRemoved, Outcome, RecordResult
from reverse_etl.sender import Sender, Stopped, Tally

from .test_batching import SYNC

_RUN = RunInfo("r1", "s", "d", "o", "mirror", "", "me", "2026-01-01 00:00:00", 3)
_SYNC = replace(SYNC, key=("a",))


class Receiver:
    """A destination that tells which batches it is at work on, and fails on some."""

    def __init__(self, journal: Path, concurrency: int, is_idempotent: bool = True) -> None:
        self.capabilities = Capabilities(
            modes=frozenset(Mode),
            removals=frozenset(OnRemoved),
            concurrency=concurrency,
            is_idempotent=is_idempotent,
        )
        self._journal = journal
        self._lock = threading.Lock()
        self.under_way: set[str] = set()
        self.seen: list[str] = []
        # What was under way, and what the journal knew, when each batch came.
        self.beside: dict[str, set[str]] = {}
        self.known: dict[str, dict[str, str]] = {}
        self.errors: dict[str, Exception] = {}

    def send(self, batch: Batch) -> list[RecordResult]:
        key = batch.records[0].key
        with self._lock:
            self.seen.append(key)
            self.beside[key] = set(self.under_way)
            self.known[key] = outcomes(self._journal)
            self.under_way.add(key)
        # Long enough for whoever may start beside it.
        threading.Event().wait(0.02)
        with self._lock:
            self.under_way.discard(key)
        if key in self.errors:
            raise self.errors[key]
        return [RecordResult(Outcome.ACCEPTED)] * len(batch.records)

    remove = send

    def check(self) -> str:
        return "ok"

    def close(self) -> None:
        pass


def outcomes(journal: Path) -> dict[str, str]:
    """What a journal says of each record now."""
    reader = JournalReader(journal)
    several = [*reader.read(), *reader.unfinished(IN_FLIGHT, None)]
    place = ATTEMPT_COLUMNS.index("outcome")
    return {
        str(key): str(outcome)
        for one in several
        for key, outcome in zip(one[0], one[place], strict=True)
    }


def window(kind: ChangeType, keys: str) -> list[list[Change]]:
    """Batches of one record each."""
    return [[Change(key, "p", kind, None, "h", None, {"a": 1})] for key in keys]


class Sending:
    """Sends windows with a journal on disk."""

    def __init__(self, path: Path, receiver: Receiver, looks_ahead: bool = True) -> None:
        self._path = path
        self._receiver = receiver
        self._looks_ahead = looks_ahead
        self.announced: list[set[str]] = []
        self.tally = Tally()
        self.progress = 0

    def run(self, *windows: Sequence[Sequence[Change]]) -> None:
        with self._path.open("wb") as stream:
            sender = Sender(
                self._receiver,
                Journal(stream, _RUN),
                lambda changes: make_batch(_SYNC, "r1", (), changes),
                JobWaiter(self._receiver, lambda seconds: None),
                self.tally,
                self._advance,
                looks_ahead=self._looks_ahead,
            )
            try:
                sender.send(iter(windows), lambda: self.announced.append(set(outcomes(self._path))))
            finally:
                sender.close()

    def _advance(self, count: int) -> None:
        self.progress += count


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.mark.parametrize("looks_ahead", [True, False])
def test_another_kind_waits_until_the_one_before_is_done(path: Path, looks_ahead: bool) -> None:
    receiver = Receiver(path, concurrency=4)
    sending = Sending(path, receiver, looks_ahead)
    sending.run(window(ChangeType.REMOVED, "abc"), window(ChangeType.ADDED, "defg"))
    assert sorted(receiver.seen) == list("abcdefg")
    for key in "defg":
        assert not receiver.beside[key] & set("abc")
        assert [receiver.known[key][one] for one in "abc"] == ["accepted"] * 3
    assert max(map(len, receiver.beside.values())) > 0
    assert set(outcomes(path).values()) == {"accepted"}
    assert sending.progress == sending.tally.outcomes["accepted"] == 7


def test_windows_of_one_kind_go_on_without_a_pause(path: Path) -> None:
    receiver = Receiver(path, concurrency=2)
    Sending(path, receiver).run(window(ChangeType.ADDED, "abc"), window(ChangeType.ADDED, "def"))
    assert any(receiver.beside[key] & set("abc") for key in "def")
    assert max(map(len, receiver.beside.values())) == 1


def test_a_batch_is_an_intent_on_disk_before_it_is_sent(path: Path) -> None:
    receiver = Receiver(path, concurrency=1)
    sending = Sending(path, receiver)
    sending.run(window(ChangeType.ADDED, "ab"), window(ChangeType.ADDED, "cd"))
    assert all(receiver.known[key][key] == IN_FLIGHT for key in "abcd")
    assert sending.announced[0] >= set("ab")
    assert sending.announced[1] == set("abcd")


def test_a_window_ahead_is_not_intended_where_tables_are_kept_up(path: Path) -> None:
    receiver = Receiver(path, concurrency=2)
    sending = Sending(path, receiver, looks_ahead=False)
    sending.run(window(ChangeType.ADDED, "ab"), window(ChangeType.ADDED, "cd"))
    assert set(receiver.known["b"]) == set("ab")
    assert sending.announced == [set("ab"), set("abcd")]


def test_what_must_not_go_twice_is_recorded_before_the_next(path: Path) -> None:
    receiver = Receiver(path, concurrency=1, is_idempotent=False)
    Sending(path, receiver).run(window(ChangeType.ADDED, "abcd"))
    for key, before in zip("bcd", "abc", strict=True):
        assert receiver.known[key][before] == "accepted"


@pytest.mark.parametrize("looks_ahead", [True, False])
def test_the_rest_of_a_stopped_run_was_not_attempted(path: Path, looks_ahead: bool) -> None:
    receiver = Receiver(path, concurrency=1)
    receiver.errors["b"] = AuthenticationError("no", "Log in.")
    sending = Sending(path, receiver, looks_ahead)
    windows = [window(ChangeType.ADDED, keys) for keys in ("abc", "de", "fg")]
    with pytest.raises(Stopped):
        sending.run(*windows)
    assert receiver.seen == ["a", "b"]
    assert outcomes(path) == {"a": "accepted"} | dict.fromkeys("bcdefg", "aborted")
    assert sending.tally.outcomes == Counter(accepted=1, aborted=6)
    assert sending.progress == 7


def test_a_destination_that_is_away_is_left_alone(path: Path) -> None:
    receiver = Receiver(path, concurrency=1)
    receiver.errors = {key: RetryableError("away", 503) for key in "bcdefg"}
    with pytest.raises(Stopped):
        Sending(path, receiver).run(window(ChangeType.ADDED, "abcdefg"))
    assert receiver.seen == list("abcd")
    assert outcomes(path) == {"a": "accepted"} | dict.fromkeys("bcd", "retryable") | dict.fromkeys(
        "efg", "aborted"
    )


def test_an_error_of_our_own_ends_all_and_keeps_what_is_known(path: Path) -> None:
    receiver = Receiver(path, concurrency=1)
    receiver.errors["c"] = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        Sending(path, receiver).run(window(ChangeType.ADDED, "abcd"))
    assert outcomes(path) == {"a": "accepted", "b": "accepted", "c": IN_FLIGHT, "d": IN_FLIGHT}
