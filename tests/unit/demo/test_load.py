"""`python -m demo load`: Parquet files become the raw tables of DuckDB and PostgreSQL."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from demo.__main__ import main
from demo.generator import generate
from demo.generator.config import tables
from demo.generator.parquet import write_parquet

Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("company")
    write_parquet(generate(400, 7), directory)
    return directory


def _hold_the_same(query: Query, files: Path) -> None:
    for name, table in tables().items():
        listed = ", ".join(column.name for column in table.columns)
        expected = duckdb.sql(f"select {listed} from '{files}/{name}.parquet'").fetchall()
        assert sorted(query(f"select {listed} from raw_{name}"), key=str) == sorted(
            expected, key=str
        )


def test_duckdb_holds_the_files(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse.duckdb"
    monkeypatch.setenv("CDP_DUCKDB_PATH", str(path))
    assert main(["load", str(files)]) == 0
    assert main(["load", str(files), "--target", "duckdb"]) == 0  # replaces, never adds
    with duckdb.connect(str(path)) as connection:
        _hold_the_same(lambda sql: connection.execute(sql).fetchall(), files)


@pytest.mark.postgres
def test_postgres_holds_the_files(files: Path, postgres_server: dict[str, str]) -> None:
    import psycopg2

    assert main(["load", str(files), "--target", "postgres"]) == 0
    assert main(["load", str(files), "--target", "postgres"]) == 0
    connection = psycopg2.connect(
        host=postgres_server["CDP_POSTGRES_HOST"],
        port=postgres_server["CDP_POSTGRES_PORT"],
        user=postgres_server["CDP_POSTGRES_USER"],
        password=postgres_server["CDP_POSTGRES_PASSWORD"],
        dbname=postgres_server["CDP_POSTGRES_DATABASE"],
    )
    with connection.cursor() as cursor:

        def query(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql)
            return cursor.fetchall()

        _hold_the_same(query, files)
    connection.close()


def test_missing_files_are_told_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert "crm.contacts.parquet" in told
    assert "python -m demo generate" in told
