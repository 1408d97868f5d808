"""Answers `mf` commands in one process: `python -m tests.integration.demo.metric_answers FILE`.

FILE holds a JSON list of commands, each a list of words; the exit code is that of the first that
fails. One process, because MetricFlow takes five seconds to start.
"""

import json
import sys
from pathlib import Path

from click.testing import CliRunner
from dbt_metricflow.cli.main import cli


def main(commands: list[list[str]]) -> int:
    for command in commands:
        outcome = CliRunner().invoke(cli, command)
        print(" ".join(command), outcome.output, outcome.exception or "")
        if outcome.exit_code:
            return outcome.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
