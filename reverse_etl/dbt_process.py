"""Starts dbt as a process of its own: to import it takes seconds, which no other command pays."""

import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from reverse_etl.errors import ConfigurationError, DbtError
from reverse_etl.project import Manifest, Project

log = logging.getLogger(__name__)

_COULD_NOT_START = 2
_REMEMBERED = "partial_parse.msgpack"


@dataclass(frozen=True)
class DbtRun:
    """What a run of dbt left: the project as it read it, and what became of each node."""

    manifest: Manifest
    results: tuple[Mapping[str, Any], ...]


def dbt_build(
    project: Project,
    profiles_dir: Path,
    artifacts: Path,
    variables: Mapping[str, Any],
    selection: Sequence[str],
) -> DbtRun:
    """Builds exactly what is selected; raises where a node fails."""
    results = artifacts / "run_results.json"
    results.unlink(missing_ok=True)
    command = ["build", "--indirect-selection", "empty", "--select", *selection]
    command += ["--profile", project.profile_name]
    command += ["--target", str(project.connection["target_name"])]
    done = _run(project, profiles_dir, artifacts, variables, command)
    if not results.exists() or done.returncode == _COULD_NOT_START:
        raise ConfigurationError(
            f"dbt could not build: {_said(done)}", "Mend it and run this again."
        )
    outcomes = tuple(_read(results)["results"])
    if done.returncode:
        raise DbtError(f"dbt could not build {_failed(outcomes) or _said(done)}")
    return DbtRun(Manifest(_read(artifacts / "manifest.json")), outcomes)


def dbt_compile(
    project: Project, artifacts: Path, variables: Mapping[str, Any], selection: Sequence[str]
) -> Manifest:
    """The project as its files are now, with the SQL of what is selected; builds nothing."""
    # Tests are most of a project's nodes, and nobody asks for their SQL.
    tests = ["resource_type:test", "resource_type:unit_test"]
    command = ["compile", "--select", *selection, "--exclude", *tests]
    if project.target_name:
        command += ["--target", project.target_name]
    # What dbt remembers of a run spares it reading files that did not change since; it goes by
    # that only where the same options were given, so none is that need not be.
    remembered = project.artifacts / _REMEMBERED
    if remembered.exists() and not (artifacts / _REMEMBERED).exists():
        command += ["--partial-parse-file-path", str(remembered)]
    done = _run(project, project.profiles_file.parent, artifacts, variables, command)
    if done.returncode:
        raise ConfigurationError(
            f"dbt could not compile: {_said(done)}", "Mend it and run this again."
        )
    return Manifest(_read(artifacts / "manifest.json"))


def read_variables(text: str) -> dict[str, Any]:
    """The vars that `--vars` gives, a YAML mapping."""
    try:
        variables = yaml.safe_load(text)
    except yaml.YAMLError:
        variables = None
    if isinstance(variables, dict):
        return variables
    raise ConfigurationError(
        "--vars is not a YAML mapping.", "Write e.g. --vars '{max_identity_churn: 1}'."
    )


def _run(
    project: Project,
    profiles_dir: Path,
    artifacts: Path,
    variables: Mapping[str, Any],
    command: Sequence[str],
) -> subprocess.CompletedProcess[str]:
    given = [_program(), *command, "--quiet"]
    given += ["--project-dir", str(project.directory), "--profiles-dir", str(profiles_dir)]
    given += ["--target-path", str(artifacts), "--log-path", str(artifacts / "logs")]
    given += ["--vars", json.dumps(variables)]
    environ = dict(project.environ)
    try:
        done = subprocess.run(given, capture_output=True, text=True, check=False, env=environ)
    except KeyboardInterrupt:
        raise DbtError("dbt was interrupted.", "Run this again.") from None
    log.debug("%s", done.stdout + done.stderr)
    return done


def _program() -> str:
    beside = Path(sys.executable).with_name("dbt")
    found = str(beside) if beside.exists() else shutil.which("dbt")
    if found is None:
        raise ConfigurationError(
            "There is no dbt beside reverse-etl or on the PATH.", "Install dbt-core there."
        )
    return found


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join((done.stdout + done.stderr).split()) or f"it ended with {done.returncode}"


def _failed(outcomes: Sequence[Mapping[str, Any]]) -> str:
    failed = [one for one in outcomes if one["status"] in ("error", "fail")]
    return "; ".join(
        f"{one['unique_id']}: {' '.join((one['message'] or '').split())}" for one in failed
    )


def _read(file: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document
