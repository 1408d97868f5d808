from pathlib import Path

import pytest

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.warehouses.duckdb import open_warehouse


def settings_found(tmp_path: Path, settings: dict[str, object]) -> tuple[str, int]:
    """Memory limit and threads of a connection under a profile with the settings."""
    profile = {"path": "w.duckdb", "settings": settings}
    warehouse = open_warehouse(Project(tmp_path), profile, 1)
    with warehouse.connect(create=True) as connection:
        ((memory, threads),) = connection.rows(
            "select current_setting('memory_limit'), current_setting('threads')"
        )
    return str(memory), int(threads)


def test_a_profile_says_what_a_sync_may_take(tmp_path: Path) -> None:
    settings = {"memory_limit": "256MiB", "threads": 1, "preserve_insertion_order": False}
    assert settings_found(tmp_path, settings) == ("256.0 MiB", 1)


def test_a_limit_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="memory_limit is 'much'"):
        settings_found(tmp_path, {"memory_limit": "much"})
