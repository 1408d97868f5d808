"""Builds single shipped models over tables that a test writes, in a project of its own."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult

from tests.identity.stitching import Warehouse

REPOSITORY = Path(__file__).resolve().parents[2]


class ModelProject:
    """The shipped macros, the models and tests it is given, and stand-ins for their inputs."""

    def __init__(
        self,
        folder: Path,
        warehouse: Warehouse,
        shipped: Sequence[str],
        stand_ins: Mapping[str, str],
        variables: Mapping[str, Any],
    ) -> None:
        self.folder = folder
        self.warehouse = warehouse
        project = yaml.safe_load((REPOSITORY / "dbt_project.yml").read_text(encoding="utf-8"))
        project |= {"vars": project["vars"] | dict(variables), "on-run-start": [], "on-run-end": []}
        shutil.copytree(REPOSITORY / "macros", folder / "macros")
        shutil.copy(REPOSITORY / "profiles.yml", folder)
        for path in shipped:
            self.write(path, (REPOSITORY / path).read_text(encoding="utf-8"))
        for path, text in stand_ins.items():
            self.write(path, text)
        self.write("dbt_project.yml", yaml.safe_dump(project))

    def write(self, path: str, text: str) -> None:
        """Put a file into the project."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def dbt(self, *arguments: str) -> dbtRunnerResult:
        """Run dbt in the project."""
        os.environ.update(self.warehouse.environment)
        command = [*arguments, "--quiet", "--target", self.warehouse.target]
        command += ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        command += ["--target-path", str(self.folder / "target")]
        command += ["--log-path", str(self.folder / "logs")]
        return dbtRunner().invoke(command)

    def complaint(self, *arguments: str) -> str:
        """What dbt says when it refuses to run, as one line."""
        result = self.dbt(*arguments)
        assert not result.success
        said = [str(result.exception or "")]
        said += [str(node.message) for node in getattr(result.result, "results", ())]
        return " ".join(" ".join(said).split())
