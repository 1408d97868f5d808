"""How fast and how often a destination is called."""

from pathlib import Path

import pytest

from reverse_etl.destinations.base import Context
from reverse_etl.errors import QuotaError
from reverse_etl.pacing import Meter, TokenBucket
from reverse_etl.transport import Effect, HttpLimits, Transport


def pauses(bucket: TokenBucket, slept: list[float], count: int) -> list[float]:
    slept.clear()
    for _ in range(count):
        bucket.wait()
    return [round(pause, 1) for pause in slept]


def test_calls_are_spaced() -> None:
    slept: list[float] = []
    assert pauses(TokenBucket(10, slept.append), slept, 4) == [0.1, 0.2, 0.3]


def test_after_a_rest_some_calls_start_at_once() -> None:
    slept: list[float] = []
    assert pauses(TokenBucket(10, slept.append, burst=3), slept, 5) == [0.1, 0.2]


def test_without_a_pace_nobody_waits() -> None:
    slept: list[float] = []
    assert pauses(TokenBucket(None, slept.append), slept, 100) == []


def test_a_method_has_its_own_pace_beside_the_accounts() -> None:
    slept: list[float] = []
    meter = Meter()
    limits = HttpLimits(retries=0, per_method={"merge": 1})
    context = Context("crm", Path(), slept.append, meter=meter)
    transport = Transport(context, limits, "`secret` of crm")

    def call(paced_as: str) -> None:
        # Nobody listens there: what counts is when it started.
        with pytest.raises(Exception, match="did not take a request"):
            transport.request(
                "GET", "http://127.0.0.1:1/", None, {}, effect=Effect.NOTHING, paced_as=paced_as
            )

    for method in ("read", "merge", "read", "merge"):
        call(method)
    assert [round(pause) for pause in slept] == [1]
    assert meter.made == 4


def test_the_days_requests_are_those_of_earlier_runs_and_of_this_one() -> None:
    meter = Meter()
    meter.check("crm")
    meter.allow(daily=10, used=8)
    meter.count()
    meter.check("crm")
    meter.count()
    with pytest.raises(QuotaError, match="The 10 requests that crm may have a day are used up"):
        meter.check("crm")
