"""The demo project's syncs to vendors, from its warehouse to the vendors' other ends."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import warm
from tests.contract.vendor import Vendor, vendor_type
from tests.contract.wire import FaultServer
from tests.integration.demo.conftest import (
    FIRST_TARGET,
    FIRST_WAREHOUSE,
    Demo,
    copy_project,
    environment_of_a_reader,
)

pytestmark = pytest.mark.timeout(900)

CREDENTIALS = {
    "hubspot": {"access_token": "CDP_HUBSPOT_ACCESS_TOKEN"},
    "meta": {"access_token": "CDP_META_ACCESS_TOKEN"},
    "tryton": {
        "url": "CDP_TRYTON_URL",
        "database": "CDP_TRYTON_DATABASE",
        "user": "CDP_TRYTON_USER",
        "password": "CDP_TRYTON_PASSWORD",
    },
}
PLACEHOLDER = "not-a-credential"


@dataclass
class Project:
    """A copy of the project on the demo's warehouse, with accounts at vendors on loopback."""

    folder: Path
    variables: dict[str, str]
    said: list[str] = field(default_factory=list)

    def run(self, program: str, *arguments: str) -> str:
        variables = environment_of_a_reader(self.folder / "warehouse.duckdb") | self.variables
        finished = warm.run(program, *arguments, folder=self.folder, environment=variables)
        assert finished.returncode == 0, f"{arguments}\n{finished.stdout}{finished.stderr}"
        self.said.append(finished.stdout + finished.stderr)
        return finished.stdout

    def sync(self, name: str) -> dict[str, int]:
        document = json.loads(self.run("reverse-etl", "sync", name, "--json"))
        counts: dict[str, int] = document["syncs"][0]["counts"]
        return counts

    def account(self, name: str, settings: Mapping[str, Any], *also: str) -> None:
        """Sets an account up: credentials in the environment, the address in its entry."""
        variables = CREDENTIALS[name]
        self.variables |= {variables[one]: str(settings[one]) for one in variables}
        file = self.folder / "destinations.yml"
        entries = yaml.safe_load(file.read_text())
        entries[name] |= {one: settings[one] for one in also}
        file.write_text(yaml.safe_dump(entries))


@pytest.fixture(scope="module")
def project(
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    demos: Mapping[str, Demo],
    parsed: Path,
) -> Project:
    folder = tmp_path_factory.mktemp("vendors")
    copy_project(repository, folder, parsed)
    shutil.copy(demos["duckdb"].folder / FIRST_WAREHOUSE, folder / "warehouse.duckdb")
    variables = [name for names in CREDENTIALS.values() for name in names.values()]
    made = Project(folder, dict.fromkeys(variables, PLACEHOLDER))
    # The models are in the warehouse; the exposures are there only where credentials are.
    made.run("dbt", "build", "--quiet", "--select", "path:models/activation")
    return made


Open = Callable[[str], tuple[Any, FaultServer]]


@pytest.fixture
def opened(project: Project) -> Iterator[Open]:
    """Opens the other end of a type, and sets the account up."""
    servers: list[FaultServer] = []

    def open_vendor(name: str) -> tuple[Vendor, FaultServer]:
        vendor = vendor_type(name)()
        servers.append(FaultServer(vendor.answer, vendor.is_write))
        settings = vendor.settings(servers[-1].url, project.folder)
        project.account(name, settings, "url")
        return vendor, servers[-1]

    yield open_vendor
    for server in servers:
        server.close()


def test_hubspot_has_the_contacts_and_the_list(project: Project, opened: Open) -> None:
    hubspot, _ = opened("hubspot")
    hubspot.lists["1001"] = set()
    names = ("segments", "revenue_eur", "count_orders", "last_ordered_at")
    hubspot.properties |= {f"cdp_{name}" for name in names}

    contacts = project.sync("hubspot_contacts")
    assert contacts["accepted"] == contacts["added"] == len(hubspot.contacts) > 0
    assert contacts["withheld_no_consent"] > 0

    lapsed = project.sync("hubspot_lapsed_customers")
    assert lapsed["accepted"] == lapsed["added"] == len(hubspot.lists["1001"]) > 0
    assert hubspot.lists["1001"] < set(hubspot.contacts)
    assert all(
        "lapsed_customers" in hubspot.contacts[one]["cdp_segments"] for one in hubspot.lists["1001"]
    )

    again = [project.sync(name) for name in ("hubspot_contacts", "hubspot_lapsed_customers")]
    assert [one["added"] + one["changed"] + one["accepted"] for one in again] == [0, 0]


def test_meta_has_the_audience_and_no_clear_value(project: Project, opened: Open) -> None:
    meta, server = opened("meta")

    counts = project.sync("meta_high_value_customers")
    assert counts["accepted"] == counts["added"] == len(meta.members) > 0
    assert all(row["EMAIL"] or row["PHONE"] for row in meta.members.values())
    assert not any(b"@" in request.body or b"+" in request.body for request in server.requests)

    again = project.sync("meta_high_value_customers")
    assert again["added"] == again["accepted"] == 0


def test_tryton_would_get_the_customers(project: Project) -> None:
    # Against the real server are the tests in tests/unit/destinations/tryton.
    project.variables |= {"CDP_TRYTON_URL": "http://127.0.0.1:1"}
    (plan,) = json.loads(project.run("reverse-etl", "plan", "tryton_parties", "--json"))["syncs"]
    assert plan["counts"]["added"] > 0
    assert plan["counts"]["withheld_no_consent"] > 0
    assert not plan["guards"]


def test_nothing_that_was_said_names_a_value_or_a_secret(project: Project) -> None:
    said = "\n".join(project.said)
    assert "@" not in said
    for value in project.variables.values():
        assert value not in said or value.startswith("http") or value in ("crm", "admin")


def test_without_credentials_the_syncs_are_not_there(demos: Mapping[str, Demo]) -> None:
    manifest = json.loads((demos["duckdb"].folder / FIRST_TARGET / "manifest.json").read_text())
    names = {one["name"] for one in manifest["exposures"].values()}
    assert not {name for name in names if name.startswith(tuple(CREDENTIALS))}
