"""The examples for schedulers: every command parses, every file is what it says it is."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from reverse_etl.cli import _parser

_TEXT = (Path(__file__).parents[2] / "docs" / "scheduling.md").read_text()
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"reverse-etl ((?:plan|sync)[^`;>|&\n]*)")


def commands() -> list[str]:
    return [match.strip().rstrip('",') for match in _COMMAND.findall(_TEXT)]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_one(command: str) -> None:
    quoted = command if command.count('"') % 2 == 0 else command + '"'
    options = _parser().parse_args(shlex.split(quoted))
    assert options.command in ("plan", "sync")


def test_files_can_be_read() -> None:
    fences = _FENCE.findall(_TEXT)
    (workflow,) = (yaml.safe_load(text) for language, text in fences if language == "yaml")
    assert {"plan", "sync"} == set(workflow["jobs"])
    programs = [text for language, text in fences if language == "python"]
    assert len(programs) == 2
    for program in programs:
        compile(program, "dag.py", "exec")


def test_the_crontab_has_five_fields_and_a_command() -> None:
    commands = [text for language, text in _FENCE.findall(_TEXT) if not language]
    (line,) = [text for text in commands if "dbt build" in text]
    fields = line.split(maxsplit=5)
    assert all(re.fullmatch(r"[\d*,/-]+", field) for field in fields[:5])
    assert fields[5].startswith("cd ")
    # One line: cron knows no other kind; a percent sign would end the command.
    assert line.count("\n") == 1
    assert "%" not in line
