"""The demo company's raw tables in the warehouse: loaded once, then when their files change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo.errors import MISCONFIGURED, DemoError

SEEDS = Path("seeds/demo")


def fingerprint(root: Path) -> str:
    """A digest of every file of the seeds: it changes when a row or a column type changes."""
    files = sorted(path for path in (root / SEEDS).rglob("*") if path.suffix in (".csv", ".yml"))
    if not any(path.suffix == ".csv" for path in files):
        message = f"No raw tables in {SEEDS}. Write them: .venv/bin/python -m demo generate"
        raise DemoError(message, MISCONFIGURED)
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def relations(root: Path) -> list[str]:
    """The tables that the files become: raw_crm__contacts.csv is raw_crm.contacts."""
    files = sorted((root / SEEDS).rglob("*.csv"))
    return [file.stem.replace("__", ".", 1) for file in files]


def loaded(record: Path) -> str:
    """The fingerprint of the last load, as the record tells; empty without one."""
    return str(json.loads(record.read_text())["fingerprint"]) if record.exists() else ""


def remember(record: Path, digest: str) -> None:
    """Writes down what was loaded."""
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({"fingerprint": digest}) + "\n")


def by_source(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The raw tables of each source as dbt declares them: names with their schemas."""
    tables: dict[str, list[str]] = {}
    for source in manifest["sources"].values():
        if source["original_file_path"].startswith("models/staging/"):
            name = f"{source['schema']}.{source['identifier']}"
            tables.setdefault(source["source_name"], []).append(name)
    return {source: sorted(names) for source, names in sorted(tables.items())}
