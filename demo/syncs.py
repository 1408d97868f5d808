"""Plans and sends every sync of the project with `reverse-etl`, as a scheduler would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.errors import FAILED, MISCONFIGURED, DemoError
from demo.progress import step

_DONE = (0, 1)  # 1: some records failed, which the summary shows with its counts


def names(manifest: Mapping[str, Any]) -> list[str]:
    """The exposures that declare a sync."""
    exposures = manifest["exposures"].values()
    return sorted(one["name"] for one in exposures if "sync" in one["config"].get("meta", {}))


def send_all(manifest: Mapping[str, Any], root: Path) -> None:
    """Plans and runs each sync. Raises DemoError where one cannot run."""
    for name in names(manifest):
        with step(f"Syncing {name}") as doing:
            doing.now("(plan)")
            _reverse_etl(root, "plan", name)
            doing.now("(send)")
            _reverse_etl(root, "sync", name)
            doing.done(f"Synced {name}")


def _reverse_etl(root: Path, command: str, name: str) -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "reverse_etl", command, name],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode not in _DONE:
        code = MISCONFIGURED if finished.returncode == MISCONFIGURED else FAILED
        raise DemoError(f"reverse-etl {command} {name}\n{finished.stderr.strip()}", code)
