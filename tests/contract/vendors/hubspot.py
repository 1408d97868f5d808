"""HubSpot's other end: contacts with unique properties, and lists, as its reference has them."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

from reverse_etl.records import Column, OnRemoved

from ..vendor import Speech
from ..wire import Request, Response, json_response

TOKEN = "pat-eu1-0123456789abcdef"
_UNIQUE = ("cdp_id", "email")
_KNOWN = {*_UNIQUE, "firstname", "lastname", "phone", "country"}
_MOST = 100


def _error(status: int, category: str, message: str, **more: Any) -> Response:
    document = {"status": "error", "category": category, "message": message, **more}
    return json_response(document, status)


class HubSpotVendor:
    """Keeps contacts and members of lists; refuses what HubSpot's reference says it refuses."""

    speech: ClassVar[Speech] = Speech(
        refusal=_error(400, "VALIDATION_ERROR", "Invalid input JSON for k3: Zebulon"),
        throttle=json.dumps(
            {
                "status": "error",
                "message": "You have reached your secondly limit.",
                "category": "RATE_LIMITS",
            }
        ),
        expired=_error(401, "EXPIRED_AUTHENTICATION", "The OAuth token used has expired"),
        hollow=json_response({"status": "COMPLETE", "results": []}),
    )
    object_name: ClassVar[str] = "contacts"
    key: ClassVar[tuple[str, ...]] = ("cdp_id",)
    columns: ClassVar[tuple[Column, ...]] = (
        Column("cdp_id"),
        Column("email"),
        Column("firstname"),
    )
    on_removed: ClassVar[OnRemoved] = OnRemoved.ARCHIVE
    secrets: ClassVar[tuple[str, ...]] = (TOKEN,)

    def __init__(self) -> None:
        self.contacts: dict[str, dict[str, str]] = {}
        self.lists: dict[str, set[str]] = {"7": set()}
        self.dynamic_lists = {"8"}
        self.properties = set(_KNOWN)
        self.scopes: set[str] | None = {
            f"crm.{what}.{right}"
            for what in ("objects.contacts", "lists")
            for right in ("read", "write")
        }
        self._numbers = itertools.count(101)

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        return {
            "access_token": TOKEN,
            "url": url,
            "list_id": "7",
            "requests_per_second": 10_000,
            "timeout_seconds": 0.2,
            "retries": 2,
        }

    def is_write(self, request: Request) -> bool:
        reads = ("/batch/read", "/access-token-info")
        return request.method != "GET" and not request.path.endswith(reads)

    def fields(self, key: str) -> Mapping[str, object]:
        return {"cdp_id": key, "email": f"{key}@example.com", "firstname": "Zebulon"}

    def refused_fields(self, key: str) -> Mapping[str, object]:
        return {**self.fields(key), "email": "Zebulon at home"}

    def held(self) -> Counter[str]:
        return Counter(contact["cdp_id"] for contact in self.contacts.values())

    def answer(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if found := re.fullmatch(r"/crm/objects/2026-09/contacts/batch/(\w+)", request.path):
            return self._batch(found[1], request.document)
        if request.path == "/crm/objects/2026-09/contacts/merge":
            return self._merge(request.document)
        if found := re.fullmatch(
            r"/crm/lists/2026-09/(\d+)/memberships/add-and-remove", request.path
        ):
            return self._members(found[1], request)
        if request.path == "/crm/objects/2026-09/contacts":
            rows = [{"id": one, "properties": held} for one, held in self.contacts.items()]
            return _page(rows, request)
        if found := re.fullmatch(r"/crm/lists/2026-09/(\d+)/memberships", request.path):
            if found[1] not in self.lists:
                return _error(404, "OBJECT_NOT_FOUND", "List does not exist")
            return _page([{"recordId": one} for one in sorted(self.lists[found[1]])], request)
        if request.path == "/oauth/v2/private-apps/get/access-token-info":
            if self.scopes is None or request.document != {"tokenKey": TOKEN}:
                return _error(404, "OBJECT_NOT_FOUND", "No such token")
            return json_response({"hubId": 1, "scopes": sorted(self.scopes)})
        if request.path == "/account-info/v3/api-usage/daily/private-apps":
            return json_response({"results": [{"currentUsage": 12, "usageLimit": 250_000}]})
        return _error(404, "OBJECT_NOT_FOUND", "No such resource")

    def _batch(self, action: str, document: Mapping[str, Any]) -> Response:
        inputs = document["inputs"]
        if not 1 <= len(inputs) <= _MOST:
            return _error(400, "VALIDATION_ERROR", f"inputs must be from 1 to {_MOST}")
        if len({one["id"] for one in inputs}) < len(inputs):
            return _error(400, "VALIDATION_ERROR", "Duplicate IDs found in batch input")
        names = {name for one in inputs for name in one.get("properties", {})}
        if action in ("upsert", "update") and (unknown := names - self.properties):
            text = f'Property "{min(unknown)}" does not exist'
            detail = [{"isValid": False, "message": text, "error": "PROPERTY_DOESNT_EXIST"}]
            message = f"Property values were not valid: {json.dumps(detail)}"
            return _error(400, "VALIDATION_ERROR", message)
        do = {
            "upsert": self._upsert,
            "update": self._update,
            "read": self._read,
            "archive": self._archive,
        }
        return do[action](document)

    def _upsert(self, document: Mapping[str, Any]) -> Response:
        results, errors = [], []
        for one in document["inputs"]:
            if one["idProperty"] not in _UNIQUE:
                return _error(400, "VALIDATION_ERROR", f"{one['idProperty']} is not unique")
            if any(not isinstance(value, str) for value in one["properties"].values()):
                return _error(400, "VALIDATION_ERROR", "Invalid input JSON: values are strings")
            contact_id = self._find(one["idProperty"], one["id"])
            values = {**one["properties"], one["idProperty"]: one["id"]}
            if error := self._refusal(values, contact_id):
                errors.append(_row_error(one, *error))
                continue
            is_new = contact_id is None
            contact_id = contact_id or str(next(self._numbers))
            self.contacts.setdefault(contact_id, {}).update(values)
            results.append(self._result(contact_id, one, new=is_new))
        return _multi(results, errors)

    def _update(self, document: Mapping[str, Any]) -> Response:
        results, errors = [], []
        for one in document["inputs"]:
            if one["id"] not in self.contacts:
                errors.append(_row_error(one, "OBJECT_NOT_FOUND", "not found"))
                continue
            self.contacts[one["id"]].update(one["properties"])
            results.append(self._result(one["id"], one))
        return _multi(results, errors)

    def _read(self, document: Mapping[str, Any]) -> Response:
        name = document.get("idProperty")
        inputs = [one["id"] for one in document["inputs"]]
        found = {one: self._find(name, one) if name else one for one in inputs}
        results = [
            {"id": contact_id, "properties": self.contacts[contact_id]}
            for contact_id in found.values()
            if contact_id
        ]
        missing = [value for value, contact_id in found.items() if not contact_id]
        error = {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist.",
            "context": {"ids": missing},
        }
        return _multi(results, [error] if missing else [])

    def _archive(self, document: Mapping[str, Any]) -> Response:
        for one in document["inputs"]:
            self.contacts.pop(one["id"], None)
            for members in self.lists.values():
                members.discard(one["id"])
        return Response(204)

    def _merge(self, document: Mapping[str, Any]) -> Response:
        stays, goes = document["primaryObjectId"], document["objectIdToMerge"]
        if stays == goes or not {stays, goes} <= set(self.contacts):
            return _error(400, "VALIDATION_ERROR", "Cannot merge these contacts")
        # As documented: a record with an id of its own; of each property the newest value, here
        # always that of the one that goes, but the e-mail of the one that stays.
        primary, secondary = self.contacts.pop(stays), self.contacts.pop(goes)
        merged = {**primary, **secondary, "email": primary.get("email", "")}
        contact_id = str(next(self._numbers))
        self.contacts[contact_id] = merged
        for members in self.lists.values():
            if members & {stays, goes}:
                members.difference_update({stays, goes})
                members.add(contact_id)
        return json_response({"id": contact_id, "properties": merged})

    def _members(self, list_id: str, request: Request) -> Response:
        if list_id in self.dynamic_lists:
            return _error(400, "VALIDATION_ERROR", "Only MANUAL and SNAPSHOT lists can be changed")
        if list_id not in self.lists or request.method != "PUT":
            return _error(404, "OBJECT_NOT_FOUND", "List does not exist")
        members, document = self.lists[list_id], request.document
        wanted, unwanted = set(document["recordIdsToAdd"]), set(document["recordIdsToRemove"])
        added = (wanted & set(self.contacts)) - members
        removed = unwanted & members
        members |= added
        members -= removed
        return json_response(
            {
                "recordsIdsAdded": sorted(added),
                "recordIdsRemoved": sorted(removed),
                "recordIdsMissing": sorted((wanted | unwanted) - set(self.contacts)),
            }
        )

    def _find(self, name: str, value: str) -> str | None:
        matches = (one for one, held in self.contacts.items() if held.get(name) == value)
        return next(matches, None)

    def _refusal(self, values: Mapping[str, str], contact_id: str | None) -> Any:
        email = values.get("email")
        if email and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]+", email):
            return "VALIDATION_ERROR", f"Email address {email} is invalid"
        if email and (other := self._find("email", email)) and other != contact_id:
            return "CONFLICT", f"Contact already exists. Existing ID: {other}, {email}"
        return None

    def _result(self, contact_id: str, one: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        result = {"id": contact_id, "properties": self.contacts[contact_id], **more}
        return {**result, "objectWriteTraceId": one.get("objectWriteTraceId")}


def _page(rows: list[Any], request: Request) -> Response:
    """At most two at once, so that every test turns pages."""
    told = parse_qs(request.query)
    if not 1 <= int(told["limit"][0]) <= _MOST:
        return _error(400, "VALIDATION_ERROR", f"limit must be from 1 to {_MOST}")
    first = int(told.get("after", ["0"])[0])
    document: dict[str, Any] = {"results": rows[first : first + 2]}
    if first + 2 < len(rows):
        document["paging"] = {"next": {"after": str(first + 2)}}
    return json_response(document)


def _row_error(one: Mapping[str, Any], category: str, message: str) -> dict[str, Any]:
    traces = [one["objectWriteTraceId"]]
    context = {"objectWriteTraceId": traces}
    return {"status": "error", "category": category, "message": message, "context": context}


def _multi(results: list[Any], errors: list[Any]) -> Response:
    document = {"status": "COMPLETE", "results": results}
    if not errors:
        return json_response(document)
    return json_response({**document, "numErrors": len(errors), "errors": errors}, 207)


VENDOR = HubSpotVendor
