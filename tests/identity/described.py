"""A project whose sources also tell names and birth dates, and random ones for random records."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any

from tests.identity.contradiction_oracle import Attribute, contradictions
from tests.identity.oracle import Resolution, Sighting, resolve
from tests.identity.stitching import StitchingProject
from tests.identity.trials import SHIPPED

VALUES: dict[str, list[str | None]] = {
    "first_name": ["Anna", "ANNA", "Anne", "Bruno", "Burno", "B", "Bruno Emil", "Carla"],
    "birth_date": ["1980-01-02", "1980-02-01", "1980-01-03", "1975-11-30", "1900-01-01"],
}
VALUES["first_name"] += ["Μαρία", "Μάρθα", "伟", "unknown", " ", "", None]
VALUES["birth_date"] += ["n/a", None]
FEED = "select * from {{ source('described', 'attributes') }} where source_name = '%s'\n"
SOURCES = """
sources:
  - name: described
    schema: raw_graphs
    tables: [{name: attributes}]
"""


class DescribedProject:
    """The identity models over two sources that have an attributes feed too."""

    def __init__(self, project: StitchingProject, deletes: str = "marked") -> None:
        self.project = project
        folder = project.folder / "models/staging/graphs"
        (folder / "_described__sources.yml").write_text(SOURCES, encoding="utf-8")
        sources: dict[str, dict[str, Any]] = {}
        for name in ("events", "entities"):
            (folder / f"feed_{name}__attributes.sql").write_text(FEED % name, encoding="utf-8")
            sources[name] = {"kind": name, "feeds": ["identifiers", "attributes"]}
        sources["entities"]["deletes"] = deletes
        project.vars["contradictions"] = SHIPPED["contradictions"]
        project.set_sources(sources)

    def load(self, sightings: Iterable[Sighting], attributes: Iterable[Attribute]) -> None:
        """Replace the raw rows."""
        self.project.load(sightings)
        rows = [", ".join(_literal(value) for value in astuple(row)) for row in attributes]
        with self.project.warehouse.cursor() as cursor:
            cursor.execute("drop table if exists raw_graphs.attributes cascade")
            cursor.execute(
                "create table raw_graphs.attributes (source_name text, record_id text, "
                "attribute_name text, attribute_value text, observed_at timestamp, "
                "loaded_at timestamp)"
            )
            if rows:
                values = "), (".join(rows)
                cursor.execute(f"insert into raw_graphs.attributes values ({values})")

    def expected(
        self, sightings: Iterable[Sighting], attributes: Iterable[Attribute]
    ) -> Resolution:
        """What the sequential rule makes of the rows."""
        rows, rules = list(sightings), self.project.rules()
        declared = self.project.vars["contradictions"]
        apart = contradictions(rows, attributes, rules, declared)
        rules.overrides = [*rules.overrides, *apart]
        return resolve(rows, rules)


def _literal(value: object) -> str:
    return "null" if value is None else f"'{value}'"


def random_attributes(
    sightings: Iterable[Sighting], random_source: random.Random
) -> Iterator[Attribute]:
    """Names and birth dates of most versions of the records."""
    versions = sorted({(s.source_name, s.record_id, s.observed_at, s.loaded_at) for s in sightings})
    for source_name, record_id, observed_at, loaded_at in versions:
        for name, values in VALUES.items():
            if random_source.random() < 0.8:
                value = random_source.choice(values)
                yield Attribute(source_name, record_id, name, value, observed_at, loaded_at)
