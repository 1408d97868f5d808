"""The command line: results on stdout, everything else on stderr."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from reverse_etl import output
from reverse_etl.backup import default_folder, make_backup
from reverse_etl.destinations import destination_type, destination_types
from reverse_etl.destinations.base import setting_names
from reverse_etl.doctor import examine, stale_warning
from reverse_etl.errors import ConfigurationError, ReverseEtlError
from reverse_etl.preview import Preview, preview_sync
from reverse_etl.project import Project
from reverse_etl.records import SyncResult
from reverse_etl.redaction import RedactingFilter, redact
from reverse_etl.restore import restore_backup
from reverse_etl.runner import SyncOptions, run_sync
from reverse_etl.session import Session
from reverse_etl.status import read_status

log = logging.getLogger("reverse_etl")

# The worst of several syncs decides: what a person must mend, what was stopped, what failed.
_SEVERITY = (0, 1, 3, 2)


def main(
    arguments: Sequence[str] | None = None, sleep: Callable[[float], None] = time.sleep
) -> int:
    """Runs one command; returns its exit code. Retries wait by sleep."""
    options = _parser().parse_args(arguments)
    _log_to_stderr(options.verbose)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)
    session = Session(
        Project(
            directory=options.project_dir.resolve(),
            profiles_dir=options.profiles_dir and options.profiles_dir.resolve(),
            target_name=options.target,
            target_path=options.target_path,
        ),
        wait_seconds=options.wait,
        sleep=sleep,
    )
    try:
        code: int = options.run(session, options)
        return code
    except ReverseEtlError as error:
        return _report_error(error, options)
    except KeyboardInterrupt:
        log.error("Interrupted; what is known about the records sent so far was kept")
        return 3


def _interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _report_error(error: ReverseEtlError, options: argparse.Namespace) -> int:
    log.error("%s", error)
    if options.json:
        document = {"error": error.message, "remedy": error.remedy}
        print(output.as_json({**document, "exit_code": error.exit_code}))
    return error.exit_code


def _log_to_stderr(is_verbose: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(RedactingFilter())
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.DEBUG if is_verbose else logging.INFO)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reverse-etl",
        description="Sends the models of a dbt project to destinations.",
        epilog="Exit codes: 0 done, 1 some records failed, 2 wrong usage or "
        "configuration, 3 stopped or held back by a guard.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plan = _add(commands, "plan", _plan, "Show what a sync would do; change nothing.")
    _add_names(plan)
    _add_retry(plan)
    _add_override(plan)
    plan.add_argument("--out", type=Path, metavar="FILE", help="write the plan for `sync --plan`")
    sync = _add(commands, "sync", _sync, "Send what changed.")
    _add_names(sync)
    _add_retry(sync)
    _add_override(sync)
    sync.add_argument(
        "--plan",
        type=Path,
        metavar="FILE",
        help="refuse to run if the plan is not the one in the file any more",
    )
    retry = _add(commands, "retry", _retry, "Sync, and try rejected records again.")
    _add_names(retry)
    _add_override(retry)
    status = _add(commands, "status", _status, "Show the last run and what fails.")
    _add_names(status)
    _add(commands, "destinations", _destinations, "List destinations and their types.")
    _add(commands, "doctor", _doctor, "Check everything that a sync needs.")
    backup = _add(commands, "backup", _backup, "Save what cannot be derived again.")
    backup.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="a new one (default: in backups/)"
    )
    restore = _add(commands, "restore", _restore, "Put a backup into an empty warehouse.")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="what backup wrote")
    restore.add_argument(
        "--replace", action="store_true", help="put it in the place of the rows that are there"
    )
    return parser


def _add(
    commands: Any, name: str, run: Callable[[Session, argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    environment = os.environ
    parser.set_defaults(run=run, plan=None, retry_rejected=False, override=[])
    add = parser.add_argument
    add("--json", action="store_true", help="print one JSON document")
    add(
        "--project-dir",
        type=Path,
        default=Path(environment.get("DBT_PROJECT_DIR", ".")),
        metavar="DIR",
        help="the dbt project (default: here)",
    )
    add("--profiles-dir", type=Path, metavar="DIR", help="where profiles.yml is")
    add("--target", metavar="NAME", help="the target of profiles.yml")
    add("--target-path", type=Path, metavar="DIR", help="where dbt's artifacts are")
    add(
        "--wait",
        type=float,
        default=120,
        metavar="SECONDS",
        help="how long to wait for a warehouse that is in use (default: 120)",
    )
    add("--verbose", action="store_true", help="log more")
    return parser


def _add_names(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="SYNC", help="default: all syncs")


def _add_retry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--retry-rejected",
        action="store_true",
        help="also try records that were rejected and did not change since",
    )


def _add_override(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--override",
        action="append",
        default=[],
        metavar="GUARD",
        help="go on in spite of a guard; recorded; may be given several times",
    )
    parser.add_argument(
        "--reason", default="", metavar="TEXT", help="why the override is right; recorded with it"
    )


def _plan(session: Session, options: argparse.Namespace) -> int:
    syncs = session.syncs(options.names)
    _warn_if_stale(session)
    asked = SyncOptions(options.retry_rejected, tuple(options.override), options.reason)
    previews = [preview_sync(session, sync, asked) for sync in syncs]
    if options.out:
        _write_plan(options.out, previews)
    documents = [output.to_document(one) for one in previews]
    _print(options, {"syncs": documents}, map(output.preview_text, previews))
    return 3 if any(one.guards for one in previews) else 0


def _write_plan(file: Path, previews: list[Preview]) -> None:
    syncs = {one.sync_name: output.to_document(one) for one in previews}
    try:
        file.write_text(json.dumps({"version": 1, "syncs": syncs}, indent=2) + "\n")
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written: {error.strerror}.") from None


def _sync(session: Session, options: argparse.Namespace) -> int:
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
        asked = SyncOptions(
            options.retry_rejected,
            tuple(options.override),
            options.reason,
            hashes.get(sync.name),
        )
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


def _retry(session: Session, options: argparse.Namespace) -> int:
    options.retry_rejected = True
    return _sync(session, options)


def _status(session: Session, options: argparse.Namespace) -> int:
    found = read_status(session, options.names)
    documents = [output.to_document(one) for one in found]
    _print(options, {"syncs": documents}, map(output.status_text, found))
    return 0


def _destinations(session: Session, options: argparse.Namespace) -> int:
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


def _doctor(session: Session, options: argparse.Namespace) -> int:
    findings = []
    for finding in examine(session):
        findings.append(finding)
        if not options.json:
            print(redact(output.finding_text(finding)), flush=True)
    if options.json:
        print(output.as_json({"checks": [output.to_document(one) for one in findings]}))
    return 0 if all(finding.is_ok for finding in findings) else 2


def _backup(session: Session, options: argparse.Namespace) -> int:
    result = make_backup(session, options.folder or default_folder(session))
    _print(options, output.to_document(result), output.moved_lines(result, "Saved in"))
    return 0


def _restore(session: Session, options: argparse.Namespace) -> int:
    result = restore_backup(session, options.folder, options.replace)
    lines = output.moved_lines(result, "Restored from")
    _print(options, output.to_document(result), [*lines, "Now run `dbt build`, then the syncs."])
    return 0


def _print(options: argparse.Namespace, document: dict[str, Any], lines: Any) -> None:
    print(output.as_json(document) if options.json else "\n".join(lines))


def _warn_if_stale(session: Session) -> None:
    if message := stale_warning(session):
        log.warning("%s", message)
