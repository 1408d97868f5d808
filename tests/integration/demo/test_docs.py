"""The pages that say how to extend the project, followed to the letter."""

import json
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests import warm
from tests.integration.demo.conftest import (
    FIRST_WAREHOUSE,
    Demo,
    copy_project,
    environment_of_a_reader,
)

# "`models/x.sql`:" and then, perhaps after a sentence, the file's text in a fence.
_FILE = re.compile(r"`([\w/.]+[.](?:sql|yml))`[^`]*?:\n\n```\w+\n(.*?)```", re.DOTALL)
# A condition in the table of helpers.
_CONDITION = re.compile(r"^[|].*[|] `({{ .* }})` [|]$", re.MULTILINE)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)

pytestmark = pytest.mark.timeout(900)


class Reader:
    """Someone who follows the pages in a copy of the project, on the demo's DuckDB."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.folder = folder
        self.warehouse = folder / "warehouse.duckdb"

    def follow(self, page: str, run: Callable[[str], str] | None = None) -> str:
        """Writes the page's files, runs its commands, and returns what they printed."""
        text = (self.root / "docs" / page).read_text()
        for name, content in _FILE.findall(text):
            self._write(name, content)
        return "".join((run or self.run)(line) for line in _commands(text))

    def query(self, sql: str) -> Any:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def _write(self, name: str, content: str) -> None:
        path = self.folder / name
        if path.exists():
            merged = _merged(yaml.safe_load(path.read_text()), yaml.safe_load(content))
            path.write_text(yaml.safe_dump(merged, sort_keys=False))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)

    def run(self, line: str) -> str:
        """All but unit tests, which no page changes: test_models.py has them."""
        return self._run(line, "unit_test")

    def run_untested(self, line: str) -> str:
        """Without data tests, where a page builds anew what was built and tested before it."""
        return self._run(line, "unit_test test")

    def _run(self, line: str, left_out: str) -> str:
        variables = self._variables | {"DBT_EXCLUDE_RESOURCE_TYPES": left_out}
        finished = warm.run(*line.split(), folder=self.folder, environment=variables)
        return _printed(line, finished)

    def run_from_nothing(self, line: str) -> str:
        """As a shell starts it."""
        program, *arguments = line.split()
        finished = subprocess.run(
            [str(Path(sys.executable).with_name(program)), *arguments],
            cwd=self.folder,
            env=self._variables,
            capture_output=True,
            text=True,
            check=False,
        )
        return _printed(line, finished)

    @property
    def _variables(self) -> dict[str, str]:
        return environment_of_a_reader(self.warehouse)


def _printed(line: str, finished: "subprocess.CompletedProcess[str]") -> str:
    assert finished.returncode == 0, f"{line}\n{finished.stdout}{finished.stderr}"
    return finished.stdout


