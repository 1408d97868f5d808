"""Random records for oracle and models: disjoint graphs, each with a prefix of its own."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.identity.oracle import Node, Override, Sighting

EPOCH = datetime.fromisoformat("2026-01-01")
SHAPES = {
    "customer_id": "<prefix>cust{number}",
    "loyalty_card": "<long digits>{number:04d}",
    "crm_contact_id": "<prefix>contact{number}",
    "email": "<prefix>.{number}@mail.example",
    "phone": "+33<digits>{number:03d}",
    "cookie_id": "<prefix>cookie{number}",
    "dmp_id": "<prefix>dmp{number}",
}
# How to write a graph's place into its values: each graph of a build has a place of its own.
PREFIX, DIGITS, LONG_DIGITS = "<prefix>", "<digits>", "<long digits>"
NOISE = ["", "n/a", "None", "test@test.com", "not a value", "0000000000", "info@mail.example"]


@dataclass(frozen=True)
class Graph:
    """Records whose values do not say yet where in a build they stand."""

    sightings: tuple[Sighting, ...]
    overrides: tuple[Override, ...] = ()

    def at(self, place: int, named: Callable[[str], str] = str) -> "Graph":
        """The graph with values, records and names of types that no other place has."""

        def node(name: str, value: str) -> Node:
            return named(name), written_at(place, value)

        sightings = []
        for row in self.sightings:
            name, value = node(row.identifier_type, row.identifier_value or "")
            sightings.append(
                replace(
                    row,
                    record_id=written_at(place, row.record_id),
                    identifier_type=name,
                    identifier_value=None if row.identifier_value is None else value,
                )
            )
        overrides = [
            Override(
                written_at(place, override.override_id),
                override.action,
                node(*override.side_a),
                node(*override.side_b),
            )
            for override in self.overrides
        ]
        return Graph(tuple(sightings), tuple(overrides))


def written_at(place: int, text: str) -> str:
    return (
        text.replace(PREFIX, f"g{place}x")
        .replace(LONG_DIGITS, f"{place + 10000:08d}")
        .replace(DIGITS, f"{place + 10000:05d}")
    )


def random_graph(index: int, random_source: random.Random) -> Iterator[Sighting]:
    """A handful of records that share identifiers, with versions, tombstones, noise and hubs."""
    yield from Graph(tuple(_sightings(random_source))).at(index).sightings


def random_graph_with_overrides(random_source: random.Random) -> Graph:
    """The same for any place; every second graph has must-links and must-not-links."""
    sightings = tuple(_sightings(random_source))
    return Graph(sightings, tuple(random_overrides(list(sightings), 0.5, random_source)))


def _sightings(random_source: random.Random) -> Iterator[Sighting]:
    count_values = {name: random_source.choice([1, 2, 4, 16]) for name in SHAPES}
    for number in range(random_source.choice([2, 6, 12, 40])):
        source = random_source.choice(["events", "entities"])
        versions = random_source.choice([1, 1, 2, 3]) if source == "entities" else 1
        for version in range(versions):
            yield from _record(number, source, version, count_values, random_source)


def _record(
    number: int,
    source: str,
    version: int,
    count_values: dict[str, int],
    random_source: random.Random,
) -> Iterator[Sighting]:
    observed_at = EPOCH + timedelta(hours=random_source.randint(0, 500), days=version)
    loaded_at = observed_at + timedelta(hours=random_source.randint(0, 48))
    is_deleted = source == "entities" and random_source.random() < 0.1
    names = random_source.sample(list(SHAPES), random_source.randint(1, 4))
    if random_source.random() < 0.15:
        names.append(random_source.choice(names))
    for name in names:
        yield Sighting(
            source_name=source,
            record_id=f"record:{PREFIX}-{number}",
            identifier_type=name,
            identifier_value=_value(name, count_values[name], random_source),
            observed_at=observed_at,
            loaded_at=loaded_at,
            is_authenticated=random_source.random() < 0.3,
            is_deleted=is_deleted,
        )


def _value(name: str, count_values: int, random_source: random.Random) -> str | None:
    draw = random_source.random()
    if draw < 0.05:
        return None
    if draw < 0.15:
        return random_source.choice(NOISE)
    return SHAPES[name].format(number=random_source.randint(1, count_values))


def chain(length: int) -> Iterator[Sighting]:
    """One path of identifiers in order of arrival, the slowest shape for a naive loop."""
    for number in range(length - 1):
        for end in (number, number + 1):
            name = "cookie_id" if end % 2 else "dmp_id"
            yield Sighting(
                source_name="events",
                record_id=f"chain:{number}",
                identifier_type=name,
                identifier_value=f"chain-{end:08d}",
                observed_at=EPOCH + timedelta(seconds=number),
                loaded_at=EPOCH + timedelta(seconds=number),
            )


def random_overrides(
    sightings: list[Sighting], share: float, random_source: random.Random
) -> Iterator[Override]:
    """Must-links and must-not-links between identifiers of one graph, for a share of the graphs."""
    values: dict[str, list[tuple[str, str]]] = {}
    for row in sightings:
        graph = row.record_id.split("-")[0]
        if row.identifier_value not in (None, *NOISE):
            values.setdefault(graph, []).append((row.identifier_type, row.identifier_value or ""))
    for graph, nodes in sorted(values.items()):
        nodes = sorted(set(nodes))
        if len(nodes) < 4 or random_source.random() > share:
            continue
        # The two kinds take nodes of different halves, so that no row contradicts another.
        half = len(nodes) // 2
        random_source.shuffle(nodes)
        pairs = {"must_link": nodes[:half], "must_not_link": nodes[half:]}
        for action, ends in pairs.items():
            if len(ends) > 1:
                yield Override(f"{graph}-{action}", action, ends[0], ends[1])
