"""Runs dbt in a process of its own that kills itself right after one of its statements.

    python -m tests.identity.killed_build RECORD MOMENT ARGUMENT...

Every statement that writes for a model is told in a line of RECORD, `model: statement`.
After the one that MOMENT names, by its number or as it is told there, the process dies by SIGKILL:
nothing is caught, closed or rolled back. `never` lets it live.
"""

import os
import re
import signal
import sys
import threading
from pathlib import Path

from dbt.cli.main import dbtRunner

# What other models, syncs and people read, and what tells the next run which runs counted.
PUBLISHING = (
    "identity_commits",
    "profile_ledger",
    "identity_changes",
    "identity_assignments",
    "identity_graph",
    "identity_rejected_edges",
    "int_records_resolved",
    "device_ownership",
    "identity_records",
    "identity_run_figures",
    "identity_runs",
)
_WRITES = re.compile(r"^\s*(create|insert|delete|update|alter|drop|commit|merge)\b", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class _Killer:
    def __init__(self, record: Path, moment: str) -> None:
        self.moment = moment
        self.file = record.open("w", encoding="utf-8")
        self.count = 0
        self.statements: dict[int, str] = {}

    def __call__(self, event: object) -> None:
        name, data = event.info.name, event.data  # type: ignore[attr-defined]
        if name == "SQLQuery":
            self.statements[threading.get_ident()] = _COMMENT.sub("", data.sql).strip()
        elif name == "SQLQueryStatus" and data.node_info.node_name:
            self._saw(data.node_info.node_name, self.statements[threading.get_ident()])

    def _saw(self, model: str, statement: str) -> None:
        if not _WRITES.match(statement):
            return
        self.count += 1
        told = f"{model}: {' '.join(statement.split()[:6]).lower()}"
        self.file.write(f"{told}\n")
        self.file.flush()
        if self.moment in (str(self.count), told):
            os.kill(os.getpid(), signal.SIGKILL)


def main(record: str, moment: str, *arguments: str) -> int:
    # One thread, so that the statements come in the same order each time.
    runner = dbtRunner(callbacks=[_Killer(Path(record), moment)])
    return 0 if runner.invoke([*arguments, "--threads", "1"]).success else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
