"""The command `preview-rules`."""

import argparse

from reverse_etl.dbt_process import read_variables
from reverse_etl.preview_options import add_preview_arguments, check_count, print_preview
from reverse_etl.rules_preview import RulesPreviewOptions, preview_rules
from reverse_etl.rules_report import rules_markdown, rules_text
from reverse_etl.session import Session

HELP = "Show what changed rules of identity would do to profiles; publish nothing."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    add_preview_arguments(
        parser, "--examples", "examples of each change", "e.g. for a pull request"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the schemas of the preview, to look into them"
    )
    parser.add_argument(
        "--replace", action="store_true", help="drop the schemas that an earlier preview left"
    )


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Prints the preview; 3 where a gate would stop the build."""
    preview = preview_rules(
        session,
        RulesPreviewOptions(
            variables=read_variables(options.vars),
            count_examples=check_count("--examples", options.examples),
            is_replacing=options.replace,
            is_kept=options.keep,
        ),
    )
    code = 3 if preview.gates else 0
    return print_preview(preview, options, code, text=rules_text, markdown=rules_markdown)
