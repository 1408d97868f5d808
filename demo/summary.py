"""What the demo made: the figures of its summary, read from the warehouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from demo.raw_tables import by_source

Row = tuple[Any, ...]
Query = Callable[[str], Sequence[Row]]

_ORDER = (
    "first_name",
    "last_name",
    "email",
    "phone",
    "birth_date",
    "street",
    "postal_code",
    "city",
    "country",
    "language",
    "company",
)

# What a sync's row of sync_runs says, in the words of the summary.
_COUNTS = {
    "added": ("count_added",),
    "changed": ("count_changed",),
    "removed": (
        "count_removed_left_model",
        "count_removed_refused",
        "count_removed_unknown_consent",
    ),
    "rejected": ("count_rejected",),
    "withheld": ("count_withheld_no_consent",),
}


@dataclass(frozen=True)
class Field:
    """One field of a profile, and where its value comes from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Example:
    """One profile, as a newcomer may look at it."""

    profile_id: str
    segments: tuple[str, ...]
    identifiers: dict[str, int]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Summary:
    """The figures of one run of the demo."""

    rows_by_source: dict[str, int]
    identifiers: int
    quarantined_by_reason: dict[str, int]
    profiles: int
    precision: float
    recall: float
    segments: dict[str, int]
    syncs: dict[str, dict[str, int]]
    seconds: float


class Models:
    """The demo's models in the warehouse, by the names that dbt's manifest gives them."""

    def __init__(self, manifest: Mapping[str, Any], query: Query) -> None:
        self._manifest = manifest
        self._query = query

    def summary(self, segments: Sequence[str], seconds: float) -> Summary:
        """Every figure; `segments` names those that may be empty."""
        precision, recall = self._accuracy()
        return Summary(
            rows_by_source=self._rows_by_source(),
            identifiers=self._number("select count(*) from {identifiers}"),
            quarantined_by_reason=self._quarantined(),
            profiles=self._number("select count(*) from {profiles}"),
            precision=round(float(precision), 4),
            recall=round(float(recall), 4),
            segments=self._segments(segments),
            syncs=self._syncs(),
            seconds=round(seconds, 1),
        )

    def example(self) -> Example | None:
        """The profile known in most sources (ties: in most segments, then the smallest id)."""
        richest = self._rows(
            "select records.profile_id, count(distinct records.source_name) as count_sources,"
            " count(distinct memberships.segment_name) as count_segments"
            " from {identity_records} as records"
            " inner join {profiles} as profiles on records.profile_id = profiles.profile_id"
            " left join {segment_memberships} as memberships"
            " on records.profile_id = memberships.profile_id and memberships.exited_at is null"
            " group by records.profile_id"
            " order by count_sources desc, count_segments desc, records.profile_id limit 1"
        )
        return self._example(richest[0][0]) if richest else None

    def _example(self, profile_id: str) -> Example:
        where = f"where profile_id = '{profile_id}'"
        segments = self._rows(
            f"select segment_name from {{segment_memberships}} {where}"
            " and exited_at is null order by segment_name"
        )
        identifiers = self._rows(
            f"select identifier_type, count(*) from {{identity_graph}} {where}"
            " group by identifier_type order by identifier_type"
        )
        attributes = self._rows(
            "select attribute_name, attribute_value, source_name, record_id"
            f" from {{profile_attributes}} {where} order by attribute_name"
        )
        fields = [
            Field(name, value, f"{source} {record}") for name, value, source, record in attributes
        ]
        return Example(
            profile_id=profile_id,
            segments=tuple(name for (name,) in segments),
            identifiers=_counts(identifiers),
            fields=tuple(sorted(fields + self._reached(where), key=_place)),
        )

    def _reached(self, where: str) -> list[Field]:
        """E-mail and phone: identifiers, which several records of several sources may give."""
        return [field for kind in ("email", "phone") for field in self._identifier(kind, where)]

    def _identifier(self, kind: str, where: str) -> list[Field]:
        sightings = self._rows(
            f"select profiles.{kind}, sightings.source_name,"
            " count(distinct sightings.record_key) as count_records"
            f" from (select * from {{profiles}} {where}) as profiles"
            " inner join {identifiers} as identifiers"
            f" on identifiers.identifier_type = '{kind}'"
            f" and profiles.{kind} = identifiers.identifier_value"
            " inner join {identifier_sightings} as sightings"
            " on identifiers.identifier_key = sightings.identifier_key"
            " and sightings.is_supported"
            f" group by profiles.{kind}, sightings.source_name order by sightings.source_name"
        )
        if not sightings:
            return []
        records = sum(int(count) for _, _, count in sightings)
        sources = ", ".join(source for _, source, _ in sightings)
        return [Field(kind, sightings[0][0], f"{sources} ({records} records)")]

    def _rows_by_source(self) -> dict[str, int]:
        return {
            source: sum(self._number(f"select count(*) from {table}") for table in tables)
            for source, tables in by_source(self._manifest).items()
        }

    def _quarantined(self) -> dict[str, int]:
        return _counts(
            self._rows(
                "select quarantine_reason, count(*) from {identifiers}"
                " where quarantine_reason is not null"
                " group by quarantine_reason order by quarantine_reason"
            )
        )

    def _accuracy(self) -> Row:
        return self._rows(
            "select pair_precision, pair_recall from {identity_accuracy} where scope = 'all'"
        )[0]

    def _segments(self, names: Sequence[str]) -> dict[str, int]:
        sizes = _counts(
            self._rows(
                "select segment_name, count(*) from {segment_memberships}"
                " where exited_at is null group by segment_name"
            )
        )
        return {name: sizes.get(name, 0) for name in sorted(names)}

    def _syncs(self) -> dict[str, dict[str, int]]:
        sums = ", ".join(" + ".join(columns) for columns in _COUNTS.values())
        runs = self._rows(
            f"select sync_name, {sums} from reverse_etl.sync_runs order by started_at"
        )
        newest = {name: counts for name, *counts in runs}
        return {
            name: dict(zip(_COUNTS, map(int, counts), strict=True))
            for name, counts in sorted(newest.items())
        }

    def _number(self, statement: str) -> int:
        return int(self._rows(statement)[0][0])

    def _rows(self, statement: str) -> Sequence[Row]:
        relations = {
            node["name"]: node["relation_name"]
            for node in self._manifest["nodes"].values()
            if node["resource_type"] == "model"
        }
        return self._query(statement.format_map(relations))


def _place(field: Field) -> int:
    return _ORDER.index(field.name) if field.name in _ORDER else len(_ORDER)


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    return {name: int(count) for name, count in rows}
