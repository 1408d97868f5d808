"""Identity as a simple sequential rule in plain Python: what the shipped models are held to."""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

Node = tuple[str, str]
Record = tuple[str, str]
EARLIEST = datetime.fromisoformat("0001-01-01")


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


@dataclass(frozen=True)
class Override:
    """Two identifiers that must_link or must_not_link, or that a contradiction keeps apart."""

    override_id: str
    action: str
    side_a: Node
    side_b: Node


@dataclass(frozen=True)
class ScoredPair:
    """A matcher's word: the probability that two records are of one person."""

    record_a: Record
    record_b: Record
    score: float


@dataclass
class Rules:
    """The declarations that identity depends on."""

    identifier_types: Mapping[str, Mapping[str, Any]]
    kinds: Mapping[str, str]
    namespace: str
    blocked: list[dict[str, str]] = field(default_factory=list)
    blocked_patterns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    overrides: Sequence[Override] = ()
    scored_pairs: Sequence[ScoredPair] = ()
    link_min_score: float = 1.0
    # The instant that lifetimes are counted from; needed where a type has one.
    as_of: datetime | None = None

    @cached_property
    def blocked_values(self) -> set[tuple[str, str, str]]:
        """Type, kind of match and value of what is blocked, hashes of clear values included."""
        values = {(row["identifier_type"], row["match_kind"], row["value"]) for row in self.blocked}
        for name, rule in self.identifier_types.items():
            parent = rule.get("derived_from")
            for blocked_type, kind, value in list(values):
                if parent and kind == "exact" and blocked_type in ("any", parent):
                    values.add((name, "exact", hashlib.sha256(value.encode()).hexdigest()))
        return values


@dataclass
class Resolution:
    """Who is who: usable identifier to profile id, quarantined identifier to reason."""

    profiles: dict[Node, str]
    quarantined: dict[Node, str]
    rejected: dict[frozenset[Node], frozenset[str]] = field(default_factory=dict)
    # Usable identifier to the sort key by which its profile finds its anchor.
    strengths: dict[Node, tuple[Any, ...]] = field(default_factory=dict, compare=False)

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
    """Apply rules 1 to 6 to the rows as they are now."""
    supported = _supported(sightings, rules)
    parents = _derive(supported, rules)
    reasons = _screen(supported, parents, rules)
    overshared = _overshared(supported, reasons, rules)
    reasons |= dict.fromkeys(overshared, "over_shared")
    # What is derived from an over-shared value ties the same people.
    for node, parent in parents.items():
        if (rules.identifier_types[node[0]]["derived_from"], parent) in overshared:
            reasons.setdefault(node, "over_shared")
    edges = _edges(supported, reasons, rules)
    sides = _Sides(supported, reasons, rules)
    for edge in sorted(edges.values(), key=lambda edge: edge.strength):
        if not sides.broken_rules(edge):
            sides.join(edge.a, edge.b)
    strengths = _strengths(supported, reasons, rules)
    profiles = _name_profiles(strengths, sides.find, rules)
    rejected = {
        frozenset((edge.a, edge.b)): frozenset(sides.broken_rules(edge))
        for edge in edges.values()
        if sides.find(edge.a) != sides.find(edge.b)
    }
    return Resolution(profiles, reasons, rejected, strengths)


@dataclass
class Seen:
    """What is known of one identifier on one record."""

    first_observed_at: datetime
    first_loaded_at: datetime
    last_observed_at: datetime
    is_authenticated: bool


Evidence = dict[Record, dict[Node, Seen]]


def evidence(sightings: Iterable[Sighting], rules: Rules) -> Evidence:
    """What the newest version of each record says, derived identifiers included."""
    supported = _supported(sightings, rules)
    _derive(supported, rules)
    return supported


def _supported(sightings: Iterable[Sighting], rules: Rules) -> Evidence:
    by_record: dict[Record, list[Sighting]] = defaultdict(list)
    for row in sightings:
        by_record[row.source_name, row.record_id].append(row)
    supported: Evidence = {}
    for record, rows in by_record.items():
        newest = max((row.observed_at, row.loaded_at) for row in rows)
        is_entity = rules.kinds[record[0]] == "entities"
        kept: dict[Node, Seen] = {}
        for row in rows:
            is_newest = not is_entity or (row.observed_at, row.loaded_at) == newest
            if row.identifier_value is not None and is_newest and not row.is_deleted:
                node = (row.identifier_type, row.identifier_value)
                kept.setdefault(
                    node, Seen(row.observed_at, row.loaded_at, row.observed_at, False)
                ).is_authenticated |= row.is_authenticated
        for row in rows:
            seen = kept.get((row.identifier_type, row.identifier_value or ""))
            if seen and row.identifier_value is not None:
                seen.first_observed_at = min(seen.first_observed_at, row.observed_at)
                seen.first_loaded_at = min(seen.first_loaded_at, row.loaded_at)
                seen.last_observed_at = max(seen.last_observed_at, row.observed_at)
        supported[record] = kept
    return supported


