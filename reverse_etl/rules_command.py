"""The command `preview-rules`."""

import argparse

from reverse_etl.dbt_process import read_variables
from reverse_etl.errors import ConfigurationError
from reverse_etl.output import as_json, to_document
from reverse_etl.rules_preview import RulesPreviewOptions, preview_rules
from reverse_etl.rules_report import rules_markdown, rules_text
from reverse_etl.session import Session

HELP = "Show what changed rules of identity would do to profiles; publish nothing."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "--vars",
        default="{}",
        metavar="YAML",
        help="vars for dbt, as `dbt build --vars` takes them",
    )
    parser.add_argument(
        "--examples", type=int, default=3, metavar="N", help="examples of each change (default: 3)"
    )
    parser.add_argument(
        "--markdown", action="store_true", help="print Markdown, e.g. for a pull request"
    )
    parser.add_argument(
        "--keep", action="store_true", help="leave the schemas of the preview, to look into them"
    )
    parser.add_argument(
        "--replace", action="store_true", help="drop the schemas that an earlier preview left"
    )


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Prints the preview; 3 where a gate would stop the build."""
    if options.examples < 0:
        raise ConfigurationError(f"--examples is {options.examples}.", "Use 0 or more.")
    preview = preview_rules(
        session,
        RulesPreviewOptions(
            variables=read_variables(options.vars),
            count_examples=options.examples,
            is_replacing=options.replace,
            is_kept=options.keep,
        ),
    )
    code = 3 if preview.gates else 0
    if options.json:
        print(as_json({**to_document(preview), "exit_code": code}))
    else:
        print(rules_markdown(preview) if options.markdown else rules_text(preview))
    return code
