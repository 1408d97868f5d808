"""The command `preview-segments`."""

import argparse
from pathlib import Path

from reverse_etl.dbt_process import read_variables
from reverse_etl.preview_options import add_preview_arguments, check_count, print_preview
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
    add_preview_arguments(parser, "--samples", "who enters, who leaves", "for a pull request")


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Prints the preview; 3 where a guard would hold back one of the syncs that it changes."""
    preview = preview_segments(
        session,
        SegmentsPreviewOptions(
            names=tuple(options.names),
            state=options.state,
            variables=read_variables(options.vars),
            count_samples=check_count("--samples", options.samples),
        ),
    )
    code = 3 if any(one.planned.guards for one in preview.syncs if one.is_fed) else 0
    return print_preview(preview, options, code, text=segments_text, markdown=segments_markdown)
