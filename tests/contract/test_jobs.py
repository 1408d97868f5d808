"""Jobs that fail, vanish or take their time, by a destination that answers later.

No type of the package does yet. Here is the least one that does, over real HTTP: the engine that
waits for its jobs, the transport and the faults are the real ones.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest

from reverse_etl.answers import Answer, Reaction, Reading
from reverse_etl.destinations.base import Capabilities, Context
from reverse_etl.errors import BatchRejectedError
from reverse_etl.records import Batch, Column, Mode, OnRemoved, Outcome, RecordResult
from reverse_etl.transport import Effect, HttpLimits, Transport

from .engine import Account, Told
from .wire import Ending, Fault, FaultServer, Request, Response, json_response

KEYS = ("k1", "k2", "k3")


class LateDestination:
    """Hands batches in as jobs, and asks for them."""

    offered: ClassVar[Capabilities] = Capabilities(
        modes=frozenset({Mode.UPSERT}),
        removals=frozenset({OnRemoved.DELETE}),
        answers_later=True,
    )

    def __init__(self, url: str, context: Context) -> None:
        self._url = url
        self._transport = Transport(context, HttpLimits(0.2, 1), "`token`", _read)

    @property
    def capabilities(self) -> Capabilities:
        return self.offered

    def send(self, batch: Batch) -> list[RecordResult]:
        body = json.dumps([record.key for record in batch.records]).encode()
        job = self._transport.post(f"{self._url}/jobs", body, {}).json()["job"]
        return [RecordResult(Outcome.PENDING, job_id=job)] * len(batch.records)

    def poll(self, job_id: str, batch: Batch) -> list[RecordResult]:
        url = f"{self._url}/jobs/{job_id}"
        try:
            answer = self._transport.request("GET", url, None, {}, effect=Effect.NOTHING).json()
        except BatchRejectedError:
            lost = RecordResult(Outcome.AMBIGUOUS, "the vendor does not know the job any more")
            return [lost] * len(batch.records)
        results = {
            "running": RecordResult(Outcome.PENDING, job_id=job_id),
            "done": RecordResult(Outcome.ACCEPTED),
            "failed": RecordResult(Outcome.RETRYABLE, "the job failed"),
        }
        return [results[answer["state"]]] * len(batch.records)

    def close(self) -> None:
        self._transport.close()


def _read(answer: Answer) -> Reading | None:
    return Reading(Reaction.REJECTED) if answer.status == 404 else None


class LateVendor:
    """Does a job when it is asked for it often enough."""

    object_name: ClassVar[str] = "rows"
    key: ClassVar[tuple[str, ...]] = ("id",)
    columns: ClassVar[tuple[Column, ...]] = (Column("id"),)
    on_removed: ClassVar[OnRemoved] = OnRemoved.DELETE

    def __init__(self) -> None:
        self.rows: set[str] = set()
        self.jobs: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.asks_needed = 3
        self.does_fail = False

    def answer(self, request: Request) -> Response:
        if request.method == "POST":
            job = f"j{len(self.jobs) + 1}"
            self.jobs[job] = request.document
            return json_response({"job": job})
        job = request.path.rpartition("/")[2]
        self.asked[job] += 1
        if job not in self.jobs:
            return json_response({"error": "no such job"}, 404)
        if self.asked[job] < self.asks_needed:
            return json_response({"state": "running"})
        if not self.does_fail:
            self.rows |= set(self.jobs[job])
        return json_response({"state": "failed" if self.does_fail else "done"})

    def is_write(self, request: Request) -> bool:
        return request.method == "GET"

    def fields(self, key: str) -> Mapping[str, object]:
        return {"id": key}


class Late(Account):
    """An account of the destination above."""

    def __post_init__(self) -> None:
        context = Context("late", self.folder, self.slept.append)
        self.destination: Any = LateDestination(self.url, context)
        self._runs = 0

    def send_all(self) -> Told:
        return self.send({key: self.vendor.fields(key) for key in KEYS})


@pytest.fixture
def vendor() -> LateVendor:
    return LateVendor()


@pytest.fixture
def server(vendor: LateVendor) -> Iterator[FaultServer]:
    opened = FaultServer(vendor.answer, vendor.is_write)
    yield opened
    opened.close()


@pytest.fixture
def late(vendor: LateVendor, server: FaultServer, tmp_path: Path) -> Iterator[Late]:
    opened = Late("late", vendor, server.url, tmp_path)  # type: ignore[arg-type]
    yield opened
    opened.close()


def test_a_job_is_asked_for_until_it_is_done(late: Late, vendor: LateVendor) -> None:
    assert late.send_all().outcomes == {Outcome.ACCEPTED: 3}
    assert vendor.rows == set(KEYS)
    assert len(late.slept) == 2
    assert late.slept == sorted(late.slept)


def test_a_job_that_fails_says_so_of_its_records(late: Late, vendor: LateVendor) -> None:
    vendor.does_fail = True
    told = late.send_all()
    assert told.outcomes == {Outcome.RETRYABLE: 3}
    assert {one.reason for one in told.results.values()} == {"the job failed"}
    assert not vendor.rows


def test_a_job_that_vanished_leaves_its_records_ambiguous(
    late: Late, vendor: LateVendor, server: FaultServer
) -> None:
    server.always = Fault(json_response({"error": "no such job"}, 404))
    assert late.send_all().outcomes == {Outcome.AMBIGUOUS: 3}


@pytest.mark.parametrize(
    "fault", [Fault(Response(503)), Fault(ending=Ending.RESET), Fault(ending=Ending.SILENT)]
)
def test_a_question_that_got_lost_says_nothing_about_the_job(
    late: Late, vendor: LateVendor, server: FaultServer, fault: Fault
) -> None:
    server.faults = [replace(fault)] * 4
    assert late.send_all().outcomes == {Outcome.ACCEPTED: 3}
    assert vendor.rows == set(KEYS)


def test_a_job_that_takes_too_long_is_left_to_the_next_run(late: Late, vendor: LateVendor) -> None:
    vendor.asks_needed = 10_000
    told = late.send_all()
    assert told.outcomes == {Outcome.PENDING: 3}
    assert {one.job_id for one in told.results.values()} == {"j1"}
