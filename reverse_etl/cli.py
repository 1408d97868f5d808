"""The command line: results on stdout, everything else on stderr."""

import argparse
import gc
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from reverse_etl import (
    commands,
    output,
    privacy_commands,
    report_command,
    rules_command,
    segments_command,
    value_command,
)
from reverse_etl.errors import ReverseEtlError
from reverse_etl.project import Project
from reverse_etl.redaction import RedactingFilter
from reverse_etl.session import Session

log = logging.getLogger("reverse_etl")

# Python looks for cycles after so many new objects. Rows come by the thousand and form none.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


def main(
    arguments: Sequence[str] | None = None, sleep: Callable[[float], None] = time.sleep
) -> int:
    """Runs one command; returns its exit code. Retries wait by sleep."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
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
    found = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plan = _add(found, "plan", commands.plan, "Show what a sync would do; change nothing.")
    _add_names(plan)
    _add_retry(plan)
    _add_override(plan)
    plan.add_argument("--out", type=Path, metavar="FILE", help="write the plan for `sync --plan`")
    plan.add_argument("--markdown", action="store_true", help="print Markdown, for a pull request")
    sync = _add(found, "sync", commands.sync, "Send what changed.")
    _add_names(sync)
    _add_retry(sync)
    _add_override(sync)
    sync.add_argument(
        "--plan",
        type=Path,
        metavar="FILE",
        help="refuse to run if the plan is not the one in the file any more",
    )
    retry = _add(found, "retry", commands.retry, "Sync, and try rejected records again.")
    _add_names(retry)
    _add_override(retry)
    status = _add(found, "status", commands.status, "Show the last run and what fails.")
    _add_names(status)
    init = _add(found, "init", commands.init, "Write a first destination and sync.")
    init.add_argument("name", metavar="NAME", help="what the records are, e.g. vip_customers")
    init.add_argument("--segment", required=True, metavar="SEGMENT", help="who is sent")
    init.add_argument(
        "--type", default="file", metavar="TYPE", help="of the destination (default: file)"
    )
    drift = _add(found, "drift", commands.drift, "Compare what destinations hold with our books.")
    _add_names(drift)
    _add(found, "destinations", commands.destinations, "List destinations and their types.")
    _add(found, "doctor", commands.doctor, "Check everything that a sync needs.")
    rules = _add(found, "preview-rules", rules_command.run_command, rules_command.HELP)
    rules_command.add_arguments(rules)
    segments = _add(found, "preview-segments", segments_command.run_command, segments_command.HELP)
    segments_command.add_arguments(segments)
    value = _add(found, "predict-lifetime-value", value_command.run_command, value_command.HELP)
    value_command.add_arguments(value)
    report = _add(found, "report", report_command.run_command, report_command.HELP)
    report_command.add_arguments(report)
    privacy_commands.add_parsers(partial(_add, found))
    backup = _add(found, "backup", commands.backup, "Save what cannot be derived again.")
    backup.add_argument(
        "folder", nargs="?", type=Path, metavar="FOLDER", help="a new one (default: in backups/)"
    )
    restore = _add(found, "restore", commands.restore, "Put a backup into an empty warehouse.")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="what backup wrote")
    restore.add_argument(
        "--replace", action="store_true", help="put it in the place of the rows that are there"
    )
    return parser


def _add(
    found: Any, name: str, run: Callable[[Session, argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = found.add_parser(name, help=text, description=text)
    environment = os.environ
    parser.set_defaults(run=run, plan=None, retry_rejected=False, resync=False, override=[])
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
    parser.add_argument(
        "--resync",
        action="store_true",
        help="send everything again that is to be there, and remove what is not",
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
