"""A `+materialized` of a root project over models of identity is caught, not obeyed in silence."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.cli.main import dbtRunner

from tests.identity.graphs import chain
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]


@pytest.fixture(scope="module")
def engine() -> str:
    """What is checked is dbt's own: one engine tells."""
    return "duckdb"


@pytest.fixture(scope="module")
def project(new_project: NewProject) -> StitchingProject:
    project = new_project()
    project.load(chain(20))
    return project


def _invoke(project: StitchingProject, root: Path, *arguments: str) -> tuple[bool, str]:
    os.environ.update(project.warehouse.environment)
    folders = ["--project-dir", str(root), "--profiles-dir", str(project.folder)]
    result = dbtRunner().invoke([*arguments, *folders, "--log-path", str(root / "logs")])
    return result.success, str(result.exception)


def _root(project: StitchingProject, models: dict[str, Any]) -> Path:
    """A project of a company that has this one installed as a package."""
    root = project.folder.parent / "root"
    root.mkdir(exist_ok=True)
    settings = {"name": "company", "version": "1.0.0", "profile": "cdp", "models": models}
    (root / "dbt_project.yml").write_text(yaml.safe_dump(settings))
    packages = {"packages": [{"local": str(project.folder)}]}
    (root / "packages.yml").write_text(yaml.safe_dump(packages))
    assert _invoke(project, root, "deps")[0]
    return root


@pytest.mark.parametrize(
    ("config", "complaints"),
    [
        (
            {"+materialized": "table"},
            [
                "identity_cuts is materialized as table and must be stitching_loop",
                "int_clusters_merged is materialized as table and must be stitching_loop",
                "profile_ledger is materialized as table and must be incremental",
                "identity_runs is materialized as table and must be incremental",
            ],
        ),
        (
            {"identity": {"+materialized": "view"}},
            ["identity_graph is materialized as view and must be increment"],
        ),
        (
            {"identity": {"+full_refresh": True}},
            ["profile_ledger has full_refresh: True and must have false"],
        ),
    ],
)
def test_an_override_of_the_root_project_is_named_with_its_remedy(
    project: StitchingProject, config: dict[str, Any], complaints: list[str]
) -> None:
    root = _root(project, {"cdp": config})
    success, told = _invoke(project, root, "build", "--select", "package:cdp")
    assert not success
    for complaint in (*complaints, "Nothing was built", "dbt_project.yml of your root project"):
        assert complaint in told
    schemas = "select count(*) from information_schema.tables where table_schema like '%identity'"
    assert project.warehouse.query(schemas) == [(0,)]


def test_a_root_project_without_overrides_builds_the_package(project: StitchingProject) -> None:
    root = _root(project, {})
    selection = ["--select", "package:cdp", "--exclude", "resource_type:test"]
    success, told = _invoke(project, root, "build", *selection)
    assert success, told
    assert [len(profile) for profile in project.resolution().partition()] == [20]
