"""Scenarios written by hand: records, and the profiles that are expected of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from tests.identity.oracle import Node, Override, Resolution, Sighting

FOLDER = Path(__file__).with_name("scenarios")
SCENARIO_KEYS = {"scenario", "why", "identifier_types", "records", "overrides", "expected"}
RECORD_KEYS = {"id", "source", "at", "loaded_at", "authenticated", "deleted", "identifiers"}
EXPECTED_KEYS = {"profiles", "rejected", "quarantined", "shared"}
ACTIONS = {"must_link", "must_not_link"}
# A value that is useless by itself ties nothing, so several scenarios may hold it.
TIES_NOTHING = {"blank", "blocked", "malformed"}


@dataclass
class Outcome:
    """What identity makes of a scenario's records."""

    profiles: set[frozenset[Node]]
    quarantined: dict[Node, str]
    rejected: dict[frozenset[Node], frozenset[str]] = field(default_factory=dict)
    shared: set[Node] = field(default_factory=set)

    @classmethod
    def of(cls, resolution: Resolution, shared: Iterable[Node], nodes: set[Node]) -> "Outcome":
        """The part of a resolution that is about some nodes; profiles are kept whole."""
        return cls(
            {group for group in resolution.partition() if group & nodes},
            {node: why for node, why in resolution.quarantined.items() if node in nodes},
            {edge: rules for edge, rules in resolution.rejected.items() if edge & nodes},
            set(shared) & nodes,
        )


@dataclass
class Scenario:
    """One story of a file, read and checked."""

    file: str
    name: str
    changed_types: Mapping[str, Any]
    sightings: list[Sighting]
    overrides: list[Override]
    stated: Outcome
    shipped_types: Mapping[str, Any]

    @property
    def rule_set(self) -> str:
        """Scenarios of one rule set share a build."""
        return json.dumps(self.changed_types, sort_keys=True)

    @cached_property
    def identifier_types(self) -> dict[str, dict[str, Any]]:
        types = {name: dict(rule) for name, rule in self.shipped_types.items()}
        for name, changes in self.changed_types.items():
            merged = types.get(name, {}) | changes
            types[name] = {key: value for key, value in merged.items() if value is not None}
        return types

    @cached_property
    def written(self) -> set[Node]:
        """The identifiers that the records name."""
        return {(row.identifier_type, row.identifier_value or "") for row in self.sightings}

    @cached_property
    def derived(self) -> dict[Node, Node]:
        """What identity derives from the written identifiers, each with what it is derived from."""
        return {
            (name, sha256(node[1])): node
            for name, rule in self.identifier_types.items()
            for node in self.written
            if node[0] == rule.get("derived_from") and node[1]
        }

    @property
    def nodes(self) -> set[Node]:
        return self.written | set(self.derived)

    @cached_property
    def expected(self) -> Outcome:
        """What the file states, with the hashes that go without saying."""
        stated, told = self.stated, self.told()
        unsaid = {node: parent for node, parent in self.derived.items() if node not in told}
        rejected = dict(stated.rejected)
        for edge, rules in stated.rejected.items():
            for node, parent in unsaid.items():
                if parent in edge and self._is_hub(other_end(edge, parent), parent):
                    rejected[frozenset((other_end(edge, parent), node))] = rules
        ends_rejected = {end for edge in rejected for end in edge}
        return Outcome(
            {
                group | {node for node, parent in unsaid.items() if parent in group}
                for group in stated.profiles
            },
            stated.quarantined
            | {
                node: stated.quarantined[parent]
                for node, parent in unsaid.items()
                if parent in stated.quarantined
            },
            rejected,
            stated.shared
            | {n for n, parent in unsaid.items() if parent in stated.shared and n in ends_rejected},
        )

    def told(self) -> set[Node]:
        stated = self.stated
        return {node for group in stated.profiles for node in group} | set(stated.quarantined)

    def _is_hub(self, node: Node, other: Node) -> bool:
        priority = {name: int(rule["priority"]) for name, rule in self.identifier_types.items()}
        return priority[node[0]] < priority[other[0]]

    def shared_ends(self, rejected: Iterable[frozenset[Node]]) -> set[Node]:
        """The weaker end of each rejected edge, both where they are of one type."""
        return {
            node
            for edge in rejected
            for node in edge
            if not self._is_hub(node, other_end(edge, node))
        }

    def differences(self, actual: Outcome) -> list[str]:
        """What differs from the expected, one line each, for people."""
        expected = self.expected
        return [
            *self._set_differences("profile", expected.profiles, actual.profiles),
            *self._map_differences("quarantined", expected.quarantined, actual.quarantined),
            *self._map_differences("rejected", expected.rejected, actual.rejected),
            *self._set_differences("shared", expected.shared, actual.shared),
        ]

    def _set_differences(self, what: str, expected: set[Any], actual: set[Any]) -> Iterator[str]:
        yield from sorted(f"{what} missing:  {self._text(x)}" for x in expected - actual)
        yield from sorted(f"{what} too many: {self._text(x)}" for x in actual - expected)

    def _map_differences(
        self, what: str, expected: dict[Any, Any], actual: dict[Any, Any]
    ) -> Iterator[str]:
        for key in expected.keys() | actual.keys():
            wanted, found = (_reasons(side.get(key)) for side in (expected, actual))
            if wanted != found:
                yield f"{what} {self._text(key)}: expected {wanted}, found {found}"

    def _text(self, thing: Node | frozenset[Node]) -> str:
        if isinstance(thing, frozenset):
            return "{" + ", ".join(sorted(self._text(node) for node in thing)) + "}"
        name, value = thing
        parent = self.derived.get(thing)
        return f"{name}: " + (f"sha256({parent[1]})" if parent else value or '""')


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def other_end(edge: frozenset[Node], node: Node) -> Node:
    return next(iter(edge - {node}))