def _seconds_of_children() -> float:
    """The processor's time of all commands so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _commands(text: str) -> list[str]:
    # A fence without a language holds commands.
    fences = [fence for language, fence in _FENCE.findall(text) if not language]
    return [line for fence in fences for line in fence.splitlines()]


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _merged(old.get(key), value) for key, value in new.items()}
    if isinstance(old, list) and isinstance(new, list):
        if not _are_named(old + new):
            return old + new
        return list(_merged(_by_name(old), _by_name(new)).values())
    return new


def _are_named(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and "name" in item for item in items)


def _by_name(items: list[Any]) -> dict[str, Any]:
    return {item["name"]: item for item in items}


@pytest.fixture(scope="module")
def reader(
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    demos: Mapping[str, Demo],
    parsed: Path,
) -> Reader:
    reader = Reader(repository, tmp_path_factory.mktemp("reader"))
    copy_project(repository, reader.folder, parsed)
    shutil.copy(demos["duckdb"].folder / FIRST_WAREHOUSE, reader.warehouse)
    return reader


def test_a_segment_is_added_as_the_page_says(reader: Reader) -> None:
    reader.follow("add-a-segment.md")

    ((size,),) = reader.query(
        "select count(*) from cdp_segments.segment_memberships"
        " where segment_name = 'london_customers' and exited_at is null"
    )
    assert size > 0
    held_out = reader.query(
        "select sum(count_profiles) from cdp_segments.holdout_sizes"
        " where experiment_name = 'london_evening'"
    )
    assert held_out == [(size,)]


def test_each_helper_finds_somebody_as_the_page_writes_it(reader: Reader) -> None:
    page = (reader.root / "docs" / "add-a-segment.md").read_text()
    conditions = _CONDITION.findall(page)
    assert len(conditions) > 10
    counted = ", ".join(
        f"sum(case when {condition} then 1 else 0 end) as count_{number}"
        for number, condition in enumerate(conditions)
    )
    model = reader.folder / "models" / "documented_conditions.sql"
    model.write_text(f"select {counted} from {{{{ ref('profiles') }}}} as profiles")
    reader.run("dbt run -s documented_conditions")
    model.unlink()

    (counts,) = reader.query("select * from cdp.documented_conditions")
    assert all(counts), dict(zip(conditions, counts, strict=True))


def test_a_sync_is_added_as_the_page_says(reader: Reader) -> None:
    reader.follow("add-a-sync.md", reader.run_untested)

    lines = (reader.folder / "target" / "store_files" / "customers.csv").read_text().splitlines()
    assert lines[0] == "external_id,email,first_name"
    assert len(lines) > 1


def test_an_attribute_is_added_as_the_page_says(reader: Reader) -> None:
    reader.follow("add-an-attribute.md")

    ((members, stores),) = reader.query(
        "select count(home_store), count(distinct home_store) from cdp_profiles.profiles"
    )
    assert members > 100
    assert stores > 3
    # The newest export of each card, straight from the raw table.
    assert reader.query(
        "with cards as ("
        "  select 'member:' || card_no as record_id,"
        "    arg_max(store_id, (updated_at, _loaded_at)) as store_id"
        "  from raw_pos.loyalty_members group by card_no"
        ")"
        " select count(distinct attributes.profile_id), count(*)"
        " from cdp_profiles.profile_attributes as attributes"
        " inner join cards using (record_id)"
        " inner join cdp_profiles.profiles on attributes.profile_id = profiles.profile_id"
        " where attribute_name = 'home_store' and source_name = 'pos'"
        "   and attribute_value = cards.store_id and home_store = cards.store_id"
    ) == [(members, members)]


def test_init_writes_a_sync_that_builds_and_sends(reader: Reader) -> None:
    written = reader.run("reverse-etl init regulars --segment lapsed_customers --type file --json")
    for command in json.loads(written)["commands"]:
        reader.run_untested(command)

    file = reader.folder / "target" / "audiences" / "regulars.csv"
    assert file.read_text().startswith("external_id,email,first_name\n")


def test_a_segment_is_previewed_as_the_page_says(reader: Reader) -> None:
    published = "select * from cdp_segments.segment_memberships order by segment_membership_id"
    before = reader.query(published)
    spent = _seconds_of_children()
    text = reader.follow("preview-a-segment.md", reader.run_from_nothing)
    # What it takes on a machine that does nothing else.
    assert _seconds_of_children() - spent < 30

    lines = [line.split() for line in text.splitlines()]
    (figures,) = (line[2:] for line in lines if line[:2] == ["lapsed_customers", "named"])
    now, then, entering, leaving = (int(figure.replace(",", "")) for figure in figures)
    assert now + entering - leaving == then
    assert entering > 0
    assert {"lapsed_customers_file", "crm_webhook_customers"} <= {line[0] for line in lines if line}
    assert reader.query(published) == before


def test_a_source_is_added_as_the_page_says(reader: Reader) -> None:
    with duckdb.connect(str(reader.warehouse)) as connection:
        connection.execute("create schema raw_newsletter")
        connection.execute(
            "create table raw_newsletter.subscribers as select '1' as id,"
            " ' New.Reader@Example.com' as email, 'Ada' as name, 'London' as city,"
            " timestamp '2026-10-01 10:00:00' as subscribed_at,"
            " timestamp '2026-10-01 11:00:00' as _loaded_at"
        )

    reader.follow("add-a-source.md")

    assert reader.query(
        "select source_name, first_name, city from cdp_profiles.profiles"
        " inner join cdp_identity.identity_records using (profile_id)"
        " where email = 'new.reader@example.com'"
    ) == [("newsletter", "Ada", "London")]
