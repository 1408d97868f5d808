"""The faults that every destination must tell the truth about."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from reverse_etl.records import Outcome

from .engine import Account, Told
from .vendor import Speech, vendor_type
from .wire import Ending, Fault, FaultServer, Response, json_response

KEYS = ("k1", "k2", "k3", "k4", "k5")
_PAUSE = 120

A, R, T, U, X = (
    Outcome.ACCEPTED,
    Outcome.REJECTED,
    Outcome.RETRYABLE,
    Outcome.AMBIGUOUS,
    Outcome.ABORTED,
)


@dataclass
class Trial:
    """One destination before one fault."""

    account: Account
    server: FaultServer

    @property
    def speech(self) -> Speech:
        return self.account.vendor.speech

    def rows(self, *keys: str, refused: str = "") -> dict[str, Mapping[str, object]]:
        vendor = self.account.vendor
        return {
            key: vendor.refused_fields(key) if key == refused else vendor.fields(key)
            for key in keys
        }

    def send(self) -> Told:
        return self.account.send(self.rows(*KEYS))


@dataclass(frozen=True)
class Case:
    """A fault, and the outcomes that a record may have by it.

    is_patient is false where the client must give up on the server.
    """

    name: str
    run: Callable[[Trial], Told]
    allowed: frozenset[Outcome]
    count_rejected: int = 0
    is_stopped: bool = False
    pause: float | None = None
    is_patient: bool = True


def open_trial(type_name: str, folder: Path, *, is_patient: bool = True) -> Trial:
    """A new account at a new vendor."""
    vendor = vendor_type(type_name)()
    server = FaultServer(vendor.answer, vendor.is_write)
    account = Account(type_name, vendor, server.url, folder, is_patient=is_patient)
    return Trial(account, server)


def cases() -> Iterator[Case]:
    """All faults, in the order of the page."""
    yield Case("one record of five is refused", _one_refused, frozenset({A, R}), 1)
    yield Case("one record has the whole batch refused", _poisoned, frozenset({A, R}), 1)
    yield Case("2xx that is no success", _hollow, frozenset({U, T}))
    yield from _throttles()
    yield Case("429 on every try", _always(_throttle({}, "json")), frozenset({T}))
    taken = {"is_taken": True}
    for name, fault in {
        "no answer, and the batch was taken": Fault(ending=Ending.SILENT, **taken),
        "connection reset, and the batch was taken": Fault(ending=Ending.RESET, **taken),
        "connection reset before the batch was taken": Fault(ending=Ending.RESET),
        "the answer trickles in, and the batch was taken": Fault(ending=Ending.TRICKLED, **taken),
        "502, and the batch was taken": Fault(Response(502), **taken),
    }.items():
        waits = fault.ending not in (Ending.SILENT, Ending.TRICKLED)
        again = _always(lambda _, f=fault: f)
        yield Case(f"{name}, once", _once(fault), frozenset({A, U}), is_patient=waits)
        yield Case(f"{name}, on every try", again, frozenset({U}), is_patient=waits)
    yield Case("malformed JSON in a 200", _once(_malformed()), frozenset({U}))
    yield Case("503 once", _once(Fault(Response(503))), frozenset({A}))
    yield Case("503 on every try", _always(lambda _: Fault(Response(503))), frozenset({T}))
    yield Case("500 on every try", _always(lambda _: Fault(Response(500))), frozenset({U, T}))
    yield Case("the token expires between two batches", _expired, frozenset({A, X}), 0, True)
    yield Case("the address is gone (404)", _gone, frozenset({X}), 0, True)
    yield Case("nobody listens", _nobody, frozenset({T}))


def _throttles() -> Iterator[Case]:
    forms: dict[str, Callable[[], dict[str, str]]] = {
        "in seconds": lambda: {"Retry-After": str(_PAUSE)},
        "as a date": lambda: {"Retry-After": _date()},
        "as seconds since 1970": lambda: {"Retry-After": str(int(time.time()) + _PAUSE)},
        "missing": dict,
    }
    for form, headers in forms.items():
        for body in ("json", "text", "empty"):
            yield Case(
                f"429, {_BODIES[body]}, Retry-After {form}",
                _throttled(headers, body),
                frozenset({A}),
                pause=None if form == "missing" else _PAUSE,
            )


_BODIES = {"json": "JSON", "text": "text", "empty": "no text"}


def _date() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=_PAUSE), usegmt=True)


def _throttle(headers: Mapping[str, str], body: str) -> Callable[[Speech], Fault]:
    def fault(speech: Speech) -> Fault:
        if body == "json":
            kind = {"Content-Type": "application/json"}
            return Fault(Response(429, speech.throttle, {**kind, **headers}))
        text = "Too many requests, ada@example.com" if body == "text" else ""
        return Fault(Response(429, text, headers))

    return fault


def _throttled(headers: Callable[[], Mapping[str, str]], body: str) -> Callable[[Trial], Told]:
    def run(trial: Trial) -> Told:
        trial.server.faults = [_throttle(headers(), body)(trial.speech)]
        return trial.send()

    return run


def _once(fault: Fault) -> Callable[[Trial], Told]:
    def run(trial: Trial) -> Told:
        trial.server.faults = [fault]
        return trial.send()

    return run


def _always(fault: Callable[[Speech], Fault]) -> Callable[[Trial], Told]:
    def run(trial: Trial) -> Told:
        trial.server.always = fault(trial.speech)
        return trial.send()

    return run


def _malformed() -> Fault:
    headers = {"Content-Type": "application/json"}
    return Fault(Response(200, '{"results": [{"id": "ada@example.com', headers), is_taken=True)


def _one_refused(trial: Trial) -> Told:
    return trial.account.send(trial.rows(*KEYS, refused="k3"))


def _poisoned(trial: Trial) -> Told:
    trial.server.poison = ("k3", trial.speech.refusal)
    return trial.send()


def _hollow(trial: Trial) -> Told:
    trial.server.faults = [Fault(trial.speech.hollow)]
    return trial.send()


def _expired(trial: Trial) -> Told:
    trial.server.poison = ("k4", trial.speech.expired)
    return trial.account.send(trial.rows(*KEYS[:3]), trial.rows(*KEYS[3:]))


def _gone(trial: Trial) -> Told:
    trial.server.always = Fault(json_response({"message": "not here"}, 404))
    return trial.send()


def _nobody(trial: Trial) -> Told:
    trial.server.close()
    return trial.send()
