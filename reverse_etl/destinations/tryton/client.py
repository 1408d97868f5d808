"""Tryton's JSON-RPC: sessions, calls, and how Tryton says that it refuses."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from reverse_etl.answers import Answer, Reaction, Reading
from reverse_etl.destinations.base import Context
from reverse_etl.destinations.tryton.settings import TrytonSettings
from reverse_etl.errors import AmbiguousError, AuthenticationError, RetryableError
from reverse_etl.transport import Effect, HttpLimits, Transport

# A user must decide, or the data is wrong: in both cases these rows are not taken as they are.
_REFUSALS = ("UserError", "UserWarning")
_CONTEXT: dict[str, Any] = {}
_PAGE = 1000


class Client:
    """One user of one database; every call is one transaction there."""

    def __init__(self, settings: TrytonSettings, context: Context) -> None:
        self._settings = settings
        self._url = f"{settings.url.rstrip('/')}/{settings.database}/rpc/"
        self._session: str | None = None
        self._transport = Transport(
            context,
            HttpLimits(settings.timeout_seconds, settings.retries, settings.requests_per_second),
            f"`user` and `password` of {context.entry} in destinations.yml",
            _read,
        )

    def search_read(
        self, model: str, domain: list[Any], fields: list[str], *, archived: bool = False
    ) -> list[dict[str, Any]]:
        """The records that fit; archived ones only if asked for."""
        context = {"active_test": False} if archived else _CONTEXT
        parameters = [domain, 0, None, None, fields, context]
        found = self._call(f"model.{model}.search_read", parameters, Effect.NOTHING)
        if not isinstance(found, list):
            raise RetryableError("Tryton's answer does not say which records it has")
        return found

    def pages(self, model: str, field: str) -> Iterator[list[dict[str, Any]]]:
        """All records with one of their fields, some at a time, in the order of their ids."""
        last = 0
        while True:
            parameters = [[["id", ">", last]], 0, _PAGE, [["id", "ASC"]], ["id", field], _CONTEXT]
            found = self._call(f"model.{model}.search_read", parameters, Effect.NOTHING)
            if not isinstance(found, list):
                raise RetryableError("Tryton's answer does not say which records it has")
            yield found
            if len(found) < _PAGE:
                return
            last = found[-1]["id"]

    def count(self, model: str) -> int:
        """How many records the user may see."""
        return int(self._call(f"model.{model}.search_count", [[], _CONTEXT], Effect.NOTHING))

    def rights(self, model: str) -> dict[str, bool]:
        """Whether the user may read, write, create and delete records."""
        found = self._call("model.ir.model.access.get_access", [[model], _CONTEXT], Effect.NOTHING)
        return {str(name): bool(right) for name, right in found[model].items()}

    def create(self, model: str, values: list[dict[str, Any]]) -> list[int]:
        """The ids of the new records: all of them or none are made."""
        found = self._call(f"model.{model}.create", [values, _CONTEXT], Effect.TWICE)
        if isinstance(found, list) and len(found) == len(values):
            return found
        raise AmbiguousError("Tryton's answer does not name the new records")

    def write(self, model: str, changes: list[tuple[list[int], dict[str, Any]]]) -> None:
        """Changes records: all of them or none."""
        parameters = [part for change in changes for part in change]
        self._expect_done(f"model.{model}.write", [*parameters, _CONTEXT])

    def delete(self, model: str, ids: list[int]) -> None:
        """Deletes records: all of them or none."""
        self._expect_done(f"model.{model}.delete", [ids, _CONTEXT])

    def close(self) -> None:
        """Closes all connections; the session ends there by itself when it was idle for long."""
        self._transport.close()

    def _expect_done(self, method: str, parameters: list[Any]) -> None:
        # Tryton answers these with an explicit null.
        if self._call(method, parameters, Effect.SAME_AGAIN) is not None:
            raise AmbiguousError("Tryton's answer is not that of this call")

    def _call(self, method: str, parameters: list[Any], effect: Effect) -> Any:
        if self._session is None:
            self._login()
        try:
            return self._request(method, parameters, effect)
        except AuthenticationError:
            # Sessions end when they were idle; one that is new and refused is another matter.
            self._login()
            return self._request(method, parameters, effect)

    def _login(self) -> None:
        self._session = None
        user, password = self._settings.user, self._settings.password
        parameters = [user, {"password": password}, "en"]
        result = self._request("common.db.login", parameters, Effect.NOTHING)
        token = ":".join([user, *(str(part) for part in result[:2])])
        self._session = base64.b64encode(token.encode()).decode()

    def _request(self, method: str, parameters: list[Any], effect: Effect) -> Any:
        headers = {"Content-Type": "application/json"}
        if self._session is not None:
            headers["Authorization"] = f"Session {self._session}"
        body = json.dumps({"id": 1, "method": method, "params": parameters}).encode()
        answer = self._transport.request("POST", self._url, body, headers, effect=effect)
        document = _document(answer)
        if "result" in document:
            return document["result"]
        error_type = RetryableError if effect is Effect.NOTHING else AmbiguousError
        raise error_type("Tryton's answer has no result", answer.status)


def _document(answer: Answer) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _read(answer: Answer) -> Reading | None:
    """Tryton answers refusals with status 200."""
    error = _document(answer).get("error")
    if not isinstance(error, list) or not error:
        return None
    kind, told = str(error[0]), error[1] if len(error) > 1 else ""
    parts = told if isinstance(told, list) else [told]
    text = ": ".join(str(part) for part in parts if part)
    if kind in _REFUSALS:
        return Reading(Reaction.REJECTED, text)
    # Anything else is a failure on its side, after which it keeps nothing of the call.
    return Reading(Reaction.RETRY, f"{kind} {text}".strip())
