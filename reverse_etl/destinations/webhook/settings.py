"""Settings of a webhook entry in destinations.yml."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from reverse_etl.destinations.base import secret


@dataclass(frozen=True)
class WebhookSettings:
    """Where batches go, how they are signed, and how fast."""

    url: str
    secret: str = secret()
    batch_rows: int = 500
    batch_bytes: int = 1_000_000
    concurrency: int = 1
    retries: int = 5
    timeout_seconds: int | float = 30
    requests_per_second: int | float | None = None
    daily_requests: int | None = None

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ValueError("`url` must begin with http:// or https:// and name a host")
        if min(self.batch_rows, self.batch_bytes, self.concurrency) < 1:
            raise ValueError("batch_rows, batch_bytes and concurrency must be at least 1")
        if self.retries < 0 or self.timeout_seconds <= 0:
            raise ValueError("retries must not be negative, timeout_seconds not zero")
        if self.requests_per_second is not None and self.requests_per_second <= 0:
            raise ValueError("requests_per_second must be more than zero")
        if self.daily_requests is not None and self.daily_requests < 1:
            raise ValueError("daily_requests must be at least 1")
