"""A warehouse that was lost and restored gives the ids of a twin that was never lost."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from tests.conftest import create_postgres_database
from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Sighting
from tests.identity.stitching import StitchingProject, Warehouse
from tests.integration.backup.conftest import run_command

ENGINES = ("duckdb", "postgres")
ALICE, BOB, CLEO = (("customer_id", name) for name in ("alice", "bob", "cleo"))
MAIL, MAIL_OF_BOB = ("email", "alice@mail.example"), ("email", "bob@mail.example")
PHONE, PHONE_OF_BOB = ("phone", "+33600000123"), ("phone", "+33600000456")
LAPTOP, TABLET, WATCH, KIOSK = (
    ("cookie_id", f"cookie-of-{name}") for name in ("laptop", "tablet", "watch", "kiosk")
)
LEDGER = """
select anchor_identifier_id, profile_id, generation, entry_number
from cdp_identity.profile_ledger order by anchor_identifier_id, entry_number
"""
CHANGES = """
select profile_id, other_profile_id, change_type, changed_at
from cdp_identity.identity_changes order by changed_at, profile_id
"""
LIVE_TWICE = """
select profile_id from cdp_identity.identity_graph
group by profile_id having count(distinct anchor_identifier_id) > 1
"""


def _record(name: str, day: int, *nodes: Node) -> list[Sighting]:
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, *node, observed_at=at, loaded_at=at) for node in nodes]


# Each day: the records that went and those that came.
DAYS: list[tuple[set[str], list[list[Sighting]]]] = [
    (
        set(),
        [
            _record("account", 1, ALICE, MAIL, PHONE, LAPTOP),
            _record("bob", 1, BOB, MAIL_OF_BOB),
            _record("visit", 1, TABLET, PHONE_OF_BOB),
            _record("kiosk", 1, KIOSK),
            _record("cleo", 1, CLEO, WATCH),
        ],
    ),
    # The anchor goes and the rest keeps its id; two profiles are joined; one is retired.
    (
        {"account", "kiosk"},
        [_record("form", 2, MAIL, PHONE, LAPTOP), _record("bridge", 2, MAIL_OF_BOB, TABLET)],
    ),
    # The anchor comes back for somebody else, and gets the next generation.
    (set(), [_record("account again", 3, ALICE)]),
]
# What happens between the backup and the first build after the loss: the bridge goes, which splits
# what it joined; an anchor goes, whose heir only they tell who were with it; newcomers get ids.
LAST_DAY = (
    {"bridge", "cleo"},
    [
        _record("watch", 4, WATCH),
        _record("login", 4, ALICE, KIOSK),
        _record("stranger", 4, ("cookie_id", "cookie-of-stranger")),
    ],
)


@dataclass(frozen=True)
class History:
    """The warehouse that was never lost, and its backup before the last day."""

    project: StitchingProject
    folder: Path
    rows_before: list[Sighting]
    rows_after: list[Sighting]
    profiles_before: dict[Node, str]
    profiles_after: dict[Node, str]


@pytest.fixture(autouse=True, scope="module")
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    for name in ("DBT_TARGET_PATH", "DBT_PROJECT_DIR", "DBT_PROFILES_DIR", "DBT_TARGET"):
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ.update(before)


class Places:
    """Empty databases with a project on each."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder = folder
        self._request = request
        self._count = 0

    def make(self, engine: str) -> StitchingProject:
        self._count += 1
        folder = self._folder / str(self._count)
        if engine == "postgres":
            variables = create_postgres_database(self._request.getfixturevalue("_postgres"))
        else:
            folder.mkdir()
            path = str(folder / "warehouse.duckdb")
            variables = {"CDP_TARGET": "duckdb", "CDP_DUCKDB_PATH": path}
        return StitchingProject(folder / "project", Warehouse(engine, variables))


@pytest.fixture(scope="module")
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("ids"), request)


@pytest.fixture(scope="module")
def histories() -> dict[str, History]:
    """Each engine's, made by the first test that asks for it."""
    return {}


@pytest.fixture
def history(
    engine_before: str,
    histories: dict[str, History],
    places: Places,
    capsys: pytest.CaptureFixture[str],
) -> History:
    if engine_before not in histories:
        histories[engine_before] = _history(places.make(engine_before), capsys)
    return histories[engine_before]


def _history(project: StitchingProject, capsys: pytest.CaptureFixture[str]) -> History:
    rows: list[Sighting] = []
    for day in DAYS:
        rows = _after(rows, day)
        profiles = _build(project, rows)
    project.write_artifacts()
    folder = project.folder.parent / "backup"
    code, _, log = run_command(project.folder, project.warehouse, capsys, "backup", str(folder))
    assert code == 0, log
    rows_after = _after(rows, LAST_DAY)
    return History(project, folder, rows, rows_after, profiles, _build(project, rows_after))


