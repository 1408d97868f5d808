"""Ids over a sequence of runs, by the rule in its simplest sequential form.

A profile's id is made from its anchor. The ledger remembers where it is not: where an anchor went
and a part of its profile keeps the id, and where an id was taken already.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.identity.oracle import Node, Resolution, identifier_id, profile_id

Group = frozenset[Node]


@dataclass(frozen=True)
class Change:
    """What became of an id in a run."""

    profile_id: str
    change_type: str
    other_profile_id: str | None


@dataclass
class Replay:
    """What a warehouse knows after the runs so far: who has which id, and the ledger."""

    namespace: str
    profiles: dict[Node, str] = field(default_factory=dict)
    anchors: dict[str, Node] = field(default_factory=dict)
    # By anchor: the id given last, and how many ids were made from it.
    ledger: dict[Node, tuple[str, int]] = field(default_factory=dict)

    def run(self, resolution: Resolution) -> set[Change]:
        """Give the profiles of a run their ids; tell what changed."""
        groups = resolution.partition()
        anchor_of = {group: min(group, key=lambda n: resolution.strengths[n]) for group in groups}
        inherited = self._inherited(resolution, groups, anchor_of)
        named = self._named(groups, anchor_of, inherited)
        now = {node: named[group] for group in groups for node in group}
        changes = _changes(self.profiles, now)
        self.profiles = now
        self.anchors = {named[group]: anchor_of[group] for group in groups}
        return changes

    def _inherited(
        self, resolution: Resolution, groups: set[Group], anchor_of: dict[Group, Node]
    ) -> dict[Group, str]:
        """The ids whose anchor anchors nobody any more, by the group that each one falls to."""
        group_of = {node: group for group in groups for node in group}
        members: dict[str, list[Node]] = defaultdict(list)
        for node, known_id in self.profiles.items():
            members[known_id].append(node)
        wills = []
        for known_id, anchor in self.anchors.items():
            if anchor in group_of and anchor_of[group_of[anchor]] == anchor:
                continue
            left: dict[Group, list[Node]] = defaultdict(list)
            for node in members[known_id]:
                if node in group_of:
                    left[group_of[node]].append(node)
            ranked = sorted((_will(resolution, nodes), group) for group, nodes in left.items())
            if ranked and self._may_inherit(known_id, anchor, anchor_of[ranked[0][1]], group_of):
                wills.append((ranked[0][0], known_id, ranked[0][1]))
        inherited: dict[Group, str] = {}
        for _, known_id, group in sorted(wills, key=lambda will: will[0]):
            inherited.setdefault(group, known_id)
        return inherited

    def _may_inherit(
        self, known_id: str, anchor: Node, heir: Node, group_of: dict[Node, Group]
    ) -> bool:
        """Not who is due to an id of its own: live before, or a known person who joined."""
        if heir in self.anchors.values():
            return False
        return anchor not in group_of or self.profiles.get(heir) == known_id

    def _named(
        self,
        groups: set[Group],
        anchor_of: dict[Group, Node],
        inherited: dict[Group, str],
    ) -> dict[Group, str]:
        claims = defaultdict(list)
        for group in groups:
            anchor = anchor_of[group]
            default = profile_id(identifier_id(anchor), self.namespace)
            known = self.ledger.get(anchor, (default, 1))[0]
            due = inherited.get(group, known)
            claim = 1 if group in inherited else 2 if anchor in self.ledger else 3
            had_it = self.anchors.get(due) == anchor
            claims[due].append((not had_it, claim, identifier_id(anchor), group, known))
        named = {}
        for due, claimants in claims.items():
            for place, (*_, group, known) in enumerate(sorted(claimants, key=lambda c: c[:3])):
                anchor = anchor_of[group]
                generation = self.ledger.get(anchor, (known, 1))[1] + (place > 0)
                own = profile_id(identifier_id(anchor), self.namespace, generation)
                named[group] = due if place == 0 else own
                if named[group] != known:
                    self.ledger[anchor] = (named[group], generation)
        return named


def _will(resolution: Resolution, nodes: list[Node]) -> tuple[object, ...]:
    """Most old members first, then the strongest, then the oldest."""
    strengths = [resolution.strengths[node] for node in nodes]
    return (
        -len(nodes),
        min(strength[0] for strength in strengths),
        min(strength[1] for strength in strengths),
        min(strength[-1] for strength in strengths),
    )


def _changes(before: dict[Node, str], now: dict[Node, str]) -> set[Change]:
    moves = Counter((before[node], now[node]) for node in before if node in now)
    ids_before, ids_now = set(before.values()), set(now.values())
    changes = set()
    for ended in ids_before - ids_now:
        went = sorted((-count, new) for (old, new), count in moves.items() if old == ended)
        other = went[0][1] if went else None
        changes.add(Change(ended, "merged" if went else "retired", other))
    for started in ids_now - ids_before:
        came = sorted((-count, old) for (old, new), count in moves.items() if new == started)
        other = came[0][1] if came and came[0][1] in ids_now else None
        changes.add(Change(started, "split" if other else "born", other))
    return changes
