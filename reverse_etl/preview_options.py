"""What the commands that preview a change have in common: options, and how they print."""

import argparse
from collections.abc import Callable
from typing import TypeVar

from reverse_etl.errors import ConfigurationError
from reverse_etl.output import as_json, to_document

Previewed = TypeVar("Previewed")


def add_preview_arguments(
    parser: argparse.ArgumentParser, count_option: str, counted: str, markdown_for: str
) -> None:
    """Declares --vars, --markdown, and the option that says how many people are shown."""
    parser.add_argument(
        "--vars",
        default="{}",
        metavar="YAML",
        help="vars for dbt, as `dbt build --vars` takes them",
    )
    parser.add_argument(
        count_option, type=int, default=3, metavar="N", help=f"{counted} (default: 3)"
    )
    parser.add_argument("--markdown", action="store_true", help=f"print Markdown, {markdown_for}")


def check_count(count_option: str, count: int) -> int:
    """The count; raises where it is below zero."""
    if count < 0:
        raise ConfigurationError(f"{count_option} is {count}.", "Use 0 or more.")
    return count


def print_preview(
    preview: Previewed,
    options: argparse.Namespace,
    code: int,
    *,
    text: Callable[[Previewed], str],
    markdown: Callable[[Previewed], str],
) -> int:
    """Prints the preview as the options ask for; the exit code, which the JSON has as well."""
    if options.json:
        print(as_json({**to_document(preview), "exit_code": code}))
    else:
        print(markdown(preview) if options.markdown else text(preview))
    return code
