"""Every fault against every destination that is reached by HTTP, and the page that says so.

`make fault-matrix` writes docs/fault-matrix.md anew.
"""

import logging
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reverse_etl.records import Outcome

from .engine import Told
from .faults import KEYS, Case, Trial, cases, open_trial
from .matrix import cell, read_page, write_page
from .vendor import http_types, vendor_module
from .wire import Fault, Response

_CASES = {case.name: case for case in cases()}


@dataclass(frozen=True)
class Seen:
    """What one fault did to one destination."""

    trial: Trial
    told: Told
    again: Told | None
    held: Counter[str]
    held_after: Counter[str]
    said: str

    @property
    def cell(self) -> str:
        return cell(self.told, self.trial.account.slept, self.again)


See = Callable[[str, str], Seen]


@pytest.fixture(scope="module")
def see(tmp_path_factory: pytest.TempPathFactory) -> See:
    """Runs a case once, however often it is asked for."""
    seen: dict[tuple[str, str], Seen] = {}

    def run(type_name: str, name: str) -> Seen:
        if (type_name, name) not in seen:
            folder = tmp_path_factory.mktemp("fault")
            case = _CASES[name]
            trial = open_trial(type_name, folder, is_patient=case.is_patient)
            seen[type_name, name] = _see(trial, case)
        return seen[type_name, name]

    return run


def _see(trial: Trial, case: Case) -> Seen:
    said: list[str] = []
    listener = logging.Handler(logging.DEBUG)
    listener.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("reverse_etl").addHandler(listener)
    try:
        told = case.run(trial)
        held = trial.account.vendor.held()
        again = None
        if case.name != "nobody listens":
            trial.server.calm()
            again = trial.send()
        return Seen(trial, told, again, held, trial.account.vendor.held(), "\n".join(said))
    finally:
        logging.getLogger("reverse_etl").removeHandler(listener)
        trial.account.close()
        trial.server.close()


@pytest.mark.parametrize("type_name", http_types())
@pytest.mark.parametrize("name", list(_CASES))
def test_each_record_gets_the_truth(type_name: str, name: str, see: See) -> None:
    case, seen = _CASES[name], see(type_name, name)
    told = seen.told
    assert set(told.results) == set(KEYS)
    assert set(told.outcomes) <= case.allowed, told.results
    assert told.keys(Outcome.ACCEPTED) <= set(seen.held)
    for outcome in (Outcome.REJECTED, Outcome.RETRYABLE, Outcome.ABORTED):
        assert not told.keys(outcome) & set(seen.held)
    assert told.outcomes[Outcome.REJECTED] == case.count_rejected
    assert bool(told.cause) == case.is_stopped
    if case.pause is not None:
        # Time passes between the making of a date and the reading of it.
        assert any(case.pause - 5 < pause <= case.pause for pause in seen.trial.account.slept)


@pytest.mark.parametrize("type_name", http_types())
@pytest.mark.parametrize("name", [name for name in _CASES if name != "nobody listens"])
def test_the_next_run_brings_all_home_once(type_name: str, name: str, see: See) -> None:
    seen = see(type_name, name)
    assert seen.again is not None
    assert seen.again.outcomes == {Outcome.ACCEPTED: 5}, seen.again.results
    assert seen.held_after == Counter(KEYS)


@pytest.mark.parametrize("type_name", http_types())
@pytest.mark.parametrize("name", list(_CASES))
def test_no_fault_makes_it_name_a_value_or_a_secret(type_name: str, name: str, see: See) -> None:
    seen = see(type_name, name)
    told = seen.told
    reasons = [str(result.reason) for result in told.results.values()]
    text = "\n".join([seen.said, str(told.cause), *reasons])
    for word in ("@example.com", "Zebulon", *seen.trial.account.vendor.secrets):
        assert word not in text


@pytest.mark.parametrize("type_name", http_types())
def test_a_removal_whose_answer_was_lost_can_come_again(type_name: str, tmp_path: Path) -> None:
    trial = open_trial(type_name, tmp_path)
    try:
        trial.send()
        trial.server.always = Fault(Response(502), is_taken=True)
        told = trial.account.remove(*KEYS)
        assert set(told.outcomes) <= {Outcome.AMBIGUOUS, Outcome.ACCEPTED}
        trial.server.calm()
        assert trial.account.remove(*KEYS).outcomes == {Outcome.ACCEPTED: 5}
        assert not trial.account.vendor.held()
    finally:
        trial.account.close()
        trial.server.close()


def test_refused_records_say_why(see: See) -> None:
    for type_name in _installed():
        for name in _CASES:
            results = see(type_name, name).told.results
            for result in results.values():
                is_silent = result.outcome in (Outcome.ACCEPTED, Outcome.ABORTED)
                assert is_silent or result.reason, (type_name, name)


def test_the_page_says_what_was_seen(see: See, repository: Path) -> None:
    page = repository / "docs" / "fault-matrix.md"
    seen = {
        type_name: {name: see(type_name, name).cell for name in _CASES}
        for type_name in _installed()
    }
    if os.environ.get("CDP_WRITE_FAULT_MATRIX"):
        assert set(seen) == set(http_types()), "a destination's server is not installed"
        write_page(page, seen)
    committed = read_page(page)
    for type_name, cells in seen.items():
        assert committed.get(type_name) == cells, (
            f"{page} is not what was seen: `make fault-matrix` writes it anew"
        )
    assert set(committed) == set(http_types())


def _installed() -> list[str]:
    return [name for name in http_types() if not getattr(vendor_module(name), "MISSING", None)]
