"""Audience files hold exactly the audience, in every format, on every engine."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from .company import Company


def read(company: Company, file_format: str) -> list[tuple[Any, ...]]:
    file = Path(company.variables["CDP_AUDIENCE_DIRECTORY"]) / f"people.{file_format}"
    functions = {"csv": "read_csv", "jsonl": "read_json", "parquet": "read_parquet"}
    with duckdb.connect() as connection:
        return connection.execute(
            f"select external_id, email from {functions[file_format]}('{file}')"
        ).fetchall()


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "parquet"])
def test_the_file_follows_the_audience(company: Company, file_format: str) -> None:
    company.edit_sync("people_file", mode="mirror", format=file_format)
    ran = company.sync(name="people_file")
    assert ran.counts()["accepted"] == 3, ran.out
    assert [row[0] for row in read(company, file_format)] == ["x1", "x2", "x3"]

    company.refuse("p1")
    company.grant("p5")
    company.sql("update cdp_raw.people set email = 'new@example.com' where profile_id = 'p2'")
    company.sql("delete from cdp_raw.people where profile_id = 'p3'")
    assert company.sync(name="people_file").code == 0
    assert read(company, file_format) == [
        ("x2", "new@example.com"),
        ("x5", "barbara@example.com"),
    ]
    assert company.sync(name="people_file").counts()["unchanged"] == 2


def test_many_batches_make_one_file(company: Company) -> None:
    text = (company.directory / "destinations.yml").read_text()
    (company.directory / "destinations.yml").write_text(f"{text}  batch_rows: 7\n")
    company.fill(40)
    assert company.sync(name="people_file").counts()["accepted"] == 40
    assert len(read(company, "csv")) == 40


def test_csv_is_exact(company: Company) -> None:
    company.sql(
        "update cdp_raw.people set phone = '', email = 'a \"b\", c' where profile_id = 'p1'"
    )
    company.sync(name="people_file")
    company.sql("update cdp_raw.people set amount = 1 where profile_id = 'p2'")
    company.sync(name="people_file")
    file = Path(company.variables["CDP_AUDIENCE_DIRECTORY"]) / "people.csv"
    assert file.read_text().splitlines() == [
        "external_id,email,phone,country,amount,is_member,updated_at",
        'x1,"a ""b"", c","",FR,10.50,true,2026-10-01 08:00:00',
        "x2,grace@example.com,+491701234567,DE,1.00,false,2026-10-02 08:00:00",
        "x3,joan@example.com,,GB,7.25,true,2026-10-03 08:00:00",
    ]
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["people.csv"]


def test_parquet_keeps_types(company: Company) -> None:
    company.edit_sync("people_file", format="parquet")
    company.sync(name="people_file")
    file = Path(company.variables["CDP_AUDIENCE_DIRECTORY"]) / "people.parquet"
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select amount, is_member, updated_at, typeof(amount) "
            f"from read_parquet('{file}') where external_id = 'x1'"
        ).fetchall()
    assert rows == [
        (Decimal("10.50"), True, datetime(2026, 10, 1, 8), "DECIMAL(12,2)")  # noqa: DTZ001
    ]


def test_json_lines_keep_nulls(company: Company) -> None:
    company.edit_sync("people_file", format="jsonl")
    company.sync(name="people_file")
    file = Path(company.variables["CDP_AUDIENCE_DIRECTORY"]) / "people.jsonl"
    rows = [json.loads(line) for line in file.read_text().splitlines()]
    assert [row["phone"] for row in rows] == ["+33612345678", "+491701234567", None]


def test_an_object_that_cannot_name_a_file(duckdb_company: Company) -> None:
    duckdb_company.edit_sync("people_file", object="../people")
    ran = duckdb_company.sync(name="people_file")
    assert ran.code == 2
    assert "cannot name a file" in ran.out


def test_a_format_that_does_not_exist(duckdb_company: Company) -> None:
    duckdb_company.edit_sync("people_file", format="xls")
    ran = duckdb_company.sync(name="people_file")
    assert ran.code == 2
    assert "parquet" in ran.err