def _derive(supported: Evidence, rules: Rules) -> dict[Node, str]:
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
                nodes[derived] = Seen(
                    min(seen.first_observed_at, known.first_observed_at),
                    min(seen.first_loaded_at, known.first_loaded_at),
                    max(seen.last_observed_at, known.last_observed_at),
                    seen.is_authenticated or known.is_authenticated,
                )
    return parents


def _screen(supported: Evidence, parents: dict[Node, str], rules: Rules) -> dict[Node, str]:
    last_observed: dict[Node, datetime] = {}
    for nodes in supported.values():
        for node, seen in nodes.items():
            last_observed[node] = max(last_observed.get(node, EARLIEST), seen.last_observed_at)
    reasons = {}
    for node, observed_at in last_observed.items():
        lifetime = rules.identifier_types[node[0]].get("lifetime_days")
        reason = _reason(node, parents.get(node), rules)
        if reason is None and lifetime:
            assert rules.as_of is not None, "a lifetime is counted from Rules.as_of"
            reason = "expired" if observed_at < rules.as_of - timedelta(lifetime) else None
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
    checks = [(pattern, value) for pattern in _patterns(rule)]
    if parent_value is not None:
        parent_rule = rules.identifier_types[rule["derived_from"]]
        checks += [(pattern, parent_value) for pattern in _patterns(parent_rule)]
    if any(not re.search(pattern, text) for pattern, text in checks):
        return "malformed"
    return None


def _patterns(rule: Mapping[str, Any]) -> list[str]:
    pattern = rule.get("pattern") or []
    return [pattern] if isinstance(pattern, str) else list(pattern)


def _is_blocked(name: str, value: str, parent_value: str | None, rules: Rules) -> bool:
    lookups = [(name, value.lower())]
    if parent_value is not None:
        lookups.append((rules.identifier_types[name]["derived_from"], parent_value.lower()))
    for lookup_type, text in lookups:
        local_part, _, domain = text.partition("@")
        parts = {"exact": text, "local_part": local_part, "domain": domain}
        for named in ("any", lookup_type):
            if any((named, kind, part) in rules.blocked_values for kind, part in parts.items()):
                return True
            if any(re.search(p, text) for p in rules.blocked_patterns.get(named, ())):
                return True
    return False


