"""Finds destinations by folder name: a new one is a new folder and nothing else."""

import importlib
import pkgutil

from reverse_etl.destinations.base import DestinationType
from reverse_etl.errors import ConfigurationError

__all__ = ["destination_type", "destination_types"]


def destination_types() -> list[str]:
    """The names of all types of destination."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def destination_type(name: str, where: str) -> DestinationType:
    """The class of one type; where says, in an error, who asked for it."""
    known = destination_types()
    if name not in known:
        raise ConfigurationError(
            f"{where} has the unknown type {name}.", f"The known ones: {', '.join(known)}."
        )
    module = importlib.import_module(f"{__name__}.{name}.destination")
    found: DestinationType = module.DESTINATION
    return found
