"""A preview of segments as text for a terminal, or as Markdown for a pull request."""

from collections.abc import Iterator, Mapping, Sequence

from reverse_etl.segments_comparison import SegmentPreview
from reverse_etl.segments_preview import SegmentsPreview, SyncPreview
from reverse_etl.text_tables import (
    Rows,
    markdown_cell,
    markdown_rows,
    markdown_table,
    number,
    text_table,
)

_SIZES = ("segment", "", "now", "then", "enter", "leave")
_SAMPLES = ("", "profile", "strongest identifiers")
_OVERLAPS = ("in common with", "now", "then")
_REMOVALS = ("removed_left_model", "removed_refused", "removed_unknown_consent")
_ALWAYS = ("added", "changed", "removed")
_COLUMNS = {
    "added": "added",
    "changed": "changed",
    "removed": "removed",
    "merged": "merged",
    "refresh_due": "refresh due",
    "withheld_no_consent": "withheld for want of consent",
    "suppressed": "suppressed",
    "invalid": "invalid",
    "rejected_waiting": "rejected before",
}


def segments_text(preview: SegmentsPreview) -> str:
    """For people who look at a terminal."""
    lines = [_title(preview), ""]
    if not preview.segments:
        lines += [_NOTHING, ""]
    lines += text_table("Segments", _SIZES, _sizes(preview.segments))
    header, rows = _syncs(preview.syncs)
    lines += text_table("Syncs", header, rows)
    lines += [*_notes(preview), ""]
    for one in preview.segments:
        lines += text_table(f"Who moves: {one.name}", _SAMPLES, _samples(one))
        lines += text_table(f"Overlap: {one.name}", _OVERLAPS, _overlaps(one))
    return "\n".join(lines).strip()


def segments_markdown(preview: SegmentsPreview) -> str:
    """For the comment of a pull request: two tables, the rest folded."""
    lines = [f"### {_title(preview)}", ""]
    if not preview.segments:
        lines += [_NOTHING, ""]
    else:
        lines += [*markdown_rows(_SIZES, _sizes(preview.segments)), ""]
    header, rows = _syncs(preview.syncs)
    if rows:
        lines += [*markdown_rows(header, rows), ""]
    lines += [f"> {markdown_cell(note)}\n" for note in _notes(preview)]
    for one in preview.segments:
        lines += _folded(one)
    return "\n".join(lines).strip()


_NOTHING = "No segment changes."


def _title(preview: SegmentsPreview) -> str:
    return f"Segments: what the next build of {preview.target} would change"


def _sizes(segments: Sequence[SegmentPreview]) -> Rows:
    return [
        (
            one.name,
            one.change,
            number(one.size_before),
            number(one.size_after),
            number(one.entering),
            number(one.leaving),
        )
        for one in segments
    ]


def _syncs(syncs: Sequence[SyncPreview]) -> tuple[Sequence[str], Rows]:
    """A row a sync that sends one of the segments; columns of zeros are left out."""
    fed = [one for one in syncs if one.is_fed]
    counted = [(one, _counts(one.planned.counts), _counts(one.counts_now)) for one in fed]
    shown = [
        name
        for name in _COLUMNS
        if name in _ALWAYS or any(then[name] or now.get(name) for _, then, now in counted)
    ]
    rows = [
        (one.planned.sync_name, *(_cell(name, then, now) for name in shown))
        for one, then, now in counted
    ]
    return ("sync", *(_COLUMNS[name] for name in shown)), rows


def _counts(counts: Mapping[str, int] | None) -> dict[str, int]:
    if counts is None:
        return {}
    return {**counts, "removed": sum(counts[name] for name in _REMOVALS)}


def _cell(name: str, then: Mapping[str, int], now: Mapping[str, int]) -> str:
    """What would be done, and what would be done today where that is another number."""
    if name not in now or now[name] == then[name]:
        return number(then[name])
    return f"{number(then[name])} ({number(now[name])} today)"


def _notes(preview: SegmentsPreview) -> Iterator[str]:
    for one in preview.syncs:
        if one.is_fed:
            for guard in one.planned.guards:
                yield (
                    f"Guard {guard.name} would hold back {one.planned.sync_name}: {guard.reason}."
                )
    if others := sum(not one.is_fed for one in preview.syncs):
        yield f"Nothing changes for {others} other {'sync' if others == 1 else 'syncs'}."
    if preview.unlisted:
        yield (
            f"Not in the var segments, so nothing reads it: {', '.join(preview.unlisted)}. "
            "Add a line to dbt_project.yml."
        )
    if preview.as_published:
        yield f"Changed too, but read as last published: {', '.join(preview.as_published)}."


def _samples(segment: SegmentPreview) -> Rows:
    return [
        (str(one["change"]), str(one["profile_id"]), str(one["profile"])) for one in segment.samples
    ]


def _overlaps(segment: SegmentPreview) -> Rows:
    return [
        (str(one["segment"]), number(one["before"]), number(one["after"]))
        for one in segment.overlaps
    ]


def _folded(segment: SegmentPreview) -> list[str]:
    samples = markdown_table("Who moves, for instance", _SAMPLES, _samples(segment))
    overlaps = markdown_table("Overlap", _OVERLAPS, _overlaps(segment))
    if not samples and not overlaps:
        return []
    summary = f"<details><summary>{markdown_cell(segment.name)}: who moves, overlap</summary>"
    return [summary, "", *samples, *overlaps, "</details>", ""]
