"""A small company: a built project, a warehouse whose rows tests change, a command line."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
import pytest

from reverse_etl.cli import main
from tests import warm

from .receiver import SECRET, Receiver


@dataclass
class Ran:
    """What one command left."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def first(self) -> dict[str, Any]:
        """The first sync of the document."""
        found: dict[str, Any] = self.document["syncs"][0]
        return found

    def counts(self) -> dict[str, int]:
        """The counts that are not zero."""
        return {name: count for name, count in self.first["counts"].items() if count}


@dataclass
class Company:
    """Drives the engine as a user would."""

    directory: Path
    variables: dict[str, str]
    receiver: Receiver
    capsys: pytest.CaptureFixture[str]
    is_postgres: bool
    said: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def run(self, *arguments: str) -> Ran:
        """Runs a command in this process."""
        self.capsys.readouterr()
        command = [*arguments, "--project-dir", str(self.directory)]
        code = main(command, sleep=self.slept.append)
        captured = self.capsys.readouterr()
        self.said.append(captured.out + captured.err)
        return Ran(code, captured.out, captured.err)

    def sync(self, *arguments: str, name: str = "people_webhook") -> Ran:
        return self.run("sync", name, "--json", *arguments)

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Starts a command in a process of its own."""
        command = [sys.executable, "-m", "reverse_etl", *arguments]
        return subprocess.Popen(
            [*command, "--project-dir", str(self.directory)],
            env={**os.environ, **self.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def sql(self, *statements: str) -> None:
        """Changes the warehouse."""
        self._execute(statements)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Reads the warehouse."""
        return self._execute([sql])

    def _execute(self, statements: Any) -> list[tuple[Any, ...]]:
        if not self.is_postgres:
            with duckdb.connect(self.variables["CDP_DUCKDB_PATH"]) as connection:
                for statement in statements:
                    result = connection.execute(statement)
                return result.fetchall()
        opened = psycopg2.connect(
            host=self.variables["CDP_POSTGRES_HOST"],
            port=self.variables["CDP_POSTGRES_PORT"],
            user=self.variables["CDP_POSTGRES_USER"],
            dbname=self.variables["CDP_POSTGRES_DATABASE"],
        )
        try:
            with opened, opened.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            opened.close()

    def grant(self, *profile_ids: str, purpose: str = "marketing") -> None:
        for profile_id in profile_ids:
            self.sql(
                "insert into cdp_raw.consents (profile_id, purpose, channel, status, "
                f"is_granted) values ('{profile_id}', '{purpose}', 'any', 'granted', true)"
            )

    def refuse(self, *profile_ids: str) -> None:
        for profile_id in profile_ids:
            self.sql(
                f"delete from cdp_raw.consents where profile_id = '{profile_id}'",
                "insert into cdp_raw.consents (profile_id, purpose, channel, status, "
                f"is_granted) values ('{profile_id}', 'marketing', 'email', 'refused', false)",
            )

    def fill(self, count: int) -> None:
        """Many people who agreed, with keys n1, n2 …"""
        self.sql(
            "delete from cdp_raw.people",
            "insert into cdp_raw.people (profile_id, external_id, email, amount) "
            "select 'n' || number, 'n' || number, 'n' || number || '@example.com', number "
            f"from generate_series(1, {count}) as numbers (number)",
            "insert into cdp_raw.consents (profile_id, purpose, channel, status, is_granted) "
            "select 'n' || number, 'marketing', 'email', 'granted', true "
            f"from generate_series(1, {count}) as numbers (number)",
        )

    def state(self, name: str = "people_webhook") -> set[str]:
        """The keys that the state says are at the destination."""
        return {
            key
            for (key,) in self.rows(
                "select record_key from reverse_etl.sync_state where is_in_destination "
                f"and sync_name = '{name}'"
            )
        }

    def edit_sync(self, name: str = "people_webhook", **settings: Any) -> None:
        """Changes what the exposure declares, as dbt would write it; None removes."""
        with self.manifest() as manifest:
            sync = _exposure(manifest, name)["config"]["meta"]["sync"]
            sync.update(settings)
            for setting in [one for one, value in sync.items() if value is None]:
                del sync[setting]

    def drop_dependency(self, model: str, name: str = "people_webhook") -> None:
        with self.manifest() as manifest:
            nodes = _exposure(manifest, name)["depends_on"]["nodes"]
            nodes.remove(f"model.cdp.{model}")

    def built(self, node_id: str, status: str) -> None:
        """Notes what became of a node of the project, as if dbt had run it now."""
        self.sql(
            f"delete from reverse_etl.build_results where node_id = '{node_id}'",
            "insert into reverse_etl.build_results (target_schema, node_id, status, ended_at) "
            f"values ('cdp', '{node_id}', '{status}', timestamp '{utc_now()}')",
        )

    def manifest(self) -> "JsonFile":
        return JsonFile(self.directory / "target" / "manifest.json")

    def run_results(self) -> "JsonFile":
        return JsonFile(self.directory / "target" / "run_results.json")


def utc_now() -> str:
    """This instant as SQL has it."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"


def _exposure(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = manifest["exposures"][f"exposure.cdp.{name}"]
    return found


class JsonFile:
    """Edits a JSON file in a `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> dict[str, Any]:
        self._document: dict[str, Any] = json.loads(self._path.read_text())
        return self._document

    def __exit__(self, *unused: object) -> None:
        self._path.write_text(json.dumps(self._document))


def build(project: Path, artifacts: Path, variables: dict[str, str], *selection: str) -> None:
    """Runs dbt once over the small project, or over a part of it."""
    environment = _environment_of_dbt(project, artifacts, variables)
    done = warm.run("dbt", "build", "--quiet", *selection, folder=project, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr


def start_build(
    project: Path, artifacts: Path, variables: dict[str, str], *selection: str
) -> "subprocess.Popen[str]":
    """Starts such a run in a process of its own."""
    command = [sys.executable, "-m", "dbt.cli.main", "build", "--quiet", *selection]
    return subprocess.Popen(
        command,
        cwd=project,
        env=_environment_of_dbt(project, artifacts, variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _environment_of_dbt(
    project: Path, artifacts: Path, variables: dict[str, str]
) -> dict[str, str]:
    return {
        **os.environ,
        **variables,
        "DBT_TARGET_PATH": str(artifacts),
        "DBT_LOG_PATH": str(artifacts / "logs"),
        "DBT_PROFILES_DIR": str(project),
        "DBT_PROJECT_DIR": str(project),
    }


def copy_project(project: Path, artifacts: Path, directory: Path) -> None:
    """The project and its artifacts, for one test to change."""
    shutil.copytree(project, directory)
    shutil.rmtree(directory / "target", ignore_errors=True)
    shutil.copytree(artifacts, directory / "target")


__all__ = ["SECRET", "Company", "Ran", "build", "copy_project", "start_build"]
