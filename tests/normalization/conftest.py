"""Runs the shipped normalizers over values that a test gives, on both engines."""

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import create_postgres_database
from tests.identity.stitching import Warehouse
from tests.profiles.project import ModelProject


class Normalizers:
    """A project with one model, whose columns are what a test asks for."""

    def __init__(self, folder: Path, warehouse: Warehouse) -> None:
        self.folder = folder
        self.warehouse = warehouse

    def __call__(
        self,
        rows: Sequence[Sequence[str | None]],
        columns: Sequence[str],
        *expressions: str,
        variables: Mapping[str, Any] | None = None,
    ) -> list[tuple[Any, ...]]:
        """What the expressions, over the columns, make of each row."""
        numbered = [(str(number), *row) for number, row in enumerate(rows)]
        self._load(numbered, ["row_number", *columns])
        named = ", ".join(f"{{{{ {one} }}}} as value_{at}" for at, one in enumerate(expressions))
        model = f"select row_number, {named} from raw_test.written"
        project = self.project(model, variables)
        assert project.dbt("run").success
        values = ", ".join(f"value_{at}" for at in range(len(expressions)))
        return self.warehouse.query(
            f"select {values} from cdp.normalized order by cast(row_number as integer)"
        )

    def project(self, model: str, variables: Mapping[str, Any] | None = None) -> ModelProject:
        """A new project around the model."""
        number = len(list(self.folder.iterdir()))
        files = {"models/normalized.sql": model}
        folder = self.folder / str(number)
        return ModelProject(folder, self.warehouse, [], files, variables or {})

    def _load(self, rows: Sequence[Sequence[str | None]], columns: Sequence[str]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows([["\\N" if one is None else one for one in row] for row in rows])
        with self.warehouse.cursor() as cursor:
            cursor.execute("create schema if not exists raw_test")
            cursor.execute("drop table if exists raw_test.written cascade")
            types = ", ".join(f"{column} text" for column in columns)
            cursor.execute(f"create table raw_test.written ({types})")
            if self.warehouse.target == "postgres":
                text.seek(0)
                copy = "copy raw_test.written from stdin with (format csv, null '\\N')"
                cursor.copy_expert(copy, text)
                return
            path = self.folder / "written.csv"
            path.write_text(text.getvalue(), encoding="utf-8", newline="")
            options = "format csv, header false, nullstr '\\N', quote '\"', escape '\"'"
            cursor.execute(f"copy raw_test.written from '{path}' ({options}, auto_detect false)")
            path.unlink()


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def normalizers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Normalizers]:
    """The normalizers on a warehouse of each engine; the environment is put back at the end."""
    environment_before = dict(os.environ)
    folder = tmp_path_factory.mktemp("normalizers")
    if request.param == "postgres":
        variables = create_postgres_database(request.getfixturevalue("_postgres"))
    else:
        variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": str(folder) + ".duckdb"}
    yield Normalizers(folder, Warehouse(request.param, variables))
    os.environ.clear()
    os.environ.update(environment_before)
