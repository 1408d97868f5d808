"""The report: its figures on each engine, what it keeps to itself, and how it looks in Chromium."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from reverse_etl.cli import main

ENGINES = ["duckdb", pytest.param("postgres", marks=pytest.mark.postgres)]
SECTIONS = [
    "people", "sizes", "segments", "overlaps", "syncs", "quarantined", "dropped", "rejected",
    "consent",
]  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
EVIL = "<script>alert(1)</script>"
PERSONAL = ("ada@mail.example", "ad*@****.*******", "profile-of-ada", "Refused ada@mail.example")

# Of each model its schema and columns, as dbt would have built it.
MODELS = {
    "identity_runs": (
        "cdp_identity",
        "run_id varchar, count_profiles bigint, count_identifiers bigint, "
        "count_quarantined bigint, count_rejected_edges bigint, count_born bigint, "
        "count_merged bigint, count_split bigint, count_retired bigint, identity_churn float, "
        "is_complete boolean, as_of_at timestamp, started_at timestamp",
    ),
    "identity_run_figures": (
        "cdp_identity",
        "run_id varchar, figure_name varchar, dimension varchar, figure_value bigint",
    ),
    "segment_sizes": (
        "cdp_segments",
        "segment_name varchar, count_profiles bigint, as_of_at timestamp",
    ),
    "segment_overlaps": (
        "cdp_segments",
        "segment_name varchar, other_segment_name varchar, count_profiles bigint, "
        "count_shared_profiles bigint, share_shared float",
    ),
    "sync_health": (
        "cdp_observability",
        "sync_name varchar, destination_name varchar, last_status varchar, last_message varchar, "
        "count_in_destination numeric, count_rejected numeric, count_uncertain numeric, "
        "count_held bigint, count_runs bigint, count_runs_since_success bigint, "
        "last_succeeded_at timestamp, is_healthy boolean",
    ),
    "quarantined_identifiers": (
        "cdp_observability",
        "quarantine_reason varchar, identifier_type varchar, source_name varchar, "
        "example_value varchar, count_values bigint, count_records bigint",
    ),
    "dropped_rows": (
        "cdp_observability",
        "feed varchar, rule_name varchar, source_name varchar, record_id varchar, "
        "count_rows bigint",
    ),
    "profile_consents": (
        "cdp_profiles",
        "profile_id varchar, purpose varchar, channel varchar, is_granted boolean",
    ),
    "profiles": ("cdp_profiles", "profile_id varchar, email varchar"),
}
FIRST_RUN = {
    "identity_runs": [
        "'r1', 1100, 5200, 9, 3, 1100, 0, 0, 0, null, true, timestamp '2026-11-01 03:00:00', "
        "timestamp '2026-11-01 04:00:00'"
    ],
    "segment_sizes": [
        f"'{EVIL}', 40, timestamp '2026-11-01 03:00:00'",
        "'lapsed_customers_of_the_last_year', 300, timestamp '2026-11-01 03:00:00'",
    ],
    "profiles": ["'profile-of-ada', 'ada@mail.example'", "'p2', null", "'p3', null", "'p4', null"],
}
SECOND_RUN = {
    "identity_runs": [
        "'r2', 1204, 5678, 9, 3, 110, 4, 2, 0, 0.0125, true, timestamp '2026-11-02 03:00:00', "
        "timestamp '2026-11-02 04:00:00'",
        "'killed', null, null, null, null, null, null, null, null, null, false, "
        "timestamp '2026-11-03 03:00:00', null",
    ],
    "identity_run_figures": [
        "'r1', 'profiles', '1', 777",
        "'r2', 'profiles', '11-20', 31",
        "'r2', 'profiles', '2', 600",
        "'r2', 'identifiers', 'email', 4321",
        "'r2', 'rejections', 'contradiction:first_name', 17",
    ],
    "segment_sizes": [
        f"'{EVIL}', 52, timestamp '2026-11-02 03:00:00'",
        "'lapsed_customers_of_the_last_year', 290, timestamp '2026-11-02 03:00:00'",
    ],
    "segment_overlaps": [
        f"'{EVIL}', 'lapsed_customers_of_the_last_year', 52, 13, 0.25",
        f"'lapsed_customers_of_the_last_year', '{EVIL}', 290, 13, 0.0448",
    ],
    "sync_health": [
        "'crm_contacts', 'crm', 'partial', 'Refused ada@mail.example', 383, 9, 1, 0, 4, 2, "
        "timestamp '2026-11-01 05:00:00', false",
        "'ads_audience', 'ads', 'succeeded', null, 120, 0, 0, 0, 4, 0, "
        "timestamp '2026-11-02 05:00:00', true",
    ],
    "quarantined_identifiers": ["'over_shared', 'email', 'shop', 'ad*@****.*******', 1, 29"],
    "dropped_rows": [
        "'events', 'repeated_row', 'web', 'w1', 3",
        "'events', 'repeated_row', 'web', 'w2', 4",
        "'identifiers', 'blank', 'web', 'w3', 999",
    ],
    "profile_consents": [
        "'profile-of-ada', 'marketing', 'email', true",
        "'p2', 'marketing', 'email', true",
        "'p3', 'marketing', 'email', false",
    ],
}


@dataclass
class Place:
    """A warehouse that tests fill by hand, and the command on it."""

    engine: str
    folder: Path
    repository: Path
    capsys: pytest.CaptureFixture[str]
    variables: dict[str, str] = field(default_factory=dict)

    def declare(self) -> None:
        """Writes the manifest, as `dbt parse` would."""
        nodes = {
            name: {
                "name": name,
                "resource_type": "model",
                "schema": schema,
                "relation_name": f'"{schema}"."{name}"',
            }
            for name, (schema, _) in MODELS.items()
        }
        (self.folder / "manifest.json").write_text(json.dumps({"nodes": nodes}))

    def build(self) -> None:
        """Makes every table, empty."""
        self.declare()
        schemas = sorted({schema for schema, _ in MODELS.values()})
        self.sql(*(f"create schema {schema}" for schema in schemas))
        self.sql(*(f"create table {s}.{name} ({columns})" for name, (s, columns) in MODELS.items()))

    def fill(self, rows: dict[str, list[str]]) -> None:
        for name, found in rows.items():
            self.sql(*(f"insert into {MODELS[name][0]}.{name} values ({row})" for row in found))

    def sql(self, *statements: str) -> None:
        connection = self._connect()
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        connection.commit()
        connection.close()

    def _connect(self) -> Any:
        if self.engine == "duckdb":
            connection = duckdb.connect(str(self.folder / "warehouse.duckdb"))
            connection.execute("begin transaction")
            return connection
        names = {"host": "HOST", "port": "PORT", "user": "USER", "dbname": "DATABASE"}
        found = {key: self.variables[f"CDP_POSTGRES_{name}"] for key, name in names.items()}
        return psycopg2.connect(**found)

    def report(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of the command."""
        places = ["--project-dir", str(self.repository), "--profiles-dir", str(self.repository)]
        target = ["--target", self.engine, "--target-path", str(self.folder)]
        self.capsys.readouterr()
        code = main(["report", *places, *target, *arguments])
        said = self.capsys.readouterr()
        return code, said.out.strip(), said.err

    def page(self) -> str:
        code, out, err = self.report()
        assert code == 0, err
        return Path(out).read_text(encoding="utf-8")


