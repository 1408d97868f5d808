"""The workflow that comments on a pull request: its commands are ours, its rights are few."""

import os
import re
import shlex
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from reverse_etl.cli import _parser

ROOT = Path(__file__).parents[2]
# Stands for GitHub: tells of the comments that are there, and keeps what it is asked to write.
GH = """#!/usr/bin/env bash
case "$*" in
    *--jq*) cat known ;;
    *) echo "$*" >> asked ;;
esac
"""


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    text = (ROOT / ".github" / "workflows" / "segment-preview.yml").read_text()
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _script(job: dict[str, Any], name: str) -> str:
    (script,) = (step["run"] for step in job["steps"] if step.get("name") == name)
    return str(script)


def test_only_the_job_that_runs_nothing_of_the_pull_request_may_write(
    workflow: dict[str, Any],
) -> None:
    preview, comment = workflow["jobs"]["preview"], workflow["jobs"]["comment"]
    assert workflow["permissions"] == {}
    assert preview["permissions"] == {"contents": "read"}
    assert comment["permissions"] == {"pull-requests": "write"}
    assert not [step for step in comment["steps"] if "checkout" in step.get("uses", "")]
    assert "secrets." not in str(workflow)
    # An event of that kind would give a stranger's code our token. YAML reads `on` as true.
    assert set(workflow[True]) == {"pull_request"}


def test_the_command_is_one(workflow: dict[str, Any]) -> None:
    script = _script(workflow["jobs"]["preview"], "Preview")
    command = script.split("reverse-etl ")[1].split(" > ")[0]
    options = _parser().parse_args(shlex.split(command))
    assert (options.command, options.markdown) == ("preview-segments", True)


def test_the_steps_for_a_warehouse_of_ones_own_can_be_read() -> None:
    page = (ROOT / "docs" / "preview-a-segment.md").read_text()
    fences = re.findall(r"^   ```yaml\n(.*?)^   ```$", page, re.DOTALL | re.MULTILINE)
    keep, fetch = (yaml.safe_load(textwrap.dedent(fence))[0] for fence in fences)
    assert keep["with"]["name"] in fetch["run"]
    assert "$RUNNER_TEMP/production" in fetch["run"]


@pytest.mark.parametrize(
    ("known", "preview", "asked"),
    [
        ("", "| fans |", "POST repos/o/r/issues/7/comments"),
        ("41\n42\n", "| fans |", "PATCH repos/o/r/issues/comments/41"),
        ("41\n", "No segment changes.", "PATCH repos/o/r/issues/comments/41"),
        ("", "No segment changes.", None),
    ],
)
def test_one_comment_is_kept_up_to_date(
    workflow: dict[str, Any], tmp_path: Path, known: str, preview: str, asked: str | None
) -> None:
    gh = tmp_path / "gh"
    gh.write_text(GH)
    gh.chmod(0o755)
    (tmp_path / "known").write_text(known)
    (tmp_path / "preview.md").write_text(f"### Segments\n\n{preview}\n")
    environ = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "NUMBER": "7"}
    script = _script(workflow["jobs"]["comment"], "Comment")
    # As GitHub runs it, where no shell is named.
    subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**environ, "GITHUB_REPOSITORY": "o/r"},
        check=True,
    )
    written = tmp_path / "asked"
    said = written.read_text() if written.exists() else None
    if asked is None:
        assert said is None
    else:
        assert said is not None
        assert asked in said
        assert (tmp_path / "comment.md").read_text().startswith("<!-- segment-preview -->\n###")
