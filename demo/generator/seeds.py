"""Writes the demo company as dbt seeds: CSV files and the YAML that declares them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from demo.generator.collector import Row
from demo.generator.company import Chunk
from demo.generator.config import Table, tables

# dbt reads the words null and blanks in a seed as no value at all, so they are written as these
# words, and the seed's post-hook turns them back.
NULL_WORD = "(null)"
BLANKS = "(blanks)"


def write_seeds(chunks: Iterable[Chunk], directory: Path) -> dict[str, int]:
    """Writes CSV files and their YAML as dbt seeds; returns the rows of each table."""
    rows: dict[str, list[Row]] = {name: [] for name in tables()}
    for chunk in chunks:
        for name, more in chunk.items():
            rows[name].extend(more)
    for name, table in tables().items():
        _write_csv(table, rows[name], seed_path(directory, table))
    for source in dict.fromkeys(table.source for table in tables().values()):
        _write_seed_yaml(source, directory / source / f"_{source}__seeds.yml")
    return {name: len(listed) for name, listed in rows.items()}


def seed_path(directory: Path, table: Table) -> Path:
    """Where a table's seed lies."""
    return directory / table.source / f"raw_{table.source}__{table.short_name}.csv"


def _write_csv(table: Table, rows: list[Row], path: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows(zip(*_csv_columns(table, rows), strict=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")


def _csv_columns(table: Table, rows: list[Row]) -> list[list[str]]:
    columns = zip(*rows, strict=True) if rows else [()] * len(table.columns)
    return [
        [_csv_cell(value, column.type, column.name in table.sentinels) for value in values]
        for column, values in zip(table.columns, columns, strict=True)
    ]


def _csv_cell(value: object, kind: str, has_sentinels: bool) -> str:
    if value is None:
        return ""
    if kind == "timestamp":
        return f"{datetime.fromtimestamp(int(str(value)), UTC):%Y-%m-%d %H:%M:%S}"
    if kind == "boolean":
        return "true" if value else "false"
    text = str(value)
    if has_sentinels and text.lower() == "null":
        return NULL_WORD
    return BLANKS if has_sentinels and not text.strip() else text


def _write_seed_yaml(source: str, path: Path) -> None:
    seeds = [_seed(table) for table in tables().values() if table.source == source]
    text = yaml.safe_dump(
        {"version": 2, "seeds": seeds}, sort_keys=False, allow_unicode=True, width=100
    )
    heading = "# Written by `python -m demo generate`, from demo/generator/tables.yml.\n"
    path.write_text(heading + text, encoding="utf-8")


def _seed(table: Table) -> dict[str, object]:
    config: dict[str, object] = {
        "alias": table.short_name,
        "column_types": {column.name: column.type for column in table.columns},
    }
    if table.sentinels:
        listed = ", ".join(f"'{name}'" for name in table.sentinels)
        config["post_hook"] = "{{ restore_null_words(this, [" + listed + "]) }}"
    return {
        "name": f"raw_{table.source}__{table.short_name}",
        "description": table.description,
        "config": config,
        "columns": [
            {"name": column.name, "description": f"{column.description}."}
            for column in table.columns
        ],
    }
