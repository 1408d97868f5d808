"""Builds single shipped models over tables that a test writes, in a project of its own."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

from tests.identity.stitching import Warehouse
from tests.manifests import hash_of_files, parsed_once

REPOSITORY = Path(__file__).resolve().parents[2]
# The commands of dbt that take a manifest.
BUILDING = ("build", "run")


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
        can_reuse = arguments[0] in BUILDING and "--vars" not in arguments
        manifest = self._parsed() if can_reuse else None
        return dbtRunner(manifest=manifest).invoke([*arguments, *self._options()])

    def _options(self) -> list[str]:
        options = ["--quiet", "--target", self.warehouse.target]
        options += ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        options += ["--target-path", str(self.folder / "target")]
        return [*options, "--log-path", str(self.folder / "logs")]

    def _parsed(self) -> Manifest | None:
        """As dbt parsed it, or a project that is the same; None where it cannot: dbt says why."""
        shape = self.warehouse.target + hash_of_files(self.folder)
        return parsed_once(shape, self._parse, self.warehouse.database)

    def _parse(self) -> Manifest | None:
        result = dbtRunner().invoke(["parse", *self._options()]).result
        return result if isinstance(result, Manifest) else None

    def complaint(self, *arguments: str) -> str:
        """What dbt says when it refuses to run, as one line."""
        result = self.dbt(*arguments)
        assert not result.success
        said = [str(result.exception or "")]
        said += [str(node.message) for node in getattr(result.result, "results", ())]
        return " ".join(" ".join(said).split())
