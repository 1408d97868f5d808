"""Whom a contradiction keeps apart, as a simple sequential rule in plain Python."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from tests.identity.oracle import (
    Node,
    Override,
    Record,
    Rules,
    Sighting,
    evidence,
    identifier_id,
    resolve,
)

Told = dict[Record, dict[str, str]]


@dataclass(frozen=True)
class Attribute:
    """One attribute on one version of one record, as a feed gives it; value None means absent."""

    source_name: str
    record_id: str
    attribute_name: str
    attribute_value: str | None
    observed_at: datetime
    loaded_at: datetime


def contradictions(
    sightings: Sequence[Sighting],
    attributes: Iterable[Attribute],
    rules: Rules,
    declared: Sequence[Mapping[str, Any]],
) -> list[Override]:
    """What has to stay apart, beside what analysts say, each with the rule's name as its action."""
    quarantined = resolve(sightings, rules).quarantined
    records = {
        record: [node for node in nodes if node not in quarantined]
        for record, nodes in evidence(sightings, rules).items()
    }
    told = _told(attributes)
    spelled: dict[Node, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for record, nodes in records.items():
        for rule in declared:
            spelling = _spelling(told[record].get(rule["attribute"], ""), rule)
            for node in nodes if spelling else ():
                spelled[node][rule["attribute"]].add(spelling)
    together = {frozenset(pair) for nodes in records.values() for pair in combinations(nodes, 2)}
    usable = {node for nodes in records.values() for node in nodes}
    links = [{o.side_a, o.side_b} for o in rules.overrides if o.action == "must_link"]
    in_force = [link for link in links if link <= usable]
    apart = []
    for contact, people in _people_of_contacts(records, rules).items():
        for pair in combinations(sorted(people), 2):
            name = _contradicting(spelled[pair[0]], spelled[pair[1]], declared)
            if name and frozenset(pair) not in together and not _joined(*pair, in_force):
                apart += [(*pair, name), (pair[0], contact, name), (pair[1], contact, name)]
    return [Override("", f"contradiction:{name}", a, b) for a, b, name in sorted(set(apart))]


def _told(attributes: Iterable[Attribute]) -> Told:
    """The newest value of each attribute of each record."""
    newest: dict[tuple[Record, str], Attribute] = {}
    for row in attributes:
        key = ((row.source_name, row.record_id), row.attribute_name)
        known = newest.get(key)
        at = (row.observed_at, row.loaded_at)
        if known is None or at > (known.observed_at, known.loaded_at):
            newest[key] = row
    told: Told = defaultdict(dict)
    for (record, name), row in newest.items():
        told[record][name] = (row.attribute_value or "").strip()
    return told


def _people_of_contacts(
    records: Mapping[Record, list[Node]], rules: Rules
) -> dict[Node, set[Node]]:
    """The person identifiers that an edge ties to each contact: a star to a record's strongest."""
    people: dict[Node, set[Node]] = defaultdict(set)
    for nodes in records.values():
        ordered = sorted(nodes, key=lambda n: (_type(n, rules)["priority"], identifier_id(n)))
        for node in ordered[1:]:
            ends = {_type(end, rules)["kind"]: end for end in (ordered[0], node)}
            if ends.keys() == {"contact", "person"}:
                people[ends["contact"]].add(ends["person"])
    return people


def _type(node: Node, rules: Rules) -> Mapping[str, Any]:
    return rules.identifier_types[node[0]]


def _joined(side_a: Node, side_b: Node, links: Sequence[set[Node]]) -> bool:
    """True where must-links lead from one to the other."""
    reached, grown = {side_a}, True
    while grown:
        more = {end for link in links if reached & link for end in link}
        grown = not more <= reached
        reached |= more
    return side_b in reached


def _contradicting(
    side_a: Mapping[str, set[str]],
    side_b: Mapping[str, set[str]],
    declared: Sequence[Mapping[str, Any]],
) -> str | None:
    for rule in declared:
        name = rule["attribute"]
        pairs = [(a, b) for a in side_a.get(name, ()) for b in side_b.get(name, ())]
        compared = [pair for pair in pairs if _script(pair[0]) == _script(pair[1])]
        if compared:
            agree = any(_agree(*pair, rule["compare"]) for pair in compared)
            return None if agree else str(name)
    return None


def _spelling(value: str, rule: Mapping[str, Any]) -> str:
    if rule["compare"] == "date":
        spelling = value[:10] if re.match(r"\d{4}-\d{2}-\d{2}", value) else ""
    else:
        letters = unicodedata.normalize("NFD", value.lower())
        spelling = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "" if spelling in rule.get("ignore", ()) else spelling


def _script(spelling: str) -> str:
    scripts = {"latin": "[a-z]", "greek": "[α-ω]", "cyrillic": "[а-яіїєґ]"}
    found = [name for name, letters in scripts.items() if re.search(letters, spelling)]
    return found[0] if found else "other"


def _agree(a: str, b: str, compare: str) -> bool:
    if compare == "text" or a == b:
        return a == b
    if compare == "date" and a == f"{b[:5]}{b[8:]}-{b[5:7]}":
        return True
    if compare == "name" and (_is_part(a, b) or _is_part(b, a)):
        return True
    longest = max(len(a), len(b))
    return _letters_apart(a, b) <= (2 if longest >= 6 else 1 if longest >= 3 else 0)


def _is_part(part: str, name: str) -> bool:
    word = part.split(" ")[0]
    return name.startswith(word) or (len(word) >= 3 and word in name)


def _letters_apart(a: str, b: str) -> int:
    alike = _alike(a, b) + _alike(a[::-1], b[::-1])
    return max(len(a), len(b)) - min(len(a), len(b), alike)


def _alike(a: str, b: str) -> int:
    """How many letters both begin with."""
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
