"""What the contract suite must know of each type of destination, and how it finds it."""

import importlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

import pytest

from reverse_etl.destinations import destination_types
from reverse_etl.records import Column, OnRemoved

from .wire import Request, Response


@dataclass(frozen=True)
class Speech:
    """How a vendor says things that it does not say unasked; all are answers to a write."""

    refusal: Response
    throttle: str
    expired: Response
    hollow: Response


class Vendor(Protocol):
    """The other end of one type: it keeps state, and refuses what the real one documents."""

    speech: ClassVar[Speech]
    object_name: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    columns: ClassVar[tuple[Column, ...]]
    on_removed: ClassVar[OnRemoved]
    secrets: ClassVar[tuple[str, ...]]

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        """The settings of an account at url, with the secrets in them."""

    def answer(self, request: Request) -> Response:
        """What the vendor answers, having done what it was asked."""

    def is_write(self, request: Request) -> bool:
        """Whether a request is one that changes records."""

    def fields(self, key: str) -> Mapping[str, object]:
        """A good record."""

    def refused_fields(self, key: str) -> Mapping[str, object]:
        """A record that the vendor refuses by itself."""

    def held(self) -> Counter[str]:
        """How many records it holds under each key."""


def vendor_type(type_name: str) -> Any:
    """The class of a type's other end; skips where its server is not installed."""
    module = vendor_module(type_name)
    if reason := getattr(module, "MISSING", None):
        pytest.skip(reason)
    return module.VENDOR


def vendor_module(type_name: str) -> Any:
    """The module of a type's other end."""
    name = f"{__package__}.vendors.{type_name}"
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise AssertionError(
            f"Destination {type_name} has no other end: write tests/contract/vendors/"
            f"{type_name}.py with a class VENDOR, as docs/add-a-destination.md shows."
        ) from None


def http_types() -> list[str]:
    """The types whose other end is reached by HTTP."""
    return [
        name for name in destination_types() if not getattr(vendor_module(name), "IS_LOCAL", False)
    ]
