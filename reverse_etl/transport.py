"""HTTP for all destinations: sessions, retries, rate limits, and texts without secrets."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

import requests
from requests.exceptions import SSLError
from urllib3.exceptions import HTTPError, NewConnectionError

from reverse_etl.answers import Answer, Reaction, Reader, Reading, read_answer, retry_after
from reverse_etl.destinations.base import Context
from reverse_etl.errors import (
    AmbiguousError,
    AuthenticationError,
    BatchRejectedError,
    ConfigurationError,
    RetryableError,
)
from reverse_etl.pacing import TokenBucket

__all__ = ["Answer", "Effect", "HttpLimits", "Transport", "retry_after"]

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 300.0
_CHUNK = 65_536
_LARGEST_ANSWER = 50_000_000


@dataclass(frozen=True)
class HttpLimits:
    """How patient a transport is; timeout_seconds is for a whole answer, not for a part of it.

    burst is how many requests may start at once after a rest, per_method the pace of those that
    name their method.
    """

    timeout_seconds: float = 30.0
    retries: int = 5
    requests_per_second: float | None = None
    burst: int = 1
    per_method: Mapping[str, float] = field(default_factory=dict)


class Effect(StrEnum):
    """What a request changes when it comes again although it was taken."""

    NOTHING = "nothing"
    SAME_AGAIN = "same again"
    TWICE = "twice"


# What a request holds; a function makes it anew for each attempt.
Body = bytes | Callable[[], bytes] | None


class Transport:
    """Calls one destination; the only place where anything is tried again.

    credential says, in an error, which setting to check; reader knows a vendor's own errors.
    """

    def __init__(
        self,
        context: Context,
        limits: HttpLimits,
        credential: str,
        reader: Reader = lambda answer: None,
    ) -> None:
        self._context = context
        self._limits = limits
        self._credential = credential
        self._reader = reader
        self._bucket = TokenBucket(limits.requests_per_second, context.sleep, limits.burst)
        self._buckets = {
            name: TokenBucket(pace, context.sleep) for name, pace in limits.per_method.items()
        }
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The server's 2xx answer to a POST; every other end is one of our errors."""
        return self.request("POST", url, body, headers)

    def request(
        self,
        method: str,
        url: str,
        body: Body,
        headers: Mapping[str, str],
        *,
        effect: Effect = Effect.SAME_AGAIN,
        paced_as: str | None = None,
    ) -> Answer:
        """The server's 2xx answer; every other end is one of our errors."""
        is_answer_lost = False
        for attempt in range(self._limits.retries + 1):
            self._wait(paced_as)
            try:
                content = body() if callable(body) else body
                answer = self._call(method, url, content, headers)
            except requests.RequestException as error:
                is_answer_lost = is_answer_lost or not _never_arrived(error)
                reading, status = Reading(Reaction.RETRY, type(error).__name__), None
            else:
                read = read_answer(answer, self._reader)
                if read is None:
                    return answer
                reading, status = read, answer.status
                is_answer_lost = is_answer_lost or answer.is_maybe_taken
                if is_answer_lost and effect is not Effect.NOTHING and _is_stop(reading):
                    # Stopping now would say that the batch was never attempted.
                    raise AmbiguousError(self._untaken(reading), status)
                self._raise_final(reading, answer, url)
            is_last = attempt == self._limits.retries or (reading.pause or 0) > _LONGEST_PAUSE
            if is_last or reading.reaction is Reaction.LATER:
                break
            if is_answer_lost and effect is Effect.TWICE:
                break
            self._pause(attempt, reading.pause, reading.reason)
        is_unknown = is_answer_lost and effect is not Effect.NOTHING
        raise (AmbiguousError if is_unknown else RetryableError)(self._untaken(reading), status)

    def _wait(self, paced_as: str | None) -> None:
        if bucket := self._buckets.get(paced_as or ""):
            bucket.wait()
        self._bucket.wait()
        self._context.meter.count()

    def _untaken(self, reading: Reading) -> str:
        return f"{self._context.entry} did not take a request: {reading.reason}"

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        deadline = time.monotonic() + self._limits.timeout_seconds
        with self._session().request(
            method,
            url,
            data=body,
            headers=dict(headers),
            timeout=self._limits.timeout_seconds,
            allow_redirects=False,
            stream=True,
        ) as response:
            content = _content(response, deadline)
            kind = response.headers.get("Content-Type", "").lower()
            text = _text(content, response.encoding if "charset" in kind else None)
            return Answer(response.status_code, text, "json" in kind, response.headers)

    def _raise_final(self, reading: Reading, answer: Answer, url: str) -> None:
        """Raises where trying again would not help."""
        where = f"{self._context.entry} ({urlsplit(url).netloc})"
        if reading.reaction is Reaction.AUTHENTICATION:
            raise AuthenticationError(
                f"{where} refused our credentials with {reading.reason}.",
                f"Check {self._credential}.",
            )
        if reading.reaction is Reaction.MISDIRECTED:
            raise ConfigurationError(
                f"{where} answered with {reading.reason}: there is nothing to send to.",
                f"Check the address of {self._context.entry} in destinations.yml.",
            )
        if reading.reaction is Reaction.REJECTED:
            raise BatchRejectedError(reading.reason, answer.status)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            # Else requests would add what a .netrc holds for the host.
            session.auth = _no_credentials
            self._sessions.append(session)
        return session

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


def _content(response: requests.Response, deadline: float) -> bytes:
    """The whole body. A server that sends it byte by byte must not hold a run for ever."""
    content = bytearray()
    try:
        # Parts as they come: a read of a fixed size would wait for all of it.
        while part := response.raw.read1(_CHUNK, decode_content=True):
            content += part
            if time.monotonic() > deadline:
                raise requests.ReadTimeout("the answer took too long")
            if len(content) > _LARGEST_ANSWER:
                raise requests.exceptions.ContentDecodingError("the answer is too long")
    except HTTPError as error:
        raise requests.ConnectionError(type(error).__name__) from None
    return bytes(content)


def _is_stop(reading: Reading) -> bool:
    return reading.reaction in (Reaction.AUTHENTICATION, Reaction.MISDIRECTED)


def _text(content: bytes, encoding: str | None) -> str:
    try:
        return content.decode(encoding or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _never_arrived(error: requests.RequestException) -> bool:
    """Whether the request cannot have been taken, because no connection came about."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    is_unopened = isinstance(reason, NewConnectionError)
    return is_unopened or isinstance(error, requests.ConnectTimeout | SSLError)


def _no_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