def _overshared(supported: Evidence, reasons: dict[Node, str], rules: Rules) -> set[Node]:
    types = rules.identifier_types
    companions: dict[Node, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for nodes in supported.values():
        usable = [node for node in nodes if node not in reasons]
        for node in usable:
            for name, value in usable:
                if name != node[0]:
                    companions[node][name].add(value)
    overshared = set()
    for node, by_type in companions.items():
        limit = types[node[0]].get("max_profiles_per_value")
        people = [len(v) for name, v in by_type.items() if types[name]["kind"] != "device"]
        if limit and max(people, default=0) > limit:
            overshared.add(node)
    return overshared


@dataclass
class _Edge:
    a: Node
    b: Node
    weaker_priority: int
    is_bridge: bool
    is_authenticated: bool
    last_observed_at: datetime
    # None where a record holds both ends.
    score: float | None = None

    @property
    def strength(self) -> tuple[Any, ...]:
        """Sorts the strongest first; no two edges are equal."""
        newest_first = -self.last_observed_at.timestamp()
        ids = sorted((identifier_id(self.a), identifier_id(self.b)))
        by_score = (False, 0.0) if self.score is None else (True, -self.score)
        return (self.weaker_priority, not self.is_authenticated, *by_score, newest_first, *ids)


def _edges(
    supported: Evidence, reasons: dict[Node, str], rules: Rules
) -> dict[frozenset[Node], _Edge]:
    edges: dict[frozenset[Node], _Edge] = {}
    for nodes in supported.values():
        usable = _strongest_first(nodes, reasons, rules)
        for node in usable[1:]:
            hub = usable[0]
            both = nodes[hub], nodes[node]
            edge = _edge(hub, node, *both, rules)
            edge.is_authenticated = both[0].is_authenticated or both[1].is_authenticated
            known = edges.setdefault(frozenset((hub, node)), edge)
            known.is_authenticated |= edge.is_authenticated
            known.last_observed_at = max(known.last_observed_at, edge.last_observed_at)
    for edge in _scored_edges(supported, reasons, rules):
        known = edges.setdefault(frozenset((edge.a, edge.b)), edge)
        known.last_observed_at = max(known.last_observed_at, edge.last_observed_at)
    return edges


def _scored_edges(supported: Evidence, reasons: dict[Node, str], rules: Rules) -> Iterable[_Edge]:
    """What scores tie: the strongest usable identifiers of two records of entities."""
    best: dict[frozenset[Node], _Edge] = {}
    for pair in rules.scored_pairs:
        ends = []
        for record in (pair.record_a, pair.record_b):
            nodes = supported.get(record, {}) if rules.kinds[record[0]] == "entities" else {}
            ends += [(node, nodes[node]) for node in _strongest_first(nodes, reasons, rules)[:1]]
        if len(ends) == 2 and ends[0][0] != ends[1][0] and pair.score >= rules.link_min_score:
            (a, seen_a), (b, seen_b) = ends
            edge = _edge(a, b, seen_a, seen_b, rules)
            edge.score = pair.score
            known = best.setdefault(frozenset((a, b)), edge)
            best[frozenset((a, b))] = min(known, edge, key=lambda one: one.strength)
    return best.values()


def _strongest_first(nodes: Iterable[Node], reasons: dict[Node, str], rules: Rules) -> list[Node]:
    usable = (node for node in nodes if node not in reasons)
    types = rules.identifier_types
    return sorted(usable, key=lambda node: (types[node[0]]["priority"], identifier_id(node)))


def _edge(a: Node, b: Node, seen_a: Seen, seen_b: Seen, rules: Rules) -> _Edge:
    types = [rules.identifier_types[node[0]] for node in (a, b)]
    return _Edge(
        a,
        b,
        weaker_priority=max(rule["priority"] for rule in types),
        is_bridge=all(rule.get("bridges", True) for rule in types),
        is_authenticated=False,
        last_observed_at=min(seen_a.last_observed_at, seen_b.last_observed_at),
    )


class _Sides:
    """Profiles as they grow: union-find, with what each holds of the limited types."""

    def __init__(self, supported: Evidence, reasons: dict[Node, str], rules: Rules) -> None:
        self.rules = rules
        usable = {node for nodes in supported.values() for node in nodes if node not in reasons}
        self.parent = {node: node for node in usable}
        self.held: dict[Node, set[tuple[str, Node]]] = {node: set() for node in usable}
        in_force = [o for o in rules.overrides if o.side_a in usable and o.side_b in usable]
        for override in in_force:
            if override.action == "must_link":
                self.join(override.side_a, override.side_b)
        # What keeps two apart is its own rule: must_not_link, or a contradiction.
        self.foes = [(o.side_a, o.side_b, o.action) for o in in_force if o.action != "must_link"]
        # Identifiers that a must-link joins count as one of their type.
        for node in usable:
            group = self.find(node)
            self.held[group].add((node[0], group))

    def find(self, node: Node) -> Node:
        while self.parent[node] != node:
            self.parent[node] = self.parent[self.parent[node]]
            node = self.parent[node]
        return node

    def join(self, a: Node, b: Node) -> None:
        root, other = self.find(a), self.find(b)
        if root != other:
            self.parent[other] = root
            self.held[root] |= self.held.pop(other)

    def broken_rules(self, edge: _Edge) -> set[str]:
        """The rules that the profiles at both ends would break together; none for one profile."""
        sides = self.find(edge.a), self.find(edge.b)
        if sides[0] == sides[1]:
            return set()
        broken = set()
        for name, rule in self.rules.identifier_types.items():
            counts = [sum(held == name for held, _ in self.held[side]) for side in sides]
            limit = rule.get("max_per_profile")
            if limit and all(counts) and sum(counts) > limit:
                broken.add(f"max_per_profile:{name}")
        if not edge.is_bridge and all(self._is_identified(side) for side in sides):
            broken.add("bridges")
        for a, b, rule_name in self.foes:
            if {self.find(a), self.find(b)} == set(sides):
                broken.add(rule_name)
        return broken

    def _is_identified(self, side: Node) -> bool:
        kinds = {self.rules.identifier_types[name]["kind"] for name, _ in self.held[side]}
        return bool(kinds & {"person", "contact"})


def _strengths(
    supported: Evidence, reasons: dict[Node, str], rules: Rules
) -> dict[Node, tuple[Any, ...]]:
    """Priority, first load, first observation, id: the smallest of a profile is its anchor."""
    first: dict[Node, tuple[datetime, datetime]] = {}
    for nodes in supported.values():
        for node, seen in nodes.items():
            if node not in reasons:
                loaded, observed = first.get(node, (seen.first_loaded_at, seen.first_observed_at))
                first[node] = (
                    min(loaded, seen.first_loaded_at),
                    min(observed, seen.first_observed_at),
                )
    types = rules.identifier_types
    return {
        node: (types[node[0]]["priority"], *times, identifier_id(node))
        for node, times in first.items()
    }


def _name_profiles(
    strengths: Mapping[Node, tuple[Any, ...]], find: Any, rules: Rules
) -> dict[Node, str]:
    anchors: dict[Node, tuple[Any, ...]] = {}
    for node, strength in strengths.items():
        root = find(node)
        anchors[root] = min(anchors.get(root, strength), strength)
    return {node: profile_id(anchors[find(node)][-1], rules.namespace) for node in strengths}


def profile_id(anchor_id: str, namespace: str, generation: int = 1) -> str:
    parts = [namespace, anchor_id] + ([str(generation)] if generation > 1 else [])
    return hashlib.sha256(":".join(parts).encode()).hexdigest()[:32]
