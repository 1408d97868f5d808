"""A graph and what is expected of it, as an entry of tests/identity/scenarios."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.identity.oracle import Node, Override, Resolution, Sighting
from tests.identity.scenario_files import Outcome, Scenario, other_end, read_scenarios, sha256
from tests.identity.trials import AS_OF, SHIPPED, Verdict

Written = dict[str, Any]


def as_scenario(verdict: Verdict) -> str:
    """The scenario, and below it as comments what the models made of it."""
    scenario = "\n".join(_Writer(verdict).lines()) + "\n"
    told = "\n".join(f"  #   {line}" for line in _differences(verdict, _read(scenario)))
    return f"{scenario}  # What the models made of it:\n{told}\n"


def _read(text: str) -> Scenario:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shrunk.yml").write_text(text, encoding="utf-8")
        (scenario,) = read_scenarios(SHIPPED["identifier_types"], Path(folder))
    return scenario


def _differences(verdict: Verdict, scenario: Scenario) -> Iterator[str]:
    found = Outcome.of(verdict.actual, scenario.expected.shared, scenario.nodes)
    yield from scenario.differences(found)
    for node, profile_id in verdict.expected.profiles.items():
        other_id = verdict.actual.profiles.get(node, "none")
        if other_id != profile_id:
            yield f"profile id of {node[0]} {node[1]}: expected {profile_id}, found {other_id}"


class _Writer:
    def __init__(self, verdict: Verdict) -> None:
        self._graph = verdict.trial.placed
        self._types = verdict.trial.rule_set.declared()
        self._title = f"{verdict.trial.rule_set.name}, graph {verdict.trial.place}, shrunk"
        self._expected = verdict.expected
        self._clear = {
            (name, sha256(row.identifier_value)): row.identifier_value
            for name, rule in self._types.items()
            for row in self._graph.sightings
            if row.identifier_value and row.identifier_type == rule.get("derived_from")
        }

    def lines(self) -> Iterator[str]:
        yield f"- scenario: {_flow(self._title)}"
        changes = self._changes()
        if changes:
            yield "  identifier_types:"
            yield from (f"    {name}: {_flow(rule)}" for name, rule in changes.items())
        if any("lifetime_days" in rule for rule in self._types.values()):
            yield f"  # Lifetimes are counted from {AS_OF:%Y-%m-%d}."
        yield "  records:"
        yield from (f"    - {_flow(record)}" for record in self._records())
        if self._graph.overrides:
            yield "  overrides:"
            yield from (f"    - {_flow(self._override(o))}" for o in self._graph.overrides)
        yield "  expected:"
        yield from self._expectations(self._expected)

    def _changes(self) -> Written:
        shipped = SHIPPED["identifier_types"]
        return {
            name: {key: rule.get(key) for key in rule.keys() | shipped[name].keys()
                   if rule.get(key) != shipped[name].get(key)}
            for name, rule in self._types.items()
            if rule != shipped[name]
        }  # fmt: skip

    def _records(self) -> Iterator[Written]:
        """One entry for the rows of a version that say the same of themselves."""
        entries: dict[tuple[Any, ...], list[Sighting]] = defaultdict(list)
        for row in self._graph.sightings:
            said = (row.observed_at, row.loaded_at, row.is_authenticated, row.is_deleted)
            entries[row.source_name, row.record_id, *said].append(row)
        for rows in entries.values():
            row = rows[0]
            yield {
                "id": row.record_id,
                "source": row.source_name,
                "at": row.observed_at.isoformat(),
                "loaded_at": row.loaded_at.isoformat(),
                **({"authenticated": True} if row.is_authenticated else {}),
                **({"deleted": True} if row.is_deleted else {}),
                "identifiers": self._nodes(
                    (one.identifier_type, one.identifier_value or "") for one in rows
                ),
            }

    def _override(self, override: Override) -> Written:
        return {override.action: self._nodes([override.side_a, override.side_b])}

    def _expectations(self, expected: Resolution) -> Iterator[str]:
        profiles = sorted(sorted(group) for group in expected.partition())
        yield "    profiles:" + ("" if profiles else " []")
        yield from (f"      - {_flow(self._nodes(group))}" for group in profiles)
        if expected.rejected:
            yield "    rejected:"
        for edge, rules in expected.rejected.items():
            entry = {"pair": self._nodes(sorted(edge)), "rule": sorted(rules)}
            yield f"      - {_flow(entry)}"
        reasons: dict[str, list[Node]] = defaultdict(list)
        for node, reason in sorted(expected.quarantined.items()):
            reasons[reason].append(node)
        if reasons:
            yield "    quarantined:"
        yield from (f"      {why}: {_flow(self._nodes(nodes))}" for why, nodes in reasons.items())
        shared = self._nodes(sorted(self._shared(expected.rejected)))
        if shared:
            yield f"    shared: {_flow(shared)}"

    def _shared(self, rejected: Iterable[frozenset[Node]]) -> set[Node]:
        def priority(node: Node) -> int:
            return int(self._types[node[0]]["priority"])

        return {
            node
            for edge in rejected
            for node in edge
            if priority(node) >= priority(other_end(edge, node))
        }

    def _nodes(self, nodes: Iterable[Node]) -> Written:
        values: dict[str, list[str]] = defaultdict(list)
        for node in nodes:
            clear = self._clear.get(node)
            values[node[0]].append(node[1] if clear is None else f"sha256({clear})")
        return {name: found[0] if len(found) == 1 else found for name, found in values.items()}


def _flow(thing: Any) -> str:
    return yaml.safe_dump(
        thing, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True
    ).removesuffix("...\n").strip()  # fmt: skip
