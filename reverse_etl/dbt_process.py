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

from reverse_etl.errors import ConfigurationError, DbtError
from reverse_etl.project import Manifest, Project

log = logging.getLogger(__name__)

_COULD_NOT_START = 2


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
    target = str(project.connection["target_name"])
    command = [_program(), "build", "--quiet", "--indirect-selection", "empty"]
    command += ["--project-dir", str(project.directory), "--profiles-dir", str(profiles_dir)]
    command += ["--profile", project.profile_name, "--target", target]
    command += ["--target-path", str(artifacts), "--log-path", str(artifacts / "logs")]
    command += ["--vars", json.dumps(variables), "--select", *selection]
    environ = dict(project.environ)
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
    except KeyboardInterrupt:
        raise DbtError("dbt was interrupted.", "Run this again.") from None
    log.debug("%s", done.stdout + done.stderr)
    if not results.exists() or done.returncode == _COULD_NOT_START:
        raise ConfigurationError(
            f"dbt could not build: {_said(done)}", "Mend it and run this again."
        )
    outcomes = tuple(_read(results)["results"])
    if done.returncode:
        raise DbtError(f"dbt could not build {_failed(outcomes) or _said(done)}")
    return DbtRun(Manifest(_read(artifacts / "manifest.json")), outcomes)


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
