from pathlib import Path

import pytest

from reverse_etl.errors import ConfigurationError
from reverse_etl.rendering import Renderer, read_yaml


def render(value: object, **environ: str) -> object:
    return Renderer(Path("profiles.yml"), environ).render(value)


def test_variables_are_filled_in_at_any_depth() -> None:
    value = {"a": ["{{ env_var('X') }}", 3], "b": {"c": "y-{{ env_var('Z', 'd') }}"}}
    assert render(value, X="1") == {"a": ["1", 3], "b": {"c": "y-d"}}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ env_var('X') | as_number }}", 5432),
        ("{{ env_var('Y', '0.5') | as_number }}", 0.5),
        ("{{ env_var('Y', 'true') | as_bool }}", True),
        ("{{ env_var('Y', '[1]') | as_native }}", [1]),
        ("{{ env_var('X') | as_text }}", "5432"),
        ("{{ env_var('X') }}", "5432"),
    ],
)
def test_filters_give_types(template: str, expected: object) -> None:
    assert render(template, X="5432") == expected


def test_a_missing_variable_names_itself_the_file_and_the_remedy() -> None:
    with pytest.raises(ConfigurationError, match=r"variable X_Y.*profiles\.yml.*Set X_Y"):
        render("{{ env_var('X_Y') }}")


@pytest.mark.parametrize(
    "template",
    [
        "{{ var('x') }}",
        "{{ env_var.__globals__ }}",
        "{{ env_var( }}",
        "{% include 'x' %}",
        "{{ ''.__class__.__mro__ }}",
    ],
)
def test_nothing_but_env_var_can_be_called(template: str) -> None:
    with pytest.raises(ConfigurationError, match="env_var"):
        render(template)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="as_number"):
        render("{{ env_var('X') | as_number }}", X="many")


def test_a_broken_file_is_told_without_its_content(tmp_path: Path) -> None:
    file = tmp_path / "profiles.yml"
    file.write_text("cdp:\n  password: 'hunter2\n")
    with pytest.raises(ConfigurationError, match=r"profiles\.yml.*line") as raised:
        read_yaml(file)
    assert "hunter2" not in str(raised.value)
