"""A mistake in what a user writes stops dbt before it builds: thing, file and remedy are named."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests import warm
from tests.integration.demo.conftest import copy_project, environment_of_a_reader


@dataclass
class Project:
    """A copy of the project, and a warehouse that is empty at first."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / file
        text = path.read_text()
        assert old in text, f"{file} no longer holds {old!r}"
        path.write_text(text.replace(old, new))

    def build(self, *arguments: str) -> tuple[int, str]:
        environment = environment_of_a_reader(self.warehouse)
        finished = warm.run("dbt", "build", *arguments, folder=self.folder, environment=environment)
        return finished.returncode, finished.stdout + finished.stderr


@pytest.fixture
def project(tmp_path: Path, repository: Path, parsed: Path) -> Project:
    copy_project(repository, tmp_path, parsed)
    return Project(tmp_path)


def test_a_missing_raw_table_stops_the_build_before_it_begins(project: Project) -> None:
    code, output = project.build()

    assert code == 2
    assert "Missing in the warehouse" in output
    assert "raw_crm.contacts (models/staging/crm/_crm__sources.yml)" in output
    assert "To mend it: load these raw tables" in output
    assert _tables(project.warehouse) == []


def _misspell_a_type(project: Project) -> None:
    project.edit("models/staging/shop/feed_shop__identifiers.sql", "customer_id'", "custmer_id'")


def _empty_the_sources(project: Project) -> None:
    text = (project.folder / "dbt_project.yml").read_text()
    start, end = text.index("  cdp_sources:"), text.index("  # Every identifier type.")
    (project.folder / "dbt_project.yml").write_text(
        text[:start] + "  cdp_sources: {}\n\n" + text[end:]
    )


def _break_the_profiles(project: Project) -> None:
    (project.folder / "profiles.yml").write_text("cdp:\n  target: duckdb\n outputs: [\n")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (
            _misspell_a_type,
            ["custmer_id", "feed_shop__identifiers", "loyalty_card", "identifier_types"],
        ),
        (_empty_the_sources, ["cdp_sources", "dbt_project.yml", "To mend it: add a line"]),
        (_break_the_profiles, ["profiles.yml", "line 3"]),
    ],
)
def test_a_mistake_is_named_with_its_file_and_remedy(
    project: Project, spoil: Callable[[Project], None], told: list[str]
) -> None:
    spoil(project)

    code, output = project.build()

    assert code == 2
    for words in told:
        assert words in output
    assert not project.warehouse.exists() or _tables(project.warehouse) == []


def _tables(file: Path) -> list[str]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return [
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
        ]
