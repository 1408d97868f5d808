"""Tables of a report: aligned text for a terminal, Markdown for a pull request."""

from collections.abc import Callable, Sequence

Rows = Sequence[Sequence[str]]
Table = Callable[[str, Sequence[str], Rows], list[str]]


def number(value: int) -> str:
    """A count as people read it."""
    return f"{value:,}"


def text_table(title: str, header: Sequence[str], rows: Rows) -> list[str]:
    """Lines of a table under its title; none where it has no rows."""
    if not rows:
        return []
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    lines = []
    for cells in (header, *rows):
        padded = (_padded(cell, width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"  {'  '.join(padded)}".rstrip())
    return [title, *lines, ""]


def _padded(cell: str, width: int) -> str:
    is_number = cell.replace(",", "").isdigit()
    return cell.rjust(width) if is_number else cell.ljust(width)


def markdown_table(title: str, header: Sequence[str], rows: Rows) -> list[str]:
    """The same in Markdown."""
    if not rows:
        return []
    return [f"**{title}**", "", *markdown_rows(header, rows), ""]


def markdown_rows(header: Sequence[str], rows: Rows) -> list[str]:
    """The table alone."""
    escaped = [[markdown_cell(cell) for cell in cells] for cells in rows]
    return [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *escaped)]


def markdown_cell(text: str) -> str:
    """Text that cannot end its cell, or the table, whatever it holds."""
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())
