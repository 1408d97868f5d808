"""HubSpot's API over HTTP: paths of the dated versions, and how HubSpot means its errors."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from reverse_etl.answers import Answer, Reaction, Reading
from reverse_etl.destinations.base import Context
from reverse_etl.destinations.hubspot.settings import HubSpotSettings
from reverse_etl.errors import (
    AmbiguousError,
    BatchRejectedError,
    ConfigurationError,
    RetryableError,
)
from reverse_etl.redaction import safe_reason
from reverse_etl.transport import Effect, HttpLimits, Transport


class Client:
    """One account."""

    def __init__(self, settings: HubSpotSettings, context: Context) -> None:
        self._settings = settings
        self._entry = context.entry
        self._transport = Transport(
            context,
            HttpLimits(
                settings.timeout_seconds,
                settings.retries,
                settings.requests_per_second,
                # In ten seconds no more than a hundred, which is what a free account has.
                burst=10,
                per_method=settings.method_requests_per_second,
            ),
            f"`access_token` of {context.entry} in destinations.yml, and the scopes that "
            "HubSpot shows for its private app",
            self._read,
        )

    def contacts(self, action: str, document: object, effect: Effect) -> dict[str, Any]:
        """The answer to a batch call on contacts."""
        path = f"/crm/objects/{self._settings.api_version}/contacts/batch/{action}"
        return self._call("POST", path, document, effect, action)

    def merge_contact(self, stays: str, goes: str) -> dict[str, Any]:
        """The contact that is left of two."""
        path = f"/crm/objects/{self._settings.api_version}/contacts/merge"
        document = {"primaryObjectId": stays, "objectIdToMerge": goes}
        return self._call("POST", path, document, Effect.TWICE, "merge")

    def change_list(self, list_id: str, document: object) -> dict[str, Any]:
        """The answer to a change of a list's members."""
        path = f"/crm/lists/{self._settings.api_version}/{list_id}/memberships/add-and-remove"
        return self._call("PUT", path, document, Effect.SAME_AGAIN, "list")

    def contacts_listed(self, name: str) -> Iterator[list[dict[str, Any]]]:
        """All contacts with one of their properties, a page at a time."""
        path = f"/crm/objects/{self._settings.api_version}/contacts"
        return self._pages(path, {"limit": "100", "properties": name})

    def members_listed(self, list_id: str) -> Iterator[list[dict[str, Any]]]:
        """The members of a list by `recordId`, a page at a time."""
        path = f"/crm/lists/{self._settings.api_version}/{list_id}/memberships"
        return self._pages(path, {"limit": "100"})

    def _pages(self, path: str, parameters: dict[str, str]) -> Iterator[list[dict[str, Any]]]:
        after: str | None = None
        while True:
            told = parameters | ({"after": after} if after else {})
            answer = self._call("GET", f"{path}?{urlencode(told)}", None, Effect.NOTHING, "read")
            rows = answer.get("results")
            if not isinstance(rows, list):
                raise RetryableError("HubSpot's answer does not say what it has")
            yield rows
            after = ((answer.get("paging") or {}).get("next") or {}).get("after")
            if not after:
                return

    def usage(self) -> dict[str, Any]:
        """How many of the day's calls are used."""
        path = "/account-info/v3/api-usage/daily/private-apps"
        return self._call("GET", path, None, Effect.NOTHING)

    def scopes(self) -> frozenset[str] | None:
        """What the token may do; none where HubSpot does not tell, as of tokens by OAuth."""
        document = {"tokenKey": self._settings.access_token}
        path = "/oauth/v2/private-apps/get/access-token-info"
        try:
            told = self._call("POST", path, document, Effect.NOTHING).get("scopes")
        except (BatchRejectedError, ConfigurationError, RetryableError):
            return None
        return frozenset(map(str, told)) if isinstance(told, list) else None

    def close(self) -> None:
        """Closes all connections."""
        self._transport.close()

    def _call(
        self,
        method: str,
        path: str,
        document: object,
        effect: Effect,
        paced_as: str | None = None,
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._settings.access_token}"}
        body = None
        if document is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(document, separators=(",", ":")).encode()
        url = self._settings.url.rstrip("/") + path
        answer = self._transport.request(
            method, url, body, headers, effect=effect, paced_as=paced_as
        )
        try:
            found = answer.json()
        except ValueError:
            error_type = RetryableError if effect is Effect.NOTHING else AmbiguousError
            raise error_type("the answer is not the JSON it says it is", answer.status) from None
        return found if isinstance(found, dict) else {}

    def _read(self, answer: Answer) -> Reading | None:
        if answer.status < 400:
            return None
        error = _error(answer)
        text = str(error.get("message") or answer.text)
        if answer.status == 429 and error.get("policyName") == "DAILY":
            # Until midnight of the account's time zone every call would meet the same.
            return Reading(Reaction.LATER, f"the day's calls are used up: {text}")
        if "PROPERTY_DOESNT_EXIST" in answer.text:
            raise ConfigurationError(
                f"{self._entry}: HubSpot has no such property: {safe_reason(text)}",
                "Create it in HubSpot, or take the column out of the model.",
            )
        return None


def _error(answer: Answer) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
