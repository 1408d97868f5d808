"""HTTP for all destinations: sessions, retries, rate limits, and texts without secrets."""

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.exceptions import SSLError
from urllib3.exceptions import NewConnectionError

from reverse_etl.destinations.base import Context
from reverse_etl.errors import (
    AmbiguousError,
    AuthenticationError,
    BatchRejectedError,
    ConfigurationError,
    RetryableError,
)
from reverse_etl.redaction import safe_reason

log = logging.getLogger(__name__)

_RETRIED = frozenset({408, 425, 429})
# The address itself is wrong: every record would be refused, and none is at fault.
_MISDIRECTED = frozenset({404, 405, 410})
_LONGEST_PAUSE = 300.0


@dataclass(frozen=True)
class HttpLimits:
    """How patient a transport is."""

    timeout_seconds: float = 30.0
    retries: int = 5
    requests_per_second: float | None = None


@dataclass(frozen=True)
class Answer:
    """A 2xx answer."""

    status: int
    text: str
    is_json: bool

    def json(self) -> Any:
        """The document; None where the server sent none."""
        return json.loads(self.text) if self.is_json and self.text.strip() else None


class Pacer:
    """Spaces calls so that no more than so many start in a second, over all threads."""

    def __init__(self, per_second: float | None, sleep: Callable[[float], None]) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._sleep = sleep
        self._lock = threading.Lock()
        self._free_at = 0.0

    def wait(self) -> None:
        """Returns when the next call may start."""
        if not self._gap:
            return
        with self._lock:
            now = time.monotonic()
            pause = max(0.0, self._free_at - now)
            self._free_at = max(now, self._free_at) + self._gap
        if pause:
            self._sleep(pause)


class Transport:
    """Posts to one destination; the only place where anything is tried again."""

    def __init__(self, context: Context, limits: HttpLimits, credential: str) -> None:
        self._context = context
        self._limits = limits
        self._credential = credential
        self._pacer = Pacer(limits.requests_per_second, context.sleep)
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The server's 2xx answer; every other end is one of our errors."""
        is_answer_lost = False
        for attempt in range(self._limits.retries + 1):
            self._pacer.wait()
            problem, status, pause = "", None, None
            try:
                response = self._call(url, body, headers)
            except requests.RequestException as error:
                is_answer_lost = is_answer_lost or not _never_arrived(error)
                problem = type(error).__name__
            else:
                status = response.status_code
                if not (status in _RETRIED or status >= 500):
                    return self._answer(response)
                problem = f"status {status}: {safe_reason(response.text)}"
                pause = retry_after(response.headers.get("Retry-After"))
            if attempt == self._limits.retries or (pause or 0) > _LONGEST_PAUSE:
                break
            self._pause(attempt, pause, problem)
        text = f"{self._context.entry} did not take a request: {problem}"
        error_type = AmbiguousError if is_answer_lost else RetryableError
        raise error_type(text, status)

    def _call(self, url: str, body: bytes, headers: Mapping[str, str]) -> requests.Response:
        return self._session().post(
            url,
            data=body,
            headers=dict(headers),
            timeout=self._limits.timeout_seconds,
            allow_redirects=False,
        )

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            # Else requests would add what a .netrc holds for the host.
            session.auth = _no_credentials
            self._sessions.append(session)
        return session

    def _answer(self, response: requests.Response) -> Answer:
        status = response.status_code
        if 200 <= status < 300:
            kind = response.headers.get("Content-Type", "")
            return Answer(status, response.text, "json" in kind.lower())
        where = f"{self._context.entry} ({urlsplit(response.url).netloc})"
        text = safe_reason(response.text)
        if status in (401, 403):
            raise AuthenticationError(
                f"{where} refused our credentials with status {status}.",
                f"Check {self._credential}.",
            )
        if status in _MISDIRECTED or status < 400:
            raise ConfigurationError(
                f"{where} answered with status {status}: there is nothing to send to.",
                f"Check the address of {self._context.entry} in destinations.yml.",
            )
        raise BatchRejectedError(f"status {status}: {text}" if text else f"status {status}", status)

    def _pause(self, attempt: int, pause: float | None, problem: str) -> None:
        # Jitter keeps many clients from coming back in one wave.
        backoff = min(0.5 * 2**attempt, 60.0) * (0.5 + self._context.jitter.random() / 2)
        seconds = backoff if pause is None else pause
        log.warning("%s: %s; trying again in %.1f s", self._context.entry, problem, seconds)
        self._context.sleep(seconds)

    def close(self) -> None:
        """Closes all connections."""
        for session in self._sessions:
            session.close()


def _never_arrived(error: requests.RequestException) -> bool:
    """Whether the request cannot have been taken, because no connection came about."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    is_unopened = isinstance(reason, NewConnectionError)
    return is_unopened or isinstance(error, requests.ConnectTimeout | SSLError)


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def retry_after(value: str | None) -> float | None:
    """The seconds that a Retry-After header asks for; None where it says nothing we know."""
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
