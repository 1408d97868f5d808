"""What docs/privacy.md tells its reader to write, ask and run."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from tests.integration.demo.conftest import PARTS, Demo

# Whom and what the page takes as its examples.
SOMEBODY = "jane@example.com"
_PROFILE = "719489627138b7c55db670830c1beecc"
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILE = re.compile(r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_STEP = re.compile(r"^\d+[.] `([^`]+)`", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """The page, and the section that is read."""

    text: str

    @classmethod
    def of(cls, root: Path) -> "Page":
        return cls((root / "docs" / "privacy.md").read_text())

    def section(self, title: str) -> "Page":
        (found,) = [one for one in self.text.split("\n## ") if one.startswith(title)]
        return Page(found)

    def steps(self) -> list[str]:
        """The commands that begin the numbered steps."""
        return _STEP.findall(self.text)

    def commands(self) -> list[str]:
        """A fence without a language holds commands; the writing after them is not theirs."""
        fences = [fence for language, fence in _FENCE.findall(self.text) if not language]
        return [line for fence in fences for line in fence.splitlines()]

    def queries(self, profile_id: str) -> list[str]:
        """The queries about a profile."""
        found = [fence for language, fence in _FENCE.findall(self.text) if language == "sql"]
        return [one.replace("…", profile_id) for one in found if "…" in one]

    def files(self) -> Mapping[str, str]:
        return dict(_FILE.findall(self.text))


def reader_of(demo: Demo) -> Demo:
    """The demo with a project of its own, which has what the page says to add."""
    root = demo.folder / "project"
    for part in PARTS:
        source, copied = demo.root / part, root / part
        copied.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copied)
    for name, content in Page.of(demo.root).files().items():
        path = root / name
        if path.exists():
            project, added = yaml.safe_load(path.read_text()), yaml.safe_load(content)
            project["vars"]["cdp_sources"] |= added["vars"]["cdp_sources"]
            content = yaml.safe_dump(project, sort_keys=False)
        path.write_text(content)
    return replace(demo, root=root)


def run_as_told(
    demo: Demo, line: str, email: str, profile_id: str, *options: str, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """One command of the page, about somebody of the demo."""
    program, *arguments = line.replace(SOMEBODY, email).replace(_PROFILE, profile_id).split()
    assert program == "reverse-etl"
    return demo.reverse_etl(*arguments, *options, **variables)
