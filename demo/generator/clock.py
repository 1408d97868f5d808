"""Instants of the demo company's year, as seconds since 1970 in UTC.

Integers keep the generator quick; writers turn them into timestamps.
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

DAY = 86_400
HOUR = 3_600


def seconds(year: int, month: int, day: int, hour: int = 0) -> int:
    """The instant as seconds since 1970."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


START = seconds(2025, 11, 1)
END = seconds(2026, 11, 1) - 1
NEWEST_LOAD = seconds(2026, 11, 1, 3)
FIRST_LOAD = START + 3 * HOUR

# How busy a month is, from January: gifts before Christmas, sales in January, quiet summers.
_MONTHS = (0.95, 0.75, 0.85, 0.9, 0.95, 0.95, 0.8, 0.7, 0.9, 0.95, 1.3, 1.6)
# How busy an hour is (UTC): lunch, and evenings at home.
_HOURS = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 12, 13, 10, 10, 11, 12, 14, 16, 18, 17, 12, 7, 4)
_HOUR_LIST = tuple(range(24))


def _month(instant: int) -> int:
    return datetime.fromtimestamp(instant, tz=UTC).month


_DAY_WEIGHT = {day: _MONTHS[_month(day * DAY) - 1] for day in range(START // DAY, END // DAY + 1)}
_HEAVIEST = max(_MONTHS)


def busy_instant(rng: Random, since: int = START, until: int = END) -> int:
    """A moment of activity between two instants: busier in season and in the evening."""
    since, until = max(since, START), min(until, END)
    first, last = since // DAY, max(until // DAY, since // DAY)
    day = rng.randint(first, last)
    while rng.random() * _HEAVIEST > _DAY_WEIGHT[day]:
        day = rng.randint(first, last)
    hour = rng.choices(_HOUR_LIST, _HOURS)[0]
    instant = day * DAY + hour * HOUR + rng.randrange(HOUR)
    return max(since, min(instant, until))


def nightly(instant: int) -> int:
    """When a nightly load brings a row of this instant: 03:00, never before the first load."""
    loaded = ((instant - 3 * HOUR) // DAY + 1) * DAY + 3 * HOUR
    return min(max(loaded, FIRST_LOAD), NEWEST_LOAD)


def hourly(instant: int) -> int:
    """When an hourly load brings a row of this instant: five past the next hour."""
    return min((instant // HOUR + 1) * HOUR + 300, NEWEST_LOAD)
