"""Settings of a tryton entry in destinations.yml."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from reverse_etl.destinations.base import secret


@dataclass(frozen=True)
class TrytonSettings:
    """Which server and database, whose rights, and how fast."""

    url: str
    database: str
    user: str
    password: str = secret()
    label: str = "CDP"
    batch_rows: int = 100
    requests_per_second: int | float | None = None
    retries: int = 5
    timeout_seconds: int | float = 60

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError("`url` must begin with http:// or https:// and name a host")
        if not re.fullmatch(r"[\w.-]+", self.database):
            raise ValueError("`database` must be the name of a database, without slashes")
        if self.batch_rows < 1 or self.retries < 0:
            raise ValueError("`batch_rows` must be at least 1, `retries` not negative")
        if self.timeout_seconds <= 0 or (self.requests_per_second or 1) <= 0:
            raise ValueError("`timeout_seconds` and `requests_per_second` must be more than zero")
