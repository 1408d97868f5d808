"""The file destination's other end: a folder."""

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from reverse_etl.records import Column, OnRemoved

# No faults of HTTP can meet it.
IS_LOCAL = True


class FileVendor:
    """Reads what was written."""

    object_name: ClassVar[str] = "customers"
    key: ClassVar[tuple[str, ...]] = ("external_id",)
    columns: ClassVar[tuple[Column, ...]] = (Column("external_id"), Column("email"))
    on_removed: ClassVar[OnRemoved] = OnRemoved.DELETE
    secrets: ClassVar[tuple[str, ...]] = ()

    def settings(self, url: str, folder: Path) -> dict[str, Any]:
        self._file = folder / "audiences" / "customers.csv"
        return {"directory": "audiences"}

    def fields(self, key: str) -> Mapping[str, object]:
        return {"external_id": key, "email": f"{key}@example.com"}

    def held(self) -> Counter[str]:
        if not self._file.exists():
            return Counter()
        with self._file.open(newline="") as stream:
            return Counter(row["external_id"] for row in csv.DictReader(stream))


VENDOR = FileVendor
