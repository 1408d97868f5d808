"""What goes into a backup comes out of it, on the same engine and on the other."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.integration.backup.conftest import NewShop

ENGINES = ("duckdb", "postgres")
COLUMNS = (
    "row_number integer, note text, is_known boolean, small smallint, large bigint, "
    "ratio double precision, amount decimal(38, 10), seen_date date, seen_at timestamp, "
    "heard_at timestamp with time zone"
)
ROWS = (
    "1, '', true, -32768, 9223372036854775807, 0.1, 1234567890123456789012345678.0000000001, "
    "'0001-01-01', '2026-02-28 23:59:59.999999', '2026-03-01 01:02:03.000004+00'",
    "2, null, false, 32767, -9223372036854775808, 1e300, -0.0000000001, "
    "'9999-12-31', '1970-01-01 00:00:00', '2026-10-25 02:30:00+02'",
    "3, null, null, null, null, null, null, null, null, null",
    r"""4, 'a "quoted" one, with \N, \ and tab	and
two lines', true, 0, 0, -0.0, 0, '2024-02-29', '2024-02-29 12:00:00.1', '2024-02-29 12:00:00+00'""",
    "5, 'Ζωή 北京 👩‍👩‍👧 null', false, 1, 1, 123456.789, 1.50, '2024-01-01', "
    "'9999-12-31 23:59:59.999999', '2024-01-01 00:00:00-12'",
    "6, ' ', true, 1, 1, 2, 3, '2024-01-01', '0001-01-01 00:00:00', '2024-01-01 00:00:00+00'",
)


@pytest.mark.parametrize("engine_before", ENGINES)
@pytest.mark.parametrize("engine_after", ENGINES)
def test_awkward_values_come_back_exactly(
    new_shop: NewShop, tmp_path: Path, engine_before: str, engine_after: str
) -> None:
    before, after = new_shop(engine_before), new_shop(engine_after)
    before.fill(COLUMNS, *ROWS)
    rows = before.kept()
    assert [row[1] for row in rows[:3]] == ["", None, None]

    code, saved, _ = before.run("backup", str(tmp_path / "backup"))
    assert (code, saved["tables"]) == (0, {"kept": 6})
    after.adopt(before)
    code, restored, log = after.run("restore", str(tmp_path / "backup"))

    assert (code, restored["tables"]) == (0, {"kept": 6}), log
    assert after.kept() == rows
    # The table is one that dbt goes on with.
    with after.warehouse.cursor() as cursor:
        cursor.execute("create schema raw_test")
        cursor.execute(f"create table raw_test.originals ({COLUMNS})")
    assert after.project.dbt("build").success
    assert after.kept() == rows


@pytest.mark.parametrize("engine_after", ENGINES)
def test_numbers_that_one_engine_alone_has_come_back(
    new_shop: NewShop, tmp_path: Path, engine_after: str
) -> None:
    """A sum is a numeric without bounds on PostgreSQL and a hugeint on DuckDB."""
    before, after = new_shop("postgres"), new_shop(engine_after)
    before.fill("total numeric", "-12345678901234567890.125", "null", "7", "0.00001")
    assert before.run("backup", str(tmp_path / "unbounded"))[0] == 0
    after.adopt(before)
    assert after.run("restore", str(tmp_path / "unbounded"))[0] == 0
    assert {row[0] for row in after.kept()} == {
        Decimal("-12345678901234567890.125"), None, Decimal(7), Decimal("0.00001"),
    }  # fmt: skip

    before, after = new_shop("duckdb"), new_shop(engine_after)
    before.fill("total hugeint", "99999999999999999999999999999999999999", "null", "-1")
    assert before.run("backup", str(tmp_path / "huge"))[0] == 0
    after.adopt(before)
    assert after.run("restore", str(tmp_path / "huge"))[0] == 0
    assert {row[0] for row in after.kept()} == {10**38 - 1, None, -1}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_relation_and_one_of_many_batches_come_back(
    new_shop: NewShop, tmp_path: Path, engine: str
) -> None:
    before, after = new_shop(engine), new_shop(engine)
    before.fill("number integer")
    assert before.run("backup", str(tmp_path / "empty"))[1]["tables"] == {"kept": 0}
    after.adopt(before)
    assert after.run("restore", str(tmp_path / "empty"))[0] == 0
    assert after.kept() == []
    many = "insert into cdp_insights.kept select n from generate_series(1, 25000) as s (n)"
    with before.warehouse.cursor() as cursor:
        cursor.execute(many)
    assert before.run("backup", str(tmp_path / "many"))[1]["tables"] == {"kept": 25_000}
    # The table is there, and empty.
    assert after.run("restore", str(tmp_path / "many"))[0] == 0
    assert after.kept() == [(number,) for number in range(1, 25_001)]


def test_a_type_that_cannot_be_kept_is_named(new_shop: NewShop, tmp_path: Path) -> None:
    shop = new_shop("duckdb")
    shop.fill("number integer, words text[]", "1, ['a']")
    code, document, _ = shop.run("backup", str(tmp_path / "backup"))
    assert code == 2
    assert "cdp_insights.kept.words has type VARCHAR[]" in document["error"]
    assert not (tmp_path / "backup").exists()


def test_a_value_that_cannot_be_kept_is_named_and_not_shown(
    new_shop: NewShop, tmp_path: Path
) -> None:
    shop = new_shop("postgres")
    shop.fill("total numeric", "'NaN'")
    code, document, _ = shop.run("backup", str(tmp_path / "backup"))
    assert code == 2
    assert "a value of total cannot be kept" in document["error"]
    assert list(tmp_path.glob("*backup*")) == []


def test_a_backup_is_for_nobody_else_to_read(new_shop: NewShop, tmp_path: Path) -> None:
    shop = new_shop("duckdb")
    shop.fill("number integer", "1")
    assert shop.run("backup", str(tmp_path / "backup"))[0] == 0
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (tmp_path / "backup").iterdir())


def test_without_a_name_a_backup_gets_one_of_its_time(new_shop: NewShop) -> None:
    shop = new_shop("duckdb")
    shop.fill("number integer", "1")
    folder = Path(shop.run("backup")[1]["folder"])
    made_at = datetime.datetime.strptime(folder.name, "%Y%m%dT%H%M%S%z")
    assert abs(datetime.datetime.now(datetime.UTC) - made_at) < datetime.timedelta(minutes=5)
    assert folder.parent == shop.project.folder / "backups"
    assert shop.run("backup", str(folder))[0] == 2
