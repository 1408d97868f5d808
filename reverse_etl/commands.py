"""What each command does; all take a session and the options, and return an exit code."""

import argparse
import json
import logging
from pathlib import Path
from typing import Any

from reverse_etl import output
from reverse_etl.backup import default_folder, make_backup
from reverse_etl.destinations import destination_type, destination_types
from reverse_etl.destinations.base import setting_names
from reverse_etl.doctor import examine, stale_warning
from reverse_etl.drift import read_drift
from reverse_etl.errors import ConfigurationError
from reverse_etl.markdown import plans_markdown
from reverse_etl.preview import Preview, preview_sync
from reverse_etl.records import SyncResult
from reverse_etl.redaction import redact
from reverse_etl.restore import restore_backup
from reverse_etl.runner import SyncOptions, run_sync
from reverse_etl.scaffold import describe, write_sync
from reverse_etl.session import Session
from reverse_etl.status import read_status

log = logging.getLogger(__name__)

# The worst of several syncs decides: what a person must mend, what was stopped, what failed.
_SEVERITY = (0, 1, 3, 2)


def plan(session: Session, options: argparse.Namespace) -> int:
    """What each sync would do; 3 where a guard stands."""
    syncs = session.syncs(options.names)
    _warn_if_stale(session)
    asked = _asked(options)
    previews = [preview_sync(session, sync, asked) for sync in syncs]
    if options.out:
        _write_plan(options.out, previews)
    documents = [output.to_document(one) for one in previews]
    if options.markdown:
        print(plans_markdown(previews))
    else:
        _print(options, {"syncs": documents}, map(output.preview_text, previews))
    return 3 if any(one.guards for one in previews) else 0


def _asked(options: argparse.Namespace, plan_hash: str | None = None) -> SyncOptions:
    return SyncOptions(
        retry_rejected=options.retry_rejected,
        overrides=tuple(options.override),
        override_reason=options.reason,
        plan_hash=plan_hash,
        resync=options.resync,
    )


def _write_plan(file: Path, previews: list[Preview]) -> None:
    syncs = {one.sync_name: output.to_document(one) for one in previews}
    try:
        file.write_text(json.dumps({"version": 1, "syncs": syncs}, indent=2) + "\n")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from None


def sync(session: Session, options: argparse.Namespace) -> int:
    """Carries out syncs; the worst of their codes."""
    hashes = _planned_hashes(options.plan) if options.plan else {}
    syncs = session.syncs(options.names or sorted(hashes))
    if options.plan and (missing := [s.name for s in syncs if s.name not in hashes]):
        raise ConfigurationError(
            f"{options.plan} has no plan for {', '.join(missing)}.",
            "Write it with `reverse-etl plan --out`.",
        )
    _warn_if_stale(session)
    results = []
    for sync in syncs:
        asked = _asked(options, hashes.get(sync.name))
        result = run_sync(session, sync, asked)
        results.append(result)
        if not options.json:
            print(output.result_text(result), flush=True)
    return _end(options, results)


def _end(options: argparse.Namespace, results: list[SyncResult]) -> int:
    code = max((one.exit_code for one in results), key=_SEVERITY.index, default=0)
    if options.json:
        documents = [output.to_document(one) for one in results]
        print(output.as_json({"syncs": documents, "exit_code": code}))
    return code


def _planned_hashes(file: Path) -> dict[str, str]:
    try:
        syncs = json.loads(file.read_text())["syncs"]
        return {str(name): str(sync["plan_hash"]) for name, sync in syncs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(
            f"{file} is not a plan.", "Write it with `reverse-etl plan --out`."
        ) from None


def retry(session: Session, options: argparse.Namespace) -> int:
    """The same, with the records that were rejected before."""
    options.retry_rejected = True
    return sync(session, options)


def status(session: Session, options: argparse.Namespace) -> int:
    """What the tables say about each sync."""
    found = read_status(session, options.names)
    documents = [output.to_document(one) for one in found]
    _print(options, {"syncs": documents}, map(output.status_text, found))
    return 0


def init(session: Session, options: argparse.Namespace) -> int:
    """Writes a first destination and sync."""
    written = write_sync(session, options.name, options.segment, options.type)
    root = session.project.directory
    _print(options, output.to_document(written), describe(written, root))
    return 0


def drift(session: Session, options: argparse.Namespace) -> int:
    """What destinations hold against what we believe; 1 where they differ."""
    found = read_drift(session, options.names)
    documents = [output.to_document(one) for one in found]
    _print(options, {"syncs": documents}, map(output.drift_text, found))
    return 1 if any(one.is_drift for one in found) else 0


def destinations(session: Session, options: argparse.Namespace) -> int:
    """The types of destination, and the entries of destinations.yml."""
    types = {name: destination_type(name, "").offered for name in destination_types()}
    settings = {name: setting_names(destination_type(name, "")) for name in types}
    entries = {entry.name: entry.type for entry in session.entries.values()}
    document = {
        "types": {
            name: {
                "modes": sorted(offered.modes),
                "on_removed": sorted(offered.removals),
                "settings": settings[name],
                "settings_of_a_sync": sorted(offered.sync_settings),
                "batch_rows": offered.batch_rows,
                "row_results": offered.row_results,
                "is_idempotent": offered.is_idempotent,
            }
            for name, offered in types.items()
        },
        "entries": entries,
    }
    lines = [
        f"type {name}: modes {', '.join(sorted(offered.modes))}; "
        f"on_removed {', '.join(sorted(offered.removals))}; "
        f"settings {', '.join(settings[name])}"
        for name, offered in types.items()
    ]
    lines += [f"entry {name}: {kind}" for name, kind in entries.items()]
    _print(options, document, lines)
    return 0


def doctor(session: Session, options: argparse.Namespace) -> int:
    """Every check; 2 where one fails."""
    findings = []
    for finding in examine(session):
        findings.append(finding)
        if not options.json:
            print(redact(output.finding_text(finding)), flush=True)
    if options.json:
        print(output.as_json({"checks": [output.to_document(one) for one in findings]}))
    return 0 if all(finding.is_ok for finding in findings) else 2


def backup(session: Session, options: argparse.Namespace) -> int:
    """Saves what cannot be derived again."""
    result = make_backup(session, options.folder or default_folder(session))
    _print(options, output.to_document(result), output.moved_lines(result, "Saved in"))
    return 0


def restore(session: Session, options: argparse.Namespace) -> int:
    """Puts a backup into an empty warehouse."""
    result = restore_backup(session, options.folder, options.replace)
    lines = output.moved_lines(result, "Restored from")
    _print(options, output.to_document(result), [*lines, "Now run `dbt build`, then the syncs."])
    return 0


def _print(options: argparse.Namespace, document: dict[str, Any], lines: Any) -> None:
    print(output.as_json(document) if options.json else "\n".join(lines))


def _warn_if_stale(session: Session) -> None:
    if message := stale_warning(session):
        log.warning("%s", message)
