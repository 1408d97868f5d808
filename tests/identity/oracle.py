"""Identity as a simple sequential rule in plain Python: what the shipped models are held to."""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

Node = tuple[str, str]
Record = tuple[str, str]


@dataclass(frozen=True)
class Sighting:
    """One identifier on one version of one record, as a feed gives it; value None means absent."""

    source_name: str
    record_id: str
    identifier_type: str
    identifier_value: str | None
    observed_at: datetime
    loaded_at: datetime
    is_authenticated: bool = False
    is_deleted: bool = False


@dataclass
class Rules:
    """The declarations that identity depends on."""

    identifier_types: Mapping[str, Mapping[str, Any]]
    kinds: Mapping[str, str]
    namespace: str
    blocked: list[dict[str, str]] = field(default_factory=list)


@dataclass
class Resolution:
    """Who is who: usable identifier to profile id, quarantined identifier to reason."""

    profiles: dict[Node, str]
    quarantined: dict[Node, str]

    def partition(self) -> set[frozenset[Node]]:
        groups = defaultdict(set)
        for node, profile_id in self.profiles.items():
            groups[profile_id].add(node)
        return {frozenset(group) for group in groups.values()}


def read_blocked(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def identifier_id(node: Node) -> str:
    return hashlib.md5(f"{node[0]}:{node[1]}".encode()).hexdigest()


def resolve(sightings: Iterable[Sighting], rules: Rules) -> Resolution:
    """Apply rules 1 to 4 and 6 to the rows as they are now."""
    supported = _supported(sightings, rules)
    parents = _derive(supported, rules)
    reasons = _screen(supported, parents, rules)
    for node in _overshared(supported, reasons, rules):
        reasons[node] = "over_shared"
    find = _cluster(supported, reasons, rules)
    return Resolution(_name_profiles(supported, reasons, find, rules), reasons)


@dataclass
class _Seen:
    first_observed_at: datetime
    first_loaded_at: datetime
    last_observed_at: datetime


_Supported = dict[Record, dict[Node, _Seen]]


def _supported(sightings: Iterable[Sighting], rules: Rules) -> _Supported:
    by_record: dict[Record, list[Sighting]] = defaultdict(list)
    for row in sightings:
        by_record[row.source_name, row.record_id].append(row)
    supported: _Supported = {}
    for record, rows in by_record.items():
        newest = max((row.observed_at, row.loaded_at) for row in rows)
        is_entity = rules.kinds[record[0]] == "entities"
        kept: dict[Node, _Seen] = {}
        for row in rows:
            is_newest = not is_entity or (row.observed_at, row.loaded_at) == newest
            if row.identifier_value is not None and is_newest and not row.is_deleted:
                kept[row.identifier_type, row.identifier_value] = _Seen(
                    row.observed_at, row.loaded_at, row.observed_at
                )
        for row in rows:
            seen = kept.get((row.identifier_type, row.identifier_value or ""))
            if seen and row.identifier_value is not None:
                seen.first_observed_at = min(seen.first_observed_at, row.observed_at)
                seen.first_loaded_at = min(seen.first_loaded_at, row.loaded_at)
                seen.last_observed_at = max(seen.last_observed_at, row.observed_at)
        supported[record] = kept
    return supported


def _derive(supported: _Supported, rules: Rules) -> dict[Node, str]:
    """Add derived identifiers to the records of their parents; give each one's clear value."""
    parents: dict[Node, str] = {}
    for nodes in supported.values():
        for name, rule in rules.identifier_types.items():
            parent_type = rule.get("derived_from")
            for node, seen in [item for item in nodes.items() if item[0][0] == parent_type]:
                if node[1] == "":
                    continue
                derived = (name, hashlib.sha256(node[1].encode()).hexdigest())
                parents[derived] = node[1]
                known = nodes.get(derived, seen)
                nodes[derived] = _Seen(
                    min(seen.first_observed_at, known.first_observed_at),
                    min(seen.first_loaded_at, known.first_loaded_at),
                    max(seen.last_observed_at, known.last_observed_at),
                )
    return parents


def _screen(supported: _Supported, parents: dict[Node, str], rules: Rules) -> dict[Node, str]:
    reasons = {}
    for node in {node for nodes in supported.values() for node in nodes}:
        reason = _reason(node, parents.get(node), rules)
        if reason:
            reasons[node] = reason
    return reasons


def _reason(node: Node, parent_value: str | None, rules: Rules) -> str | None:
    name, value = node
    rule = rules.identifier_types[name]
    if value == "":
        return "blank"
    if _is_blocked(name, value, parent_value, rules):
        return "blocked"
    checks = [(rule.get("pattern"), value)]
    if parent_value is not None:
        checks.append((rules.identifier_types[rule["derived_from"]].get("pattern"), parent_value))
    if any(pattern and not re.search(pattern, text) for pattern, text in checks):
        return "malformed"
    return None


def _is_blocked(name: str, value: str, parent_value: str | None, rules: Rules) -> bool:
    parent_type = rules.identifier_types[name].get("derived_from")
    lookups = [(name, value.lower())]
    if parent_value is not None:
        lookups.append((parent_type, parent_value.lower()))
    for entry in rules.blocked:
        kind, blocked = entry["match_kind"], entry["value"]
        for lookup_type, text in lookups:
            if entry["identifier_type"] in ("any", lookup_type) and _matches(kind, text, blocked):
                return True
        hashed = hashlib.sha256(blocked.encode()).hexdigest()
        if kind == "exact" and parent_type == entry["identifier_type"] and value == hashed:
            return True
    return False


def _matches(kind: str, text: str, blocked: str) -> bool:
    local_part, _, domain = text.partition("@")
    if kind == "pattern":
        return re.search(blocked, text) is not None
    return blocked == {"exact": text, "local_part": local_part, "domain": domain}[kind]


def _overshared(supported: _Supported, reasons: dict[Node, str], rules: Rules) -> list[Node]:
    types = rules.identifier_types
    companions: dict[Node, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for nodes in supported.values():
        usable = [node for node in nodes if node not in reasons]
        for node in usable:
            for name, value in usable:
                if name != node[0]:
                    companions[node][name].add(value)
    overshared = []
    for node, by_type in companions.items():
        limit = types[node[0]].get("max_profiles_per_value")
        persons = [len(v) for name, v in by_type.items() if types[name]["kind"] == "person"]
        contacts = [len(v) for name, v in by_type.items() if types[name]["kind"] == "contact"]
        if limit and max(persons or contacts or [0]) > limit:
            overshared.append(node)
    return overshared


def _cluster(supported: _Supported, reasons: dict[Node, str], rules: Rules) -> Any:
    parent: dict[Node, Node] = {}

    def find(node: Node) -> Node:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for nodes in supported.values():
        usable = sorted(
            (node for node in nodes if node not in reasons),
            key=lambda node: (rules.identifier_types[node[0]]["priority"], identifier_id(node)),
        )
        for node in usable:
            parent[find(node)] = find(usable[0])
    return find


def _name_profiles(
    supported: _Supported, reasons: dict[Node, str], find: Any, rules: Rules
) -> dict[Node, str]:
    first: dict[Node, tuple[datetime, datetime]] = {}
    for nodes in supported.values():
        for node, seen in nodes.items():
            if node not in reasons:
                loaded, observed = first.get(node, (seen.first_loaded_at, seen.first_observed_at))
                first[node] = (
                    min(loaded, seen.first_loaded_at),
                    min(observed, seen.first_observed_at),
                )
    anchors: dict[Node, tuple[Any, ...]] = {}
    for node, times in first.items():
        priority = rules.identifier_types[node[0]]["priority"]
        strength = (priority, *times, identifier_id(node))
        root = find(node)
        anchors[root] = min(anchors.get(root, strength), strength)
    return {node: _profile_id(anchors[find(node)][-1], rules.namespace) for node in first}


def _profile_id(anchor_id: str, namespace: str) -> str:
    return hashlib.sha256(f"{namespace}:{anchor_id}".encode()).hexdigest()[:32]