def place_on(engine: str, request: pytest.FixtureRequest) -> Place:
    folder: Path = request.getfixturevalue("tmp_path")
    variables = {"CDP_DUCKDB_PATH": str(folder / "warehouse.duckdb")}
    if engine == "postgres":
        variables = request.getfixturevalue("postgres_server")
    monkeypatch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    repository: Path = request.getfixturevalue("repository")
    return Place(engine, folder, repository, request.getfixturevalue("capsys"), variables)


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest) -> Place:
    return place_on(request.param, request)


@pytest.fixture
def duckdb_place(request: pytest.FixtureRequest) -> Place:
    return place_on("duckdb", request)


def test_the_page_shows_the_figures_of_the_last_run_and_nobodys_values(place: Place) -> None:
    place.build()
    place.fill(FIRST_RUN)
    place.fill(SECOND_RUN)
    page = place.page()
    for figure in (
        "From 1,100 on 2026-11-01 to 1,204 on 2026-11-02, 2 runs.",
        "2: 600; 11-20: 31.",
        "contradicting first name: 17.",
        "From 40 to 52, 2 runs.",
        "383 there, 9 refused",
        "partial, 2 since a success",
        "over shared: too many people have it: 29.",
        "repeated row: 7.",
        "marketing, email: 50% granted.",
        "1.25%",
    ):
        assert figure in page, figure
    assert "777" not in page, "a figure of an earlier run"
    assert "999" not in page, "quarantined identifiers are told once"
    assert [value for value in PERSONAL if value in page] == []


