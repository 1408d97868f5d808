"""Keeps a trap at its rate, however many people there are."""

from __future__ import annotations


class Quota:
    """Says when a trap is due, so that its share of the counted stays at the rate."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._counted = 0
        self._taken = 0

    def count(self, number: int = 1) -> None:
        """Counts people of whom the rate is a share."""
        self._counted += number

    def take(self, size: int = 1) -> bool:
        """True if `size` people are due to fall in the trap now; they are then taken."""
        is_due = self._taken + size / 2 <= self._rate * self._counted
        self._taken += size if is_due else 0
        return is_due
