"""What servers say over HTTP, and what each answer asks of us."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from reverse_etl.redaction import safe_reason

_RETRIED = frozenset({408, 425, 429})
# The address itself is wrong: every record would be refused, and none is at fault.
_MISDIRECTED = frozenset({404, 405, 410})
# A Retry-After this large is no number of seconds but an instant, in seconds since 1970.
_EPOCH = 1_000_000_000


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    text: str
    is_json: bool
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The document; None where the server sent none. Raises ValueError on broken JSON."""
        return json.loads(self.text) if self.is_json and self.text.strip() else None

    @property
    def is_maybe_taken(self) -> bool:
        """Whether the server may have done what it was asked, although it says it failed."""
        return self.status >= 500 and self.status != 503


class Reaction(StrEnum):
    """What an answer that is no success asks of us; later means not in this run."""

    RETRY = "retry"
    LATER = "later"
    AUTHENTICATION = "authentication"
    MISDIRECTED = "misdirected"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Reading:
    """How an answer is meant; pause is the seconds that it asks us to wait."""

    reaction: Reaction
    reason: str = ""
    pause: float | None = None


# Reads an answer as its vendor means it; None leaves it to the status.
Reader = Callable[[Answer], Reading | None]


def read_answer(answer: Answer, reader: Reader) -> Reading | None:
    """What an answer asks of us, its reason safe to store; None where it is a success."""
    reading = reader(answer) or _by_status(answer)
    if reading is None:
        return None
    text = safe_reason(reading.reason or answer.text)
    reason = f"status {answer.status}: {text}" if text else f"status {answer.status}"
    pause = reading.pause
    if pause is None:
        pause = retry_after(answer.headers.get("Retry-After"))
    return Reading(reading.reaction, reason, pause)


def _by_status(answer: Answer) -> Reading | None:
    status = answer.status
    if 200 <= status < 300:
        return None
    if status in _RETRIED or status >= 500:
        return Reading(Reaction.RETRY)
    if status in (401, 403):
        return Reading(Reaction.AUTHENTICATION)
    is_misdirected = status in _MISDIRECTED or status < 400
    return Reading(Reaction.MISDIRECTED if is_misdirected else Reaction.REJECTED)


def retry_after(value: str | None) -> float | None:
    """The seconds that a Retry-After header asks for; None where it says nothing we know."""
    if not value:
        return None
    try:
        seconds = float(value)
        return max(0.0, seconds - time.time() if seconds > _EPOCH else seconds)
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
