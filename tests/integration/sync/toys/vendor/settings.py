"""Settings of the toy vendor: where it is, and which of its abilities a test wants."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VendorSettings:
    """One account."""

    url: str
    is_idempotent: bool = True
    answers_later: bool = False
    screens_names: bool = False
    can_merge: bool = True
    batch_rows: int = 100
    ttl_days: int = 0
    daily_requests: int = 0
