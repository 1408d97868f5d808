"""The demo's summary as text: what a newcomer sees on one screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from textwrap import wrap

from demo.summary import Example, Field, Summary

_SHOWN_OF_ID = 12
_WIDTH = 96


def render(summary: Summary, example: Example | None, places: Mapping[str, str]) -> str:
    """The whole summary; `places` are commands and files to look at next."""
    parts = [
        _beside(_rows(summary), _identifiers(summary), _segments(summary)),
        _accuracy(summary),
        _syncs(summary),
        *([_profile(example)] if example else []),
        _next(places),
    ]
    return "\n\n".join("\n".join(part) for part in parts)


def _rows(summary: Summary) -> Sequence[str]:
    total = sum(summary.rows_by_source.values())
    return _table("Raw rows by source", {**summary.rows_by_source, "total": total})


def _identifiers(summary: Summary) -> Sequence[str]:
    quarantined = sum(summary.quarantined_by_reason.values())
    figures = {"usable": summary.identifiers - quarantined, "quarantined": quarantined}
    reasons = {
        f"  {reason}": count for reason, count in sorted(summary.quarantined_by_reason.items())
    }
    profiles = {"": None, "profiles": summary.profiles}
    return _table("Identifiers", figures | reasons | profiles)


def _segments(summary: Summary) -> Sequence[str]:
    return _table("Segments (profiles)", summary.segments)


def _accuracy(summary: Summary) -> Sequence[str]:
    return [
        "Identity against the truth, which the generator knows (pairs of source records)",
        f"  precision {summary.precision:>6.1%}  of the pairs joined in one profile are one person",
        f"  recall    {summary.recall:>6.1%}  of the pairs that are one person are joined",
    ]


def _syncs(summary: Summary) -> Sequence[str]:
    words = ("added", "changed", "removed", "rejected", "withheld")
    lines = [f"{'Syncs':<30}" + "".join(f"{word:>10}" for word in words)]
    for name, counts in summary.syncs.items():
        lines.append(f"  {name:<28}" + "".join(f"{counts[word]:>10,}" for word in words))
    lines.append("  rejected: by the destination, with its reason; withheld: for want of consent")
    return lines


def _profile(example: Example) -> Sequence[str]:
    held = ", ".join(
        kind if count == 1 else f"{kind} x{count}" for kind, count in example.identifiers.items()
    )
    shown_id = example.profile_id[:_SHOWN_OF_ID]
    lines = [
        f"One profile, {shown_id}... (people are invented; e-mail and phone masked all the same)",
        *wrap(held, _WIDTH, initial_indent="  made of   ", subsequent_indent=" " * 12),
        f"  segments  {', '.join(example.segments) or 'none'}",
    ]
    return lines + [_shown(field) for field in example.fields]


def _shown(field: Field) -> str:
    value = masked(field.name, field.value)
    return f"  {field.name:<12}{value:<26}from {field.origin}"


def masked(name: str, value: str) -> str:
    """A value that a bystander may see: of an e-mail or phone only the ends."""
    if name == "email":
        local, _, domain = value.partition("@")
        return f"{local[:1]}***@***{domain[domain.rfind('.') :]}"
    if name == "phone":
        return f"{value[:3]}***{value[-2:]}"
    return value


def _next(places: Mapping[str, str]) -> Sequence[str]:
    width = max(len(place) for place in places)
    return ["Where to look next"] + [
        f"  {place:<{width}}  {what}" for place, what in places.items()
    ]


def _table(title: str, figures: Mapping[str, int | None]) -> list[str]:
    width = max(len(name) for name in figures) + 2
    return [title] + [
        f"  {name:<{width}}{'' if figure is None else format(figure, ','):>7}".rstrip()
        for name, figure in figures.items()
    ]


def _beside(*blocks: Sequence[str]) -> list[str]:
    widths = [max(len(line) for line in block) + 4 for block in blocks]
    return [
        "".join(f"{line:<{width}}" for line, width in zip(lines, widths, strict=True)).rstrip()
        for lines in zip_longest(*blocks, fillvalue="")
    ]
