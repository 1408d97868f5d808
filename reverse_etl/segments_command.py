"""The command `preview-segments`."""

import argparse
from pathlib import Path

from reverse_etl.dbt_process import read_variables
from reverse_etl.errors import ConfigurationError
from reverse_etl.output import as_json, to_document
from reverse_etl.segments_preview import SegmentsPreviewOptions, preview_segments
from reverse_etl.segments_report import segments_markdown, segments_text
from reverse_etl.session import Session

HELP = "Show who would enter and leave changed segments, and what syncs would send; build nothing."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "names", nargs="*", metavar="SEGMENT", help="default: all that changed (see --state)"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="where the manifest.json of production's last build is (default: dbt's target folder)",
    )
    parser.add_argument(
        "--vars",
        default="{}",
        metavar="YAML",
        help="vars for dbt, as `dbt build --vars` takes them",
    )
    parser.add_argument(
        "--samples", type=int, default=3, metavar="N", help="who enters, who leaves (default: 3)"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print Markdown, for a pull request"
    )


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Prints the preview; 3 where a guard would hold back one of the syncs that it changes."""
    if options.samples < 0:
        raise ConfigurationError(f"--samples is {options.samples}.", "Use 0 or more.")
    preview = preview_segments(
        session,
        SegmentsPreviewOptions(
            names=tuple(options.names),
            state=options.state,
            variables=read_variables(options.vars),
            count_samples=options.samples,
        ),
    )
    code = 3 if any(one.planned.guards for one in preview.syncs if one.is_fed) else 0
    if options.json:
        print(as_json({**to_document(preview), "exit_code": code}))
    else:
        print(segments_markdown(preview) if options.markdown else segments_text(preview))
    return code
