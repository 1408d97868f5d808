"""docs/add-a-destination.md, followed to the letter in a copy of the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_COPIED = (
    "pyproject.toml",
    "destinations.yml",
    "reverse_etl",
    "tests/__init__.py",
    "tests/conftest.py",
    "tests/once.py",
)
_TESTS = ("tests/contract", "tests/unit/__init__.py", "tests/unit/test_package.py")
# "`path/to/file.py`:" at a sentence's end, and then the file's text in a fence.
_FILE = re.compile(r"`([\w/.]+[.](?:py|md))`[^`:]*:\n\n```(?:python|markdown)\n(.*?)```", re.DOTALL)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FILES = {
    "reverse_etl/destinations/pinboard/settings.py",
    "reverse_etl/destinations/pinboard/destination.py",
    "reverse_etl/destinations/pinboard/__init__.py",
    "reverse_etl/destinations/pinboard/README.md",
    "tests/contract/vendors/pinboard.py",
}


@pytest.fixture(scope="module")
def page(repository: Path) -> str:
    return (repository / "docs" / "add-a-destination.md").read_text()


@pytest.fixture(scope="module")
def folder(page: str, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the page's files in it."""
    made = tmp_path_factory.mktemp("page")
    for part in (*_COPIED, *_TESTS):
        source, target = repository / part, made / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for name, text in _FILE.findall(page):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text)
    return made


def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    program, *arguments = line.split()
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        # The copy, and not the package that is installed.
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_page_has_the_files_that_the_code_needs(page: str) -> None:
    assert {name for name, _ in _FILE.findall(page)} == _FILES


def test_the_commands_of_the_page_find_and_pass_the_new_destination(
    page: str, folder: Path
) -> None:
    # A fence without a language holds commands.
    (fence,) = [text for language, text in _FENCE.findall(page) if not language]
    listed, tried = (run(folder, line) for line in fence.splitlines())
    assert listed.returncode == 0, listed.stderr
    assert "pinboard" in listed.stdout
    assert tried.returncode == 0, tried.stdout
    assert "failed" not in tried.stdout
    assert int(re.findall(r"(\d+) passed", tried.stdout)[0]) > 100


def test_a_type_without_its_other_end_is_told_what_to_write(folder: Path) -> None:
    vendor = folder / "tests/contract/vendors/pinboard.py"
    text = vendor.read_text()
    vendor.unlink()
    try:
        tried = run(folder, "pytest tests/contract -n 0 -k pinboard")
    finally:
        vendor.write_text(text)
    assert tried.returncode != 0
    assert "write tests/contract/vendors/pinboard.py" in tried.stdout


def test_the_page_is_written_as_the_project_is(folder: Path) -> None:
    for name in sorted(_FILES):
        if name.endswith(".py"):
            for command in (f"ruff check {name}", f"ruff format --check {name}"):
                done = run(folder, command)
                assert done.returncode == 0, f"{name}\n{done.stdout}{done.stderr}"
    done = run(folder, "mypy reverse_etl/destinations/pinboard")
    assert done.returncode == 0, done.stdout
