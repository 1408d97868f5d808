"""dbt in this process: one start for all commands, progress by its events, readable failures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.factory import FACTORY
from dbt.cli.main import dbtRunner, dbtRunnerResult

from demo.errors import FAILED, MISCONFIGURED, DemoError
from demo.progress import Step

VARIABLES = yaml.safe_dump({"cdp_demo": True}, default_flow_style=True).strip()
_QUIET = ("--log-level", "none", "--no-use-colors")
_POSITION = re.compile(r"^(\d+) of (\d+) START ")
_FAILED = ("error", "fail", "runtime error")


class Dbt:
    """Runs dbt commands on the demo's target."""

    def __init__(self, root: Path, target: str) -> None:
        self._place = ["--project-dir", str(root), "--profiles-dir", str(root), "--target", target]

    def run(self, command: Sequence[str], step: Step) -> Sequence[Any]:
        """The results of the nodes. Raises DemoError with what failed and what to do."""
        arguments = [*command, *_QUIET, "--vars", VARIABLES, *self._place]
        runner = dbtRunner(callbacks=[_Watcher(step)])
        outcome = runner.invoke(arguments)
        if outcome.exception is not None:
            raise DemoError(_told(outcome.exception), MISCONFIGURED)
        if not outcome.success:
            raise _failure(outcome)
        return list(getattr(outcome.result, "results", []))


def release_warehouse() -> None:
    """Closes dbt's connections: DuckDB's file is locked for as long as one is open."""
    for adapter in FACTORY.adapters.values():
        close_all = getattr(adapter.connections, "close_all_connections", None)
        if close_all is not None:
            close_all()
    reset: Any = FACTORY.reset_adapters
    reset()


class _Watcher:
    """Shows the node that starts, and the lines that macros log for people."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._node = ""

    def __call__(self, event: Any) -> None:
        if event.info.name == "LogStartLine":
            position = _POSITION.match(event.info.msg)
            counts = f"{position[1]}/{position[2]} " if position else ""
            self._node = counts + event.data.node_info.node_name
            self._step.now(self._node)
        elif event.info.name == "JinjaLogInfo":
            self._step.now(f"{self._node}: {event.info.msg.strip()}")


def _failure(outcome: dbtRunnerResult) -> DemoError:
    results = getattr(outcome.result, "results", [])
    failed = [result for result in results if str(result.status) in _FAILED]
    shown = [_told_of_node(result) for result in failed[:5]]
    if len(failed) > len(shown):
        shown.append(f"... and {len(failed) - len(shown)} more")
    skipped = sum(1 for result in results if str(result.status) == "skipped")
    shown.append(f"{skipped} nodes after it were skipped. dbt's own words: logs/dbt.log")
    configuration = any("Compilation Error" in (result.message or "") for result in failed)
    return DemoError("\n".join(shown), MISCONFIGURED if configuration else FAILED)


def _told_of_node(result: Any) -> str:
    message = (result.message or "failed").strip()
    return f"{result.node.name} ({result.node.original_file_path})\n    " + "\n    ".join(
        line.strip() for line in message.splitlines() if line.strip()
    )


def _told(error: BaseException) -> str:
    return "\n".join(line for line in str(error).splitlines() if line.strip())
