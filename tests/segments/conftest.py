"""A warehouse a test, on both engines."""

from tests.profiles.conftest import duckdb_warehouse, warehouse

__all__ = ["duckdb_warehouse", "warehouse"]
