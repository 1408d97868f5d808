"""Plans and sends every sync of the project with `reverse-etl`, as a scheduler would."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.errors import FAILED, MISCONFIGURED, DemoError
from demo.progress import step

# The entries of destinations.yml that the demo serves. It must send invented people nowhere else,
# whatever credentials its user has in the environment.
_SERVED = ("crm_webhook", "audience_files")
_DONE = (0, 1)  # 1: some records failed, which the summary shows with its counts


def send_all(manifest: Mapping[str, Any], root: Path) -> None:
    """Plans and runs each sync that ends on this machine. Raises DemoError where one cannot."""
    for name, destination in sorted(_destinations(manifest).items()):
        if destination in _SERVED:
            with step(f"Syncing {name}") as doing:
                doing.now("(plan)")
                _reverse_etl(root, "plan", name)
                doing.now("(send)")
                _reverse_etl(root, "sync", name)
                doing.done(f"Synced {name}")


def _destinations(manifest: Mapping[str, Any]) -> dict[str, str]:
    """The destination of each sync."""
    metas = {one["name"]: one["config"].get("meta", {}) for one in manifest["exposures"].values()}
    return {name: meta["sync"]["destination"] for name, meta in metas.items() if "sync" in meta}


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
