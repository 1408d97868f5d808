"""A plan as Markdown, for a comment on a pull request or a page of a run."""

from collections.abc import Sequence

from reverse_etl.output import estimate, shown
from reverse_etl.preview import Preview
from reverse_etl.text_tables import markdown_cell

_ROWS = {
    "added": "added",
    "changed": "changed",
    "refresh_due": "sent again before they expire",
    "merged": "merged into another",
    "removed_left_model": "removed: left the model",
    "removed_refused": "removed: refused, suppressed or erased",
    "removed_unknown_consent": "removed: consent not known any more",
    "unchanged": "unchanged",
    "withheld_no_consent": "withheld for want of consent",
    "suppressed": "suppressed",
    "invalid": "invalid",
    "rejected_waiting": "rejected before and unchanged",
    "held": "held back by a guard",
}


def plans_markdown(previews: Sequence[Preview]) -> str:
    """One section a sync; personal values are masked as in all plans."""
    return "\n\n".join(_section(preview) for preview in previews)


def _section(preview: Preview) -> str:
    lines = [
        f"### `{preview.sync_name}`",
        "",
        f"{preview.mode} of {markdown_cell(preview.object_name)} to `{preview.destination}` "
        f"({preview.type}): {estimate(preview)}.",
        *(f"\n> **Guard `{one.name}`**: {markdown_cell(one.reason)}" for one in preview.guards),
        "",
        "| Records | Count | |",
        "|---|---:|---|",
        *(
            f"| {title} | {preview.counts[name]:,} | {_details(preview, name)} |"
            for name, title in _ROWS.items()
            if preview.counts[name]
        ),
    ]
    if preview.samples:
        lines += ["", "| Sample | Key | Masked values |", "|---|---|---|"]
        for sample in preview.samples:
            key, fields = markdown_cell(str(sample["record_key"])), markdown_cell(shown(sample))
            lines.append(f"| {sample['action']} | {key} | {fields} |")
    return "\n".join([*lines, "", f"Plan `{preview.plan_hash[:12]}`"])


def _details(preview: Preview, name: str) -> str:
    counts = {"changed": preview.changed_columns, "invalid": preview.invalid}.get(name, {})
    return markdown_cell(", ".join(f"{what} {count:,}" for what, count in counts.items() if count))