def _after(rows: list[Sighting], day: tuple[set[str], list[list[Sighting]]]) -> list[Sighting]:
    gone, come = day
    left = [row for row in rows if row.record_id not in gone]
    return left + [row for record in come for row in record]


def _build(project: StitchingProject, rows: list[Sighting], *flags: str) -> dict[Node, str]:
    project.load(rows)
    assert project.build(*flags).success
    return project.resolution().profiles


def _restored(
    project: StitchingProject, history: History, capsys: pytest.CaptureFixture[str]
) -> StitchingProject:
    shutil.copytree(history.project.folder / "target", project.folder / "target")
    arguments = ("restore", str(history.folder))
    code, _, log = run_command(project.folder, project.warehouse, capsys, *arguments)
    assert code == 0, log
    return project


@pytest.mark.parametrize("engine_before", ENGINES)
def test_the_history_has_what_is_to_be_kept(history: History) -> None:
    """Else the tests below would prove nothing."""
    before, after = history.profiles_before, history.profiles_after
    ledger = history.project.warehouse.query(LEDGER)
    assert {generation for *_, generation, _ in ledger} == {1, 2}
    changes = [row[2] for row in history.project.warehouse.query(CHANGES)]
    assert set(changes) == {"born", "merged", "split", "retired"}
    # Un-merged; and the id outlives its anchor.
    assert before[TABLET] == before[BOB] != after[TABLET]
    assert after[WATCH] == before[CLEO]


@pytest.mark.parametrize("engine_after", ENGINES)
@pytest.mark.parametrize("engine_before", ENGINES)
def test_a_build_after_the_restore_equals_one_without_the_loss(
    history: History, places: Places, capsys: pytest.CaptureFixture[str], engine_after: str
) -> None:
    project = _restored(places.make(engine_after), history, capsys)
    assert _build(project, history.rows_after) == history.profiles_after
    warehouse, twin = project.warehouse, history.project.warehouse
    assert warehouse.query(LEDGER) == twin.query(LEDGER)
    assert warehouse.query(CHANGES) == twin.query(CHANGES)
    assert warehouse.query(LIVE_TWICE) == []
    runs = "select count(*) from cdp_identity.identity_runs"
    assert warehouse.query(runs) == twin.query(runs) == [(len(DAYS) + 1,)]


@pytest.mark.parametrize("engine_before", ["duckdb"])
def test_the_same_rows_change_nothing_even_if_they_were_loaded_anew(
    history: History, places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    project = _restored(places.make("duckdb"), history, capsys)
    changes = len(project.warehouse.query(CHANGES))
    # As an ingestion that starts over writes them, the newest first: other anchors come first now.
    rows = [
        replace(row, loaded_at=EPOCH + timedelta(days=50) - (row.loaded_at - EPOCH))
        for row in history.rows_before
    ]
    assert _build(project, rows, "--full-refresh") == history.profiles_before
    assert len(project.warehouse.query(CHANGES)) == changes
    assert project.warehouse.query(LIVE_TWICE) == []


@pytest.mark.parametrize("engine_before", ["duckdb"])
def test_another_namespace_is_refused(
    history: History,
    places: Places,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    project = places.make("duckdb")
    shutil.copytree(history.project.folder / "target", project.folder / "target")

    def run(project: StitchingProject, *arguments: str) -> tuple[int, Any]:
        done = run_command(project.folder, project.warehouse, capsys, *arguments)
        return done[0], done[1].get("error")

    monkeypatch.setenv("CDP_IDENTITY_NAMESPACE", "another-namespace")
    code, error = run(project, "restore", str(history.folder))
    assert code == 2
    assert "another identity namespace" in error
    # Nor is a backup made that the right one could not restore.
    code, error = run(history.project, "backup", str(tmp_path / "backup"))
    assert code == 2
    assert "made with another identity namespace" in error
    assert list(tmp_path.iterdir()) == []
    # What dbt_project.yml says is the right one, and so is the variable with the same text.
    monkeypatch.setenv("CDP_IDENTITY_NAMESPACE", "test-namespace")
    assert run(history.project, "backup", str(tmp_path / "backup"))[0] == 0
    written = b"".join(file.read_bytes() for file in (tmp_path / "backup").iterdir())
    assert b"test-namespace" not in written
    assert run(project, "restore", str(tmp_path / "backup"))[0] == 0


@pytest.mark.parametrize("engine_before", ["duckdb"])
def test_no_clear_identifier_is_in_the_backup(history: History) -> None:
    for file in history.folder.glob("*.parquet"):
        text = str(pyarrow.parquet.read_table(file).to_pylist())
        for _, value in (MAIL, PHONE, TABLET, BOB):
            assert value not in text, file.name
