"""How the demo stops: a message that says what to do, and an exit code."""

from __future__ import annotations

FAILED = 1
MISCONFIGURED = 2


class DemoError(Exception):
    """The demo cannot go on; `exit_code` is FAILED or MISCONFIGURED."""

    def __init__(self, message: str, exit_code: int = FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code
