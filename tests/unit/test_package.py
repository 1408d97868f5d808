"""What is promised to callers: exported names, commands, destinations."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

import reverse_etl
from reverse_etl.cli import _parser
from reverse_etl.destinations import destination_type, destination_types
from reverse_etl.errors import ConfigurationError
from reverse_etl.records import OnRemoved

_README = Path(reverse_etl.__file__).with_name("README.md").read_text()


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = _parser()._actions
    found = next(one for one in actions if isinstance(one, argparse._SubParsersAction))
    return dict(found.choices)


def test_exported_names_are_there_and_no_others() -> None:
    assert sorted(reverse_etl.__all__) == reverse_etl.__all__
    public = {
        name
        for name, value in vars(reverse_etl).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("reverse")
    }
    assert public == set(reverse_etl.__all__)


@pytest.mark.parametrize("name", list(commands()))
def test_every_command_has_help_and_is_documented(name: str) -> None:
    parser = commands()[name]
    assert parser.description
    for action in parser._actions:
        assert action.help, (name, action.dest)
        for option in action.option_strings:
            known = option in _README or option in ("-h", "--help")
            assert known, f"{option} of {name} is not in reverse_etl/README.md"
    assert f"`reverse-etl {name}" in _README


def test_the_command_line_starts_as_a_module() -> None:
    command = [sys.executable, "-m", "reverse_etl", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Exit codes" in done.stdout


def test_dbt_is_never_imported() -> None:
    script = "import sys, reverse_etl.cli; print('dbt' in sys.modules)"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", destination_types())
def test_every_destination_is_whole(name: str) -> None:
    kind = destination_type(name, "")
    folder = Path(reverse_etl.__file__).parent / "destinations" / name
    readme = (folder / "README.md").read_text()
    assert kind.type_name == name
    assert kind.offered.modes
    assert kind.offered.removals - {OnRemoved.NOTHING}
    for field in kind.settings_type.__dataclass_fields__:  # type: ignore[attr-defined]
        assert f"`{field}`" in readme, field


def test_an_unknown_destination_names_the_known() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown type x.*file, hubspot.*webhook"):
        destination_type("x", "destinations.yml: destination y")
