"""The commands of a privacy officer: suppress, erasure-report, access-report."""

import argparse
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reverse_etl import output
from reverse_etl.access import access_report
from reverse_etl.errors import ConfigurationError
from reverse_etl.people import Identifier, Person, find_person
from reverse_etl.private import write_private
from reverse_etl.residue import ErasureReport, erasure_report
from reverse_etl.session import Session
from reverse_etl.suppress import REASONS, Order, suppress
from reverse_etl.warehouse import Connection

_Add = Callable[[str, Callable[[Session, argparse.Namespace], int], str], argparse.ArgumentParser]


def add_parsers(add: _Add) -> None:
    """Adds the commands to the command line."""
    order = add("suppress", run_suppress, "Order not to contact or use a person, or to erase them.")
    _add_person(order)
    order.add_argument("--reason", required=True, choices=REASONS, help="why")
    order.add_argument(
        "--scope",
        default="all",
        metavar="SCOPE",
        help="all, channel:<name> or destination:<entry> (default: all)",
    )
    order.add_argument(
        "--until", type=_instant, metavar="DATE", help="when it ends, UTC (default: never)"
    )
    erased = add("erasure-report", run_erasure_report, "Show what is left of an erased person.")
    _add_person(erased)
    access = add("access-report", run_access_report, "Write all that is held on a person as JSON.")
    _add_person(access)
    access.add_argument(
        "--out", type=Path, metavar="FILE", help="a file only you can read (default: stdout)"
    )


def _add_person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("type", nargs="?", metavar="TYPE", help="an identifier type, e.g. email")
    parser.add_argument("value", nargs="?", metavar="VALUE", help="its value")
    parser.add_argument("--profile", default="", metavar="ID", help="a profile_id instead")


def run_suppress(session: Session, options: argparse.Namespace) -> int:
    """Writes the order; the next build goes by it."""
    identifier, profile_id = _asked(options)
    order = Order(options.reason, options.scope, identifier, profile_id, options.until)
    result = suppress(session, order)
    known = f"profile {result.profile_ids[0]}" if result.profile_ids else "nobody known yet"
    lines = [
        f"Order {result.order_id}: {result.reason}, scope {result.scope}, for {known}, "
        f"by {result.count_identifiers} identifiers",
        *(
            [f"{result.count_shared_left} identifiers that others share are left as they are"]
            if result.count_shared_left
            else []
        ),
        "Now run `dbt build`, then the syncs.",
    ]
    _print(options, output.to_document(result), lines)
    return 0


def run_erasure_report(session: Session, options: argparse.Namespace) -> int:
    """What is left; 1 where anything is but raw rows."""
    with session.warehouse.connect(read_only=True) as connection:
        report = erasure_report(session, connection, _person(session, connection, options))
    document = {**output.to_document(report), "is_clean": report.is_clean}
    _print(options, document, _erasure_lines(report))
    return 0 if report.is_clean else 1


def run_access_report(session: Session, options: argparse.Namespace) -> int:
    """The document, on stdout or in a file."""
    with session.warehouse.connect(read_only=True) as connection:
        person = _person(session, connection, options)
        document = access_report(session, connection, person)
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str)
    if options.out is None:
        print(text)
        return 0
    write_private(options.out, text + "\n")
    rows = sum(len(rows) for rows in document["held"].values())
    lines = [f"{options.out}: {rows} rows of {len(document['held'])} tables"]
    _print(options, {"file": str(options.out), "rows": rows}, lines)
    return 0


def _asked(options: argparse.Namespace) -> tuple[Identifier | None, str]:
    if bool(options.value) == bool(options.profile) or bool(options.type) != bool(options.value):
        raise ConfigurationError(
            "Whom is this about?", "Give a TYPE and a VALUE, or --profile ID, one of both."
        )
    identifier = Identifier(options.type, options.value) if options.value else None
    return identifier, options.profile


def _person(session: Session, connection: Connection, options: argparse.Namespace) -> Person:
    identifier, profile_id = _asked(options)
    return find_person(session, connection, identifier=identifier, profile_id=profile_id)


def _erasure_lines(report: ErasureReport) -> list[str]:
    by_kind = {
        kind: [one for one in report.residues if one.kind == kind]
        for kind in ("left", "view", "raw")
    }
    told = {
        "left": "Left where nothing should be",
        "view": "Seen through views of raw tables",
        "raw": "Left in raw tables, which are not ours to change",
    }
    lines = [
        "Erased" if report.is_erased else "No order of erasure is known",
        "Still in the graph: run `dbt build`" if report.is_in_graph else "Not in the graph",
        f"{report.count_identifiers} identifiers looked for in {report.relations_scanned} "
        "tables and views",
    ]
    for kind, found in by_kind.items():
        lines.append(f"{told[kind]}: {len(found) or 'nothing'}")
        lines += [
            f"  {one.relation}.{one.column}: {one.count_rows} rows "
            f"({', '.join(one.identifier_types)})"
            for one in found
        ]
    lines.append(f"Raw records to erase at their source: {len(report.raw_records)}")
    lines += [f"  {one.source_name} {one.record_id}" for one in report.raw_records]
    return lines


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2027-01-31") from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


def _print(options: argparse.Namespace, document: dict[str, Any], lines: list[str]) -> None:
    print(output.as_json(document) if options.json else "\n".join(lines))
