"""Turns results into text for people, or one JSON document for machines."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from reverse_etl.backup import BackupResult
from reverse_etl.doctor import Finding
from reverse_etl.drift import Drift
from reverse_etl.preview import Preview
from reverse_etl.records import Guard, SyncResult
from reverse_etl.status import SyncStatus


def as_json(document: Mapping[str, Any]) -> str:
    """One line, for schedulers and scripts."""
    return json.dumps(document, default=str)


def to_document(value: Any) -> dict[str, Any]:
    """A dataclass as plain values."""
    return asdict(value)


def preview_text(preview: Preview) -> str:
    """A plan, in a few lines."""
    lines = [
        f"{preview.sync_name}: {preview.mode} to {preview.destination} "
        f"({preview.type}), object {preview.object_name}",
        *_planned(preview.counts),
        *_detailed("changed in", preview.changed_columns),
        *_detailed("invalid:", preview.invalid),
        f"  {estimate(preview)}",
        *_guards(preview.guards, preview.counts),
    ]
    for sample in preview.samples:
        lines.append(f"    {sample['action']} {sample['record_key']} {shown(sample)}".rstrip())
    return "\n".join(lines)


def estimate(preview: Preview) -> str:
    """What the vendor's limits make of the plan."""
    text = f"about {preview.requests:,} requests"
    if preview.minutes is not None:
        text += f", at least {preview.minutes:,.1f} minutes at the destination's rate limit"
    if preview.days_of_quota is not None:
        text += f", {preview.days_of_quota:.0%} of its requests of one day"
    return text


def shown(sample: Mapping[str, Any]) -> str:
    """The masked fields of a sample."""
    return ", ".join(f"{name}: {value}" for name, value in sample["fields"].items())


def _detailed(what: str, counts: Mapping[str, int]) -> list[str]:
    parts = [f"{name} {count:,}" for name, count in counts.items() if count]
    return [f"    {what} {', '.join(parts)}"] if parts else []


def result_text(result: SyncResult) -> str:
    """A run, in a few lines."""
    counts = result.counts
    lines = [
        f"{result.sync_name}: {result.status} (run {result.run_id})",
        *_planned(counts),
        "  sent: "
        + ", ".join(
            f"{name} {counts[name]:,}"
            for name in (
                "accepted",
                "rejected",
                "retryable",
                "ambiguous",
                "skipped",
                "aborted",
                "pending",
            )
        ),
        *_guards(result.guards, counts),
    ]
    if result.message and not result.guards:
        lines.append(f"  {result.message}")
    for failure in result.failures:
        reason = failure["reason"] or "no reason given"
        lines.append(f"    {failure['outcome']} {failure['record_key']}: {reason}")
    return "\n".join(lines)


def status_text(status: SyncStatus) -> str:
    """A sync's standing, in a few lines."""
    lines = [f"{status.sync_name} → {status.destination}"]
    if (run := status.last_run) is None:
        return f"{lines[0]}\n  never ran"
    lines.append(f"  last run {run['run_id']}: {run['status']}, began {run['started_at']}")
    if run["message"]:
        lines.append(f"  {run['message']}")
    counts = run["counts"]
    assert isinstance(counts, dict)
    lines += _planned(counts)
    uncertain = f", {status.uncertain:,} uncertain" if status.uncertain else ""
    lines.append(f"  at the destination: {status.in_destination:,} records{uncertain}")
    for outcome, count in status.failing.items():
        lines.append(f"  {outcome}: {count:,}")
    for row in status.failing_rows:
        lines.append(f"    {row['outcome']} {row['record_key']}: {row['reason']}")
    return "\n".join(lines)


def drift_text(drift: Drift) -> str:
    """A comparison, in a few lines."""
    lines = [
        f"{drift.sync_name} → {drift.destination}: {drift.listed:,} records there, "
        f"{drift.believed:,} by our books",
        f"  missing there {drift.missing:,}, back after a removal {drift.returned:,}, "
        f"not ours {drift.foreign:,}",
    ]
    for what, keys in drift.samples.items():
        lines += [f"    {what} {key}" for key in keys]
    return "\n".join(lines)


def finding_text(finding: Finding) -> str:
    """One check on one line."""
    return f"{'ok  ' if finding.is_ok else 'FAIL'}  {finding.check}: {finding.detail}"


def _planned(counts: Mapping[str, Any]) -> list[str]:
    removed = {
        "left the model": counts["removed_left_model"],
        "refused": counts["removed_refused"],
        "consent unknown": counts["removed_unknown_consent"],
    }
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in removed.items())
    return [
        f"  added {counts['added']:,}, changed {counts['changed']:,}, "
        f"refresh due {counts['refresh_due']:,}, merged {counts['merged']:,}, "
        f"removed {sum(removed.values()):,} ({reasons}), "
        f"unchanged {counts['unchanged']:,}",
        f"  withheld for want of consent {counts['withheld_no_consent']:,}, "
        f"suppressed {counts['suppressed']:,}, invalid {counts['invalid']:,}, "
        f"rejected before and unchanged {counts['rejected_waiting']:,}",
    ]


def _guards(guards: tuple[Guard, ...], counts: Mapping[str, Any]) -> list[str]:
    if not guards:
        return []
    lines = [f"  held back: {counts['held']:,} changes; only refusals go"]
    return lines + [f"    guard {guard.name}: {guard.reason}" for guard in guards]


def moved_lines(result: BackupResult, what: str) -> list[str]:
    """A backup or a restore: rows per table, and the folder."""
    width = max(map(len, result.tables))
    lines = [f"  {name:<{width}}  {count:>12,}" for name, count in result.tables.items()]
    return [*lines, f"{what} {result.folder}"]
