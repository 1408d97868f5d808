"""What stands in the way of a backup or a restore: named, with a remedy, and nothing written."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.integration.backup.conftest import KEPT, MODEL, SOURCES, NewShop, Shop

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def full_shop(new_shop: NewShop) -> Shop:
    shop = new_shop("duckdb")
    shop.fill("number integer", "1")
    return shop


@pytest.fixture
def saved(full_shop: Shop, tmp_path: Path) -> Path:
    """A backup of one row."""
    assert full_shop.run("backup", str(tmp_path / "backup"))[0] == 0
    return tmp_path / "backup"


@pytest.fixture
def empty_shop(new_shop: NewShop, full_shop: Shop) -> Shop:
    shop = new_shop("duckdb")
    shop.adopt(full_shop)
    return shop


def _edit(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    file = folder / "backup.json"
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))


def _refused(shop: Shop, folder: Path, *arguments: str) -> str:
    code, document, _ = shop.run("restore", str(folder), *arguments)
    assert code == document["exit_code"] == 2
    assert document["remedy"]
    return f"{document['error']} {document['remedy']}"


def _assert_untouched(shop: Shop) -> None:
    path = Path(shop.warehouse.environment["CDP_DUCKDB_PATH"])
    if path.exists():
        tables = "select table_name from information_schema.tables"
        assert shop.warehouse.query(tables) == []


def test_a_file_that_was_changed(saved: Path, empty_shop: Shop) -> None:
    file = saved / "kept.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert "kept.parquet is not what was written" in _refused(empty_shop, saved)
    file.unlink()
    assert "kept.parquet cannot be read: No such file" in _refused(empty_shop, saved)
    _assert_untouched(empty_shop)


def test_rows_that_are_not_those_of_backup_json(saved: Path, empty_shop: Shop) -> None:
    _edit(saved, lambda document: document["tables"]["kept"].update(count_rows=2))
    assert "kept has 1 rows in its file and 2 in backup.json" in _refused(empty_shop, saved)
    _assert_untouched(empty_shop)


def test_a_version_that_is_newer_or_older(saved: Path, empty_shop: Shop) -> None:
    _edit(saved, lambda document: document["tables"]["kept"].update(schema_version=3))
    said = _refused(empty_shop, saved)
    assert "kept has schema version 3" in said
    assert "this project knows 1" in said
    assert "cdp 0.1.0" in said
    options = "full_refresh=false, meta={'schema_version': 4}"
    empty_shop.project.write(KEPT, MODEL.replace("full_refresh=false", options))
    empty_shop.parse()
    said = _refused(empty_shop, saved)
    assert "this project needs 4" in said
    assert "CHANGELOG.md" in said
    _edit(saved, lambda document: document.update(format=2))
    assert "format" in _refused(empty_shop, saved)
    _assert_untouched(empty_shop)


def test_a_table_that_the_project_does_not_keep(saved: Path, empty_shop: Shop) -> None:
    empty_shop.project.write(KEPT, MODEL.replace(", full_refresh=false", ""))
    empty_shop.parse()
    said = _refused(empty_shop, saved)
    assert "holds kept, which this project does not keep" in said
    assert "dbt parse" in said
    _assert_untouched(empty_shop)


def test_a_folder_that_is_none(saved: Path, empty_shop: Shop, tmp_path: Path) -> None:
    assert "There is no folder" in _refused(empty_shop, tmp_path / "elsewhere")
    (tmp_path / "blank").mkdir()
    assert "has no backup.json" in _refused(empty_shop, tmp_path / "blank")
    for wrong in ("{", "[]", "{}", '{"format": 1, "tables": {"kept": {}}}'):
        (saved / "backup.json").write_text(wrong)
        assert "backup.json" in _refused(empty_shop, saved)
    _assert_untouched(empty_shop)


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_rows_that_are_there_are_kept_unless_replaced(
    new_shop: NewShop, saved: Path, engine: str
) -> None:
    shop = new_shop(engine)
    shop.fill("number integer", "7", "8")
    assert "There are rows in kept (2)" in _refused(shop, saved)
    assert shop.kept() == [(7,), (8,)]
    assert shop.run("restore", str(saved), "--replace")[0] == 0
    assert shop.kept() == [(1,)]


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_all_or_nothing(new_shop: NewShop, tmp_path: Path, engine: str) -> None:
    """The second table does not fit, so the first is as it was."""
    before, after = new_shop("duckdb"), new_shop(engine)
    for shop in (before, after):
        shop.project.write("models/insights/a_first_one.sql", MODEL)
    before.fill("number integer", "1")
    assert before.run("backup", str(tmp_path / "backup"))[0] == 0
    after.fill("number integer", "7")
    with after.warehouse.cursor() as cursor:
        cursor.execute("alter table cdp_insights.kept add column colour text")
    said = _refused(after, tmp_path / "backup", "--replace")
    assert "kept has other columns" in said
    assert "colour" in said
    first = "select * from cdp_insights.a_first_one"
    assert after.warehouse.query(first) == [(7,)]
    assert after.kept() == [(7, None)]


def test_what_the_backup_does_not_have_does_not_stay(new_shop: NewShop, saved: Path) -> None:
    """Rows of later runs beside a restored table would be of another history."""
    shop = new_shop("duckdb")
    shop.project.write("models/insights/later.sql", MODEL)
    shop.fill("number integer", "7")
    said = _refused(shop, saved)
    assert "kept (1), later (1)" in said
    code, _, log = shop.run("restore", str(saved), "--replace")
    assert code == 0
    assert "later is not in the backup and starts empty" in log
    assert shop.warehouse.query("select * from cdp_insights.later") == []


def test_a_warehouse_or_a_project_that_is_not_there(new_shop: NewShop, tmp_path: Path) -> None:
    shop = new_shop("duckdb")
    code, document, _ = shop.run("backup", str(tmp_path / "backup"))
    assert code == 2
    # A build would give out new ids before the old ones are restored.
    assert "dbt parse" in document["remedy"]
    shop.parse()
    code, document, _ = shop.run("backup", str(tmp_path / "backup"))
    assert code == 2
    assert "There is no DuckDB file" in document["error"]
    with shop.warehouse.cursor() as cursor:
        cursor.execute("create table bystanders (number integer)")
    code, document, _ = shop.run("backup", str(tmp_path / "backup"))
    assert code == 2
    assert "nothing to back up" in document["error"]
    assert list(tmp_path.glob("*backup*")) == []


def test_the_row_that_every_dbt_run_makes_is_no_obstacle(new_shop: NewShop, tmp_path: Path) -> None:
    before, after = new_shop("duckdb"), new_shop("duckdb")
    for shop in (before, after):
        path = shop.project.folder / SOURCES
        path.parent.mkdir(parents=True)
        text = (REPOSITORY / SOURCES).read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        generic = "tests/dbt/generic/unique_combination.sql"
        shop.project.write(generic, (REPOSITORY / generic).read_text(encoding="utf-8"))
        hooks = {"on-run-start": ["{{ create_sync_tables() }}"]}
        settings = shop.project.folder / "dbt_project.yml"
        settings.write_text(
            settings.read_text().replace("on-run-start: []", json.dumps(hooks)[1:-1])
        )
    before.fill("number integer", "1")
    code, document, log = before.run("backup", str(tmp_path / "backup"))
    assert code == 0, log
    assert len(document["tables"]) == 8
    after.fill("number integer")
    key = "select hash_key from reverse_etl.sync_schema_version"
    assert after.warehouse.query(key) != before.warehouse.query(key)
    assert after.run("restore", str(tmp_path / "backup"))[0] == 0
    assert after.warehouse.query(key) == before.warehouse.query(key)
