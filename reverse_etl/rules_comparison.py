"""Compares a preview of rules with what is published, in the warehouse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reverse_etl.config import SyncConfig
from reverse_etl.people_masked import described
from reverse_etl.project import Manifest
from reverse_etl.rules_schemas import PreviewPlace, existing_relations
from reverse_etl.rules_sql import RulesSql
from reverse_etl.warehouse import Connection, Dialect

CHANGE_TYPES = ("merged", "split", "born", "retired")
# What became of a value, and whether the reason told is the new one or the one that fell away.
VALUE_CHANGES = ("quarantined", "released", "gone", "new")


@dataclass(frozen=True)
class Comparison:
    """What would change; examples show which types of identifiers a profile has, never values.

    The counts by type are those of identity_changes. given_another_id counts profiles that are
    born only because all their members leave another id: among born, and its old id among merged.
    """

    counts: Mapping[str, int]
    has_new_rows: bool
    values: tuple[Mapping[str, Any], ...]
    segments: tuple[Mapping[str, Any], ...]
    syncs: tuple[Mapping[str, Any], ...]
    examples: tuple[Mapping[str, Any], ...]


class Comparer:
    """Compares on one open connection."""

    def __init__(
        self, connection: Connection, dialect: Dialect, manifest: Manifest, place: PreviewPlace
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._manifest = manifest
        self._place = place
        self._sql = RulesSql(dialect, place)

    def compare(self, syncs: Sequence[SyncConfig], count_examples: int) -> Comparison:
        """Everything there is to say; leaves the temporary table touched_profiles."""
        self._connection.execute(self._sql.touched())
        return Comparison(
            counts=self._counts(),
            has_new_rows=bool(self._number(self._sql.new_rows())),
            values=tuple(self._values()),
            segments=tuple(self._segments()),
            syncs=tuple(self._syncs(syncs)),
            examples=tuple(self._examples(count_examples)),
        )

    def _number(self, sql: str) -> int:
        return int(self._connection.rows(sql)[0][0] or 0)

    def _counts(self) -> dict[str, int]:
        changes = {
            str(name): int(count) for name, count in self._connection.rows(self._sql.changes())
        }
        changes = {name: changes.get(name, 0) for name in CHANGE_TYPES}
        compared, moved = self._connection.rows(self._sql.identifiers_moved())[0]
        before = self._number(self._sql.profiles_before())
        started = changes["split"] + changes["born"]
        return {
            "profiles_before": before,
            "profiles_after": before + started - changes["merged"] - changes["retired"],
            **changes,
            "given_another_id": self._number(self._sql.given_another_id()),
            "profiles_touched": self._number("select count(*) from touched_profiles"),
            "identifiers_before": int(compared),
            "identifiers_moved": int(moved),
        }

    def _values(self) -> list[dict[str, Any]]:
        rows = self._connection.rows(self._sql.values())
        names = ("change", "identifier_type", "reason", "count")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return sorted(found, key=lambda one: (VALUE_CHANGES.index(one["change"]), -one["count"]))

    def _segments(self) -> list[dict[str, Any]]:
        node = self._manifest.model_named("segment_memberships")
        relation = self._existing(node)
        if relation is None:
            return []
        rows = self._connection.rows(self._sql.segments(relation))
        return [{"segment": name, "members": n, "touched": touched} for name, n, touched in rows]

    def _syncs(self, syncs: Sequence[SyncConfig]) -> list[dict[str, Any]]:
        found = []
        for sync in syncs:
            if relation := self._existing(self._manifest.node(sync.model_id)):
                rows, touched = self._connection.rows(self._sql.rows_touched(relation))[0]
                found.append({"sync": sync.name, "rows": rows, "touched": touched})
        return found

    def _existing(self, node: Mapping[str, Any] | None) -> str | None:
        """What was published of a model; none if it was not built yet."""
        if node is None:
            return None
        schema, table = str(node["schema"]), str(node["alias"])
        relation = f"{self._dialect.quote(schema)}.{self._dialect.quote(table)}"
        relations = existing_relations(self._connection, self._dialect, {schema})
        return relation if relation in relations else None

    def _examples(self, count: int) -> list[dict[str, Any]]:
        examples = self._connection.rows(self._sql.examples(count))
        profiles = self._profiles(examples)
        return [
            {
                "change_type": change_type,
                "profile_id": profile_id,
                "profile": profiles.get(profile_id, ""),
                "other_profile_id": other_id,
                "other_profile": profiles.get(other_id, ""),
            }
            for change_type, profile_id, other_id in examples
        ]

    def _profiles(self, examples: Sequence[Sequence[Any]]) -> dict[str, str]:
        """What each profile holds: before where it ends, after where it begins."""
        wanted = sorted({str(one) for _, *ids in examples for one in ids if one})
        if not wanted:
            return {}
        held: dict[str, list[tuple[str, str]]] = {}
        for profile_id, name, value in self._connection.rows(self._sql.members(wanted)):
            held.setdefault(str(profile_id), []).append((str(name), str(value)))
        return {profile_id: described(members) for profile_id, members in held.items()}
