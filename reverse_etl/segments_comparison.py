"""Compares the segments as the next build would make them with what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reverse_etl.people_masked import described
from reverse_etl.project import Manifest
from reverse_etl.rules_schemas import existing_relations
from reverse_etl.segments_sql import AFTER, BEFORE, SegmentsSql
from reverse_etl.segments_tables import relation
from reverse_etl.warehouse import Connection, Dialect

_GRAPH_MODEL = "identity_graph"


@dataclass(frozen=True)
class SegmentPreview:
    """A segment now and after the next build; samples show no values.

    change is new, removed, changed or unchanged; where no manifest tells which, it is named, or
    reads one that is. overlaps has how many people it has in common with other segments.
    """

    name: str
    change: str
    size_before: int
    size_after: int
    entering: int
    leaving: int
    samples: tuple[Mapping[str, Any], ...]
    overlaps: tuple[Mapping[str, Any], ...]


class SegmentComparer:
    """Compares on one open connection."""

    def __init__(self, connection: Connection, dialect: Dialect, manifest: Manifest) -> None:
        self._connection = connection
        self._dialect = dialect
        self._manifest = manifest
        self._sql = SegmentsSql(dialect)

    def compare(
        self, published: str, previewed: str, kinds: Mapping[str, str], count_samples: int
    ) -> list[SegmentPreview]:
        """The segments by name, each of the kind that is given, from two tables of memberships."""
        self._connection.execute(self._sql.members(BEFORE, published))
        self._connection.execute(self._sql.members(AFTER, previewed))
        sizes = {str(name): counts for name, *counts in self._connection.rows(self._sql.sizes())}
        samples = self._samples(list(kinds), count_samples)
        overlaps = self._overlaps(list(kinds))
        found = []
        for name, kind in kinds.items():
            before, after, entering, leaving = map(int, sizes.get(name, (0, 0, 0, 0)))
            moved, shared = tuple(samples.get(name, ())), tuple(overlaps.get(name, ()))
            found.append(
                SegmentPreview(name, kind, before, after, entering, leaving, moved, shared)
            )
        return found

    def _samples(self, names: Sequence[str], count: int) -> dict[str, list[dict[str, Any]]]:
        rows = self._connection.rows(self._sql.samples(names, count))
        profiles = self._profiles(sorted({str(profile_id) for *_, profile_id in rows}))
        found: dict[str, list[dict[str, Any]]] = {}
        for name, change, profile_id in rows:
            profile = profiles.get(str(profile_id), "")
            sample = {"change": change, "profile_id": profile_id, "profile": profile}
            found.setdefault(str(name), []).append(sample)
        return found

    def _profiles(self, profile_ids: Sequence[str]) -> dict[str, str]:
        node = self._manifest.model_named(_GRAPH_MODEL)
        if not profile_ids or node is None:
            return {}
        graph = relation(self._dialect, node)
        if graph not in existing_relations(self._connection, self._dialect, {str(node["schema"])}):
            return {}
        held: dict[str, list[tuple[str, str]]] = {}
        statement = self._sql.identifiers(graph, profile_ids)
        for profile_id, name, value in self._connection.rows(statement):
            held.setdefault(str(profile_id), []).append((str(name), str(value)))
        return {profile_id: described(members) for profile_id, members in held.items()}

    def _overlaps(self, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for name, other, before, after in self._connection.rows(self._sql.overlaps(names)):
            overlap = {"segment": other, "before": int(before), "after": int(after)}
            found.setdefault(str(name), []).append(overlap)
        return found
