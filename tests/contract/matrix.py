"""The page that says what each fault did to each destination."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from reverse_etl.records import Outcome

from .engine import Told

_ORDER = (
    Outcome.ACCEPTED,
    Outcome.REJECTED,
    Outcome.RETRYABLE,
    Outcome.AMBIGUOUS,
    Outcome.ABORTED,
)
# Shorter pauses are our own backoff, with its jitter.
_ASKED = 60


def cell(told: Told, slept: Sequence[float], again: Told | None) -> str:
    """What one fault did to one destination, in a few words."""
    text = _counts(told)
    if asked := [pause for pause in slept if pause > _ASKED]:
        text += f", after {round(max(asked), -1):.0f} s"
    if told.cause is not None:
        text += f", stops: {type(told.cause).__name__}"
    if again is not None and told.outcomes != again.outcomes:
        text += f" → {_counts(again)}"
    return text


def _counts(told: Told) -> str:
    parts = [f"{told.outcomes[one]} {one}" for one in _ORDER if told.outcomes[one]]
    return ", ".join(parts)


def write_page(page: Path, seen: Mapping[str, Mapping[str, str]]) -> None:
    """Writes the page's table, cells by destination and fault; its other words stay."""
    types = sorted(seen)
    lines = [f"| Fault | {' | '.join(types)} |", "|---" * (len(types) + 1) + "|"]
    for name in seen[types[0]]:
        lines.append(f"| {name} | {' | '.join(seen[one][name] for one in types)} |")
    words = page.read_text().split("\n| Fault |")[0]
    page.write_text("\n".join([words, *lines]) + "\n")


def read_page(page: Path) -> dict[str, dict[str, str]]:
    """The cells of the page by destination and fault."""
    rows = [
        [part.strip() for part in line.strip("|\n").split("|")]
        for line in page.read_text().splitlines()
        if line.startswith("| ")
    ]
    head, *body = rows
    return {
        type_name: {row[0]: row[place] for row in body}
        for place, type_name in enumerate(head)
        if place > 0
    }
