"""Settings of a hubspot entry in destinations.yml."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reverse_etl.destinations.base import secret

METHODS = ("upsert", "update", "read", "archive", "merge", "list")


@dataclass(frozen=True)
class HubSpotSettings:
    """Which account, which version of the API, which list, and how fast."""

    access_token: str = secret()
    api_version: str = "2026-09"
    list_id: str | None = None
    merge_contacts: bool = False
    url: str = "https://api.hubapi.com"
    batch_rows: int = 100
    concurrency: int = 1
    requests_per_second: int | float = 9
    method_requests_per_second: dict = field(default_factory=dict)  # type: ignore[type-arg]
    daily_requests: int | None = None
    retries: int = 5
    timeout_seconds: int | float = 30

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError("`url` must begin with http:// or https:// and name a host")
        if not re.fullmatch(r"\d{4}-\d{2}", self.api_version):
            raise ValueError('`api_version` must be a dated version such as "2026-09"')
        if self.list_id is not None and not self.list_id.isdigit():
            raise ValueError('`list_id` must be the number of a list, in quotes: "1234"')
        if not 1 <= self.batch_rows <= 100:
            raise ValueError("`batch_rows` must be from 1 to 100, which is HubSpot's limit")
        if self.concurrency < 1 or self.retries < 0:
            raise ValueError("`concurrency` must be at least 1, `retries` not negative")
        if self.timeout_seconds <= 0 or self.requests_per_second <= 0:
            raise ValueError("`timeout_seconds` and `requests_per_second` must be more than zero")
        if self.daily_requests is not None and self.daily_requests < 1:
            raise ValueError("`daily_requests` must be at least 1")
        for method, pace in self.method_requests_per_second.items():
            if method not in METHODS or not isinstance(pace, int | float) or pace <= 0:
                raise ValueError(
                    f"`method_requests_per_second` has {method}: {pace}; it takes a number above "
                    f"zero for each of {', '.join(METHODS)}"
                )
