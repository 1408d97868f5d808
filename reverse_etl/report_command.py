"""The command `report`."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from reverse_etl.errors import ConfigurationError
from reverse_etl.output import as_json
from reverse_etl.report_figures import Figures, read_figures
from reverse_etl.report_sections import make_sections, shown_day
from reverse_etl.session import Session

HELP = "Write one HTML page of figures, for people who would rather look."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="the page (default: report.html in dbt's target folder)",
    )


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Writes the page, and prints where it is."""
    file: Path = options.output or session.project.artifacts / "report.html"
    page = make_page(read_figures(session))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be written: {error.strerror}.", "Name another file with --output."
        ) from None
    print(as_json({"file": str(file)}) if options.json else file)
    return 0


def make_page(figures: Figures) -> str:
    """The page as HTML; whatever the warehouse holds is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = Path(__file__).with_name("report_page.html").read_text(encoding="utf-8")
    last = figures.rows["runs"][-1] if figures.rows["runs"] else None
    tiles = [
        ("Profiles", last[1] if last else 0),
        ("Identifiers", last[2] if last else 0),
        ("Segments", len({row[0] for row in figures.rows["sizes"]})),
        ("Syncs", len(figures.rows["syncs"])),
    ]
    return environment.from_string(template).render(
        address=figures.address,
        made_at=shown_day(datetime.now(UTC)),
        as_of=shown_day(last[10]) if last else "never",
        tiles=tiles,
        sections=make_sections(figures),
    )
