"""Settings of a meta entry in destinations.yml."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from reverse_etl.destinations.base import secret


@dataclass(frozen=True)
class MetaSettings:
    """Which audience, which version of the API, and how fast."""

    access_token: str = secret()
    audience_id: str | None = None
    api_version: str = "v25.0"
    calling_code: str | None = None
    url: str = "https://graph.facebook.com"
    batch_rows: int = 10_000
    concurrency: int = 1
    retries: int = 5
    timeout_seconds: int | float = 60

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError("`url` must begin with http:// or https:// and name a host")
        if not re.fullmatch(r"v\d+\.\d+", self.api_version):
            raise ValueError('`api_version` must be a version such as "v25.0"')
        if self.audience_id is not None and not self.audience_id.isdigit():
            raise ValueError('`audience_id` must be the number of an audience, in quotes: "1234"')
        if self.calling_code is not None and not re.fullmatch(r"[1-9]\d{0,2}", self.calling_code):
            raise ValueError('`calling_code` must be a calling code without plus, in quotes: "44"')
        if not 1 <= self.batch_rows <= 10_000:
            raise ValueError("`batch_rows` must be from 1 to 10000, which is Meta's limit")
        if self.concurrency < 1 or self.retries < 0:
            raise ValueError("`concurrency` must be at least 1, `retries` not negative")
        if self.timeout_seconds <= 0:
            raise ValueError("`timeout_seconds` must be more than zero")
