"""Reads YAML files whose values may call env_var, and nothing else."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

from reverse_etl.errors import ConfigurationError


def read_yaml(path: Path, remedy: str = "") -> dict[str, Any]:
    """The mapping in a YAML file, its values not yet rendered."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} does not exist.", remedy) from None
    except yaml.YAMLError as error:
        raise ConfigurationError(
            f"{path} is not valid YAML: {_place(error)}.", "Mend that line."
        ) from None
    if not isinstance(document, dict):
        raise ConfigurationError(f"{path} must hold a mapping of names.", remedy)
    return document


def _place(error: yaml.YAMLError) -> str:
    # The parser's own text quotes the line, which may hold a password.
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be parsed"
    return f"line {mark.line + 1}, {problem}" if mark else str(problem)


class Renderer:
    """Renders the values of one file; errors name the file and the variable."""

    def __init__(self, path: Path, environ: Mapping[str, str] | None = None) -> None:
        self._path = path
        self._environ = os.environ if environ is None else environ
        self._converters: list[str] = []
        self._jinja = SandboxedEnvironment(undefined=jinja2.StrictUndefined)
        self._jinja.globals = {"env_var": self._env_var}
        for name in ("as_number", "as_bool", "as_native", "as_text"):
            self._jinja.filters[name] = self._converter(name)

    def render(self, value: Any) -> Any:
        """The value with every template in it replaced."""
        if isinstance(value, dict):
            return {name: self.render(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.render(part) for part in value]
        return self._render_text(value) if isinstance(value, str) else value

    def _render_text(self, template: str) -> Any:
        if "{" not in template:
            return template
        self._converters.clear()
        try:
            text = self._jinja.from_string(template).render()
        except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError) as error:
            # Only the parser's own words: others may quote a value.
            problem = getattr(error, "message", None) or type(error).__name__
            raise ConfigurationError(
                f"{self._path}: a template cannot be rendered: {problem}.",
                "Only env_var('NAME', 'default') can be called in this file.",
            ) from None
        return self._convert(text)

    def _env_var(self, name: str, default: str | None = None) -> str:
        value = self._environ.get(name, default)
        if value is None:
            raise ConfigurationError(
                f"The environment variable {name}, which {self._path} reads, is not set.",
                f"Set {name}, or give it a default in that file.",
            )
        return value

    def _converter(self, name: str) -> Any:
        def note(value: str) -> str:
            self._converters.append(name)
            return value

        return note

    def _convert(self, text: str) -> Any:
        if not self._converters or self._converters[-1] == "as_text":
            return text
        value = yaml.safe_load(text)
        wanted = self._converters[-1]
        kinds = {"as_number": (int, float), "as_bool": (bool,)}.get(wanted, (object,))
        if not isinstance(value, kinds):
            raise ConfigurationError(
                f"{self._path}: a value that is used {wanted} is not one.",
                "Correct the environment variable that it comes from.",
            )
        return value
