"""Meta's Graph API over HTTP, and how Meta means its errors."""

import json
from collections.abc import Callable
from typing import Any

from reverse_etl.answers import Answer, Reaction, Reading
from reverse_etl.destinations.base import Context
from reverse_etl.destinations.meta.settings import MetaSettings
from reverse_etl.errors import AmbiguousError, ConfigurationError
from reverse_etl.redaction import safe_reason
from reverse_etl.transport import Effect, HttpLimits, Transport

# Meta answers most of these with status 400.
_TOKEN = frozenset({102, 190})
_PERMISSION = frozenset({3, 10, 200, 294})
_BUSY = frozenset({1, 2, 4, 17, 32, 613, 80003, 80004})
_BLOCKED = 368
# The audience: not shared with us, deleted, blocked for what its name suggests, other schema.
_AUDIENCE = frozenset({1487301, 1487366, 1713230, 2650})


class Client:
    """One token."""

    def __init__(self, settings: MetaSettings, context: Context) -> None:
        self._settings = settings
        self._entry = context.entry
        self._transport = Transport(
            context,
            HttpLimits(settings.timeout_seconds, settings.retries),
            f"`access_token` of {context.entry} in destinations.yml, and that its user may "
            "manage the audience",
            self._read,
        )

    def users(self, method: str, audience_id: str, make: Callable[[], object]) -> dict[str, Any]:
        """The answer to adding (POST) or taking out (DELETE); each attempt makes its document."""
        return self._call(
            method, f"{audience_id}/users", lambda: json.dumps(make()).encode(), Effect.SAME_AGAIN
        )

    def read(self, path: str) -> dict[str, Any]:
        """A node."""
        return self._call("GET", path, None, Effect.NOTHING)

    def close(self) -> None:
        """Closes all connections."""
        self._transport.close()

    def _call(
        self, method: str, path: str, body: Callable[[], bytes] | None, effect: Effect
    ) -> dict[str, Any]:
        # The token goes in a header: in the address it would be in every log on the way.
        headers = {
            "Authorization": f"Bearer {self._settings.access_token}",
            "Content-Type": "application/json",
        }
        url = f"{self._settings.url.rstrip('/')}/{self._settings.api_version}/{path}"
        answer = self._transport.request(method, url, body, headers, effect=effect)
        try:
            found = answer.json()
        except ValueError:
            text = "the answer is not the JSON it says it is"
            raise AmbiguousError(text, answer.status) from None
        return found if isinstance(found, dict) else {}

    def _read(self, answer: Answer) -> Reading | None:
        error = _error(answer)
        codes = {error.get("code"), error.get("error_subcode")}
        text = str(error.get("error_user_msg") or error.get("message") or "")
        if codes & _AUDIENCE:
            raise ConfigurationError(
                f"{self._entry}: Meta refuses changes to the audience: {safe_reason(text)}",
                "Look at the audience in Meta's Audience Manager. After a change of the model's "
                "columns, make a new audience and set its `audience_id`.",
            )
        if codes & (_TOKEN | _PERMISSION):
            return Reading(Reaction.AUTHENTICATION, text)
        if _BLOCKED in codes:
            return Reading(Reaction.LATER, text)
        if codes & _BUSY or error.get("is_transient") is True:
            return Reading(Reaction.RETRY, text, _regained_in(answer))
        # Also where it comes with a 200.
        return Reading(Reaction.REJECTED, text) if error and answer.status <= 400 else None


def _error(answer: Answer) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    error = found.get("error") if isinstance(found, dict) else None
    return error if isinstance(error, dict) else {}


def _regained_in(answer: Answer) -> float | None:
    """The seconds after which a throttled account may call again, where Meta says so."""
    try:
        usage = json.loads(answer.headers.get("x-business-use-case-usage") or "{}")
        minutes = [
            float(one["estimated_time_to_regain_access"])
            for kinds in usage.values()
            for one in kinds
        ]
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
    return max(minutes, default=0) * 60 or None