def _reasons(found: str | frozenset[str] | None) -> str:
    if isinstance(found, frozenset):
        return " and ".join(sorted(found))
    return found or "nothing"


def read_scenarios(shipped_types: Mapping[str, Any], folder: Path = FOLDER) -> list[Scenario]:
    """All scenarios of a folder, in order of file and place; a mistake in one is an error."""
    scenarios = [
        _Reader(path.name, entry, shipped_types).scenario()
        for path in sorted(folder.glob("*.yml"))
        # Every value stays the text it is: No, null, 0123 and +336 mean something else in YAML.
        for entry in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    ]
    _check_no_value_is_in_two(scenarios)
    return scenarios


def _check_no_value_is_in_two(scenarios: list[Scenario]) -> None:
    assert len({one.name for one in scenarios}) == len(scenarios), "two scenarios of one name"
    for one, other in combinations(scenarios, 2):
        share_a_build = one.rule_set == other.rule_set
        for node in one.nodes & other.nodes if share_a_build else ():
            reasons = {side.expected.quarantined.get(node) for side in (one, other)}
            assert reasons <= TIES_NOTHING, (
                f"{node[0]} {node[1]} is in two scenarios, which it would tie together: "
                f"{one.name!r} ({one.file}) and {other.name!r} ({other.file}); rename one"
            )


@dataclass
class _Reader:
    """Reads one entry of a file; each mistake names file and scenario."""

    file: str
    entry: dict[str, Any]
    shipped_types: Mapping[str, Any]

    def scenario(self) -> Scenario:
        self._check_keys(self.entry, SCENARIO_KEYS, {"scenario", "records", "expected"})
        scenario = Scenario(
            file=self.file,
            name=self.entry["scenario"],
            changed_types={
                name: {key: yaml.safe_load(value) for key, value in changes.items()}
                for name, changes in self.entry.get("identifier_types", {}).items()
            },
            sightings=[row for record in self.entry["records"] for row in self._sightings(record)],
            overrides=list(self._overrides()),
            stated=self._stated(),
            shipped_types=self.shipped_types,
        )
        self._check_names(scenario)
        return scenario

    def _sightings(self, record: dict[str, Any]) -> Iterator[Sighting]:
        self._check_keys(record, RECORD_KEYS, {"id", "source", "at", "identifiers"})
        self._check(record["source"] in ("events", "entities"), "source is events or entities")
        for name, value in _nodes(record["identifiers"]):
            yield Sighting(
                source_name=record["source"],
                record_id=f"{self.entry['scenario']} / {record['id']}",
                identifier_type=name,
                identifier_value=value,
                observed_at=datetime.fromisoformat(record["at"]),
                loaded_at=datetime.fromisoformat(record.get("loaded_at", record["at"])),
                is_authenticated=self._is_true(record, "authenticated"),
                is_deleted=self._is_true(record, "deleted"),
            )

    def _overrides(self) -> Iterator[Override]:
        for number, override in enumerate(self.entry.get("overrides", []), start=1):
            self._check_keys(override, ACTIONS, set())
            for action, pair in override.items():
                name = f"{self.entry['scenario']} / {number}"
                yield Override(name, action, *self._pair(pair))

    def _stated(self) -> Outcome:
        expected = self.entry["expected"]
        self._check_keys(expected, EXPECTED_KEYS, {"profiles"})
        return Outcome(
            {frozenset(_nodes(group)) for group in expected["profiles"]},
            {
                node: reason
                for reason, nodes in expected.get("quarantined", {}).items()
                for node in _nodes(nodes)
            },
            {
                frozenset(self._pair(rejected["pair"])): frozenset(_listed(rejected["rule"]))
                for rejected in expected.get("rejected", [])
            },
            set(_nodes(expected.get("shared", {}))),
        )

    def _pair(self, written: dict[str, Any]) -> list[Node]:
        pair = list(_nodes(written))
        self._check(len(pair) == 2, f"a pair is two identifiers, not {written}")
        return pair

    def _check_names(self, scenario: Scenario) -> None:
        stated = scenario.stated
        ends = {end for edge in stated.rejected for end in edge}
        sides = {side for o in scenario.overrides for side in (o.side_a, o.side_b)}
        named = scenario.told() | ends | stated.shared | sides
        unknown = sorted(named - scenario.nodes)
        self._check(not unknown, f"no record has {unknown}")
        types = {name for name, _ in scenario.written} - set(scenario.identifier_types)
        self._check(not types, f"not in identifier_types: {sorted(types)}")

    def _is_true(self, record: dict[str, Any], key: str) -> bool:
        value = record.get(key, "false")
        self._check(value in ("true", "false"), f"{key} is true or false, not {value}")
        return bool(value == "true")

    def _check_keys(self, entry: dict[str, Any], known: set[str], needed: set[str]) -> None:
        self._check(set(entry) <= known, f"unknown {sorted(set(entry) - known)}")
        self._check(needed <= set(entry), f"missing {sorted(needed - set(entry))} in {entry}")

    def _check(self, holds: bool, message: str) -> None:
        if not holds:
            raise ValueError(f"{self.file}, {self.entry.get('scenario')!r}: {message}")


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _nodes(written: dict[str, Any]) -> Iterator[Node]:
    for name, values in written.items():
        for value in _listed(values):
            hashed = value.startswith("sha256(") and value.endswith(")")
            yield name, sha256(value[len("sha256(") : -1]) if hashed else value