def test_what_the_warehouse_holds_is_escaped(duckdb_place: Place) -> None:
    duckdb_place.build()
    duckdb_place.fill(FIRST_RUN)
    duckdb_place.fill(SECOND_RUN)
    page = duckdb_place.page()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "25% of &lt;script&gt;" in page


def test_a_young_warehouse_says_what_to_do(place: Place) -> None:
    place.build()
    empty = place.page()
    assert "No run of identity yet." in empty
    place.fill(FIRST_RUN)
    page = place.page()
    assert "One run so far" in page
    assert "Nothing was ever sent." in page
    assert "No link was rejected." in page
    assert "No consent is known" in page


def test_a_warehouse_that_was_never_built_is_named_with_what_to_run(place: Place) -> None:
    place.declare()
    if place.engine == "duckdb":
        code, out, err = place.report()
        assert (code, out) == (2, "")
        assert "There is no DuckDB file" in err
        place.sql("create schema cdp_identity")
    code, out, err = place.report()
    assert (code, out) == (2, "")
    assert "has no identity_runs, identity_run_figures" in err
    assert "dbt build" in err


def test_a_project_without_the_models_is_named(duckdb_place: Place) -> None:
    (duckdb_place.folder / "manifest.json").write_text('{"nodes": {}}')
    code, _, err = duckdb_place.report()
    assert code == 2
    assert "The project has no model identity_runs" in err


def test_the_file_is_where_one_asks_for_it(duckdb_place: Place) -> None:
    duckdb_place.build()
    asked = duckdb_place.folder / "new" / "page.html"
    assert duckdb_place.report("--output", str(asked))[:2] == (0, str(asked))
    assert asked.read_text(encoding="utf-8").startswith("<!doctype html>")
    (duckdb_place.folder / "file").write_text("")
    below_a_file = str(duckdb_place.folder / "file" / "page.html")
    code, _, err = duckdb_place.report("--output", below_a_file)
    assert code == 2
    assert f"{below_a_file} cannot be written" in err


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("There is no Chromium. On Debian: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        # Chromium's own sandbox refuses to start as root, which CI is.
        opened = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("is_young", [False, True], ids=["two runs", "one run"])
def test_the_page_is_whole_in_a_browser(duckdb_place: Place, browser: Any, is_young: bool) -> None:
    duckdb_place.build()
    duckdb_place.fill(FIRST_RUN)
    if not is_young:
        duckdb_place.fill(SECOND_RUN)
    code, file, err = duckdb_place.report()
    assert code == 0, err
    page = browser.new_page()
    said: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(Path(file).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        visible = [one.get_attribute("id") for one in page.locator("section:visible").all()]
        assert visible == SECTIONS
    assert said == []
    assert set(requests) == {Path(file).as_uri()}
    pictures = page.locator("svg")
    assert pictures.count() == page.get_by_role("img").count() > 2
    names = page.evaluate(
        "[...document.querySelectorAll('svg')].map(one => ['labelledby', 'describedby'].map("
        "by => document.getElementById(one.getAttribute('aria-' + by))?.textContent))"
    )
    assert all(name and told for name, told in names), names
    folded = page.locator("details")
    folded.first.locator("summary").click()
    assert folded.first.locator("table").is_visible()
    page.close()
