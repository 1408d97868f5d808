"""A preview of rules as text for a terminal, or as Markdown for a pull request."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reverse_etl.rules_comparison import CHANGE_TYPES
from reverse_etl.rules_preview import RulesPreview
from reverse_etl.text_tables import Rows, Table, markdown_table, number, text_table

_CHANGES = {
    "merged": "ids that end, their people being in another profile",
    "split": "new ids, for people who were in a profile that goes on",
    "born": "new ids otherwise",
    "retired": "ids that end with nobody left",
}
_ANOTHER = "the same people under a new id; it is among born, the old one among merged"
_VALUES = {
    "quarantined": "quarantined from now on",
    "released": "quarantined no more",
    "gone": "known no more",
    "new": "not known before",
}


def rules_text(preview: RulesPreview) -> str:
    """For people who look at a terminal."""
    return "\n".join(_report(preview, text_table, "")).strip()


def rules_markdown(preview: RulesPreview) -> str:
    """For the comment of a pull request."""
    return "\n".join(_report(preview, markdown_table, "### ")).strip()


def _report(preview: RulesPreview, table: Table, heading: str) -> Iterator[str]:
    found = preview.comparison
    yield f"{heading}Rules of identity: what the next build of {preview.target} would publish"
    yield ""
    yield from _summary(found.counts)
    if found.has_new_rows:
        yield "Rows were loaded since the last build: what they change is in these figures too."
    yield ""
    yield from _gates(preview)
    changes = [(name, number(found.counts[name]), _CHANGES[name]) for name in CHANGE_TYPES]
    another = ("given another id", number(found.counts["given_another_id"]), _ANOTHER)
    yield from table("Changes", ("change", "count", "meaning"), [*changes, another])
    values = [
        (_VALUES[one["change"]], one["identifier_type"], one["reason"] or "", number(one["count"]))
        for one in found.values
    ]
    yield from table("Identifiers", ("change", "type", "reason", "count"), values)
    held = ("held by touched profiles", "of")
    yield from table("Segments", ("segment", *held), _touched(found.segments, "segment", "members"))
    yield from table("Syncs", ("sync", *held), _touched(found.syncs, "sync", "rows"))
    yield from _examples(found.examples, table)
    if preview.schema:
        yield f"Kept: the schemas that begin with {preview.schema}."


def _summary(counts: Mapping[str, int]) -> Iterator[str]:
    before, after = counts["profiles_before"], counts["profiles_after"]
    moved, known = counts["identifiers_moved"], counts["identifiers_before"]
    share = f" ({moved / known:.1%})" if known else ""
    yield (
        f"Profiles {number(before)}, then {number(after)}; "
        f"{number(counts['profiles_touched'])} touched, by their ids before and after."
    )
    yield f"Identifiers that change profile: {number(moved)} of {number(known)}{share}."


def _gates(preview: RulesPreview) -> Iterator[str]:
    for gate in preview.gates:
        yield f"The gate {gate['gate']} would stop this build. To mend it: {gate['remedy']}"
        yield ""


def _touched(rows: Sequence[Mapping[str, Any]], name: str, total: str) -> Rows:
    return [
        (str(row[name]), number(row["touched"]), number(row[total]))
        for row in rows
        if row["touched"]
    ]


def _examples(examples: Sequence[Mapping[str, Any]], table: Table) -> list[str]:
    rows = []
    for one in examples:
        rows.append((str(one["change_type"]), one["profile_id"], one["profile"]))
        if one["other_profile_id"]:
            word = "into" if one["change_type"] == "merged" else "from"
            rows.append((word, one["other_profile_id"], one["other_profile"]))
    return table("Examples", ("change", "profile", "strongest identifiers"), rows)
