"""Looks for a person's values in every relation of the warehouse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from reverse_etl.people import Identifier, Person, derived, ordered_profiles
from reverse_etl.project import Project
from reverse_etl.session import Session
from reverse_etl.tombstones import Tombstones
from reverse_etl.warehouse import Connection, Dialect, text_list

_SYSTEM_SCHEMAS = ("information_schema", "pg_catalog")
# Names of such types begin with these words, on every engine.
_TEXTS = ("char", "text", "varchar", "json", "struct", "map", "variant", "array", "list", "user")


@dataclass(frozen=True)
class Residue:
    """A column in which values of the person stand. kind: raw (a table that others load), view
    (a view that shows raw rows as they are) or left (everything else, which should be none)."""

    kind: str
    relation: str
    column: str
    identifier_types: tuple[str, ...]
    count_rows: int


@dataclass(frozen=True)
class RawRecord:
    """A raw record of the person, by the key that the feeds give it."""

    source_name: str
    record_id: str


@dataclass(frozen=True)
class ErasureReport:
    """What a warehouse still holds of a person, and by which orders they are erased."""

    profile_ids: tuple[str, ...]
    is_erased: bool
    is_in_graph: bool
    count_identifiers: int
    relations_scanned: int
    residues: tuple[Residue, ...]
    raw_records: tuple[RawRecord, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left but in raw tables."""
        return not any(one.kind == "left" for one in self.residues)


def erasure_report(session: Session, connection: Connection, person: Person) -> ErasureReport:
    """Scans all text of all relations for the identifiers of the person.

    Of someone who is erased already, the other identifiers are read from the raw records.
    """
    dialect, project = session.warehouse.dialect, session.project
    profiles = ordered_profiles(session, connection, person)
    values = {(one.type, one.value): one for one in person.identifiers if not one.is_shared}
    for one in _raw_identifiers(session, connection, profiles):
        values.setdefault((one.type, one.value), one)
    for one in list(values.values()):
        values.update({(two.type, two.value): two for two in derived(project, one)})
    sought = list(values.values())
    tables = text_columns(connection, dialect)
    residues = [
        found
        for name, columns in tables.items()
        for found in _scan(connection, dialect, _kind(project, name), name, columns, sought)
    ]
    return ErasureReport(
        profile_ids=profiles or person.profile_ids,
        is_erased=bool(profiles) or _is_ordered(session, connection, sought),
        is_in_graph=bool(person.profile_ids),
        count_identifiers=len(sought),
        relations_scanned=len(tables),
        residues=tuple(residues),
        raw_records=tuple(raw_records(session, connection, sought)),
    )


def text_columns(connection: Connection, dialect: Dialect) -> dict[tuple[str, str], list[str]]:
    """The columns that can hold a text, JSON too, of every table and view."""
    found: dict[tuple[str, str], list[str]] = {}
    for schema, name, column, kind in connection.rows(
        "select table_schema, table_name, column_name, data_type "
        "from information_schema.columns where table_catalog = current_database() "
        f"and table_schema not in ({text_list(dialect, _SYSTEM_SCHEMAS)}) "
        "order by table_schema, table_name, ordinal_position"
    ):
        columns = found.setdefault((str(schema), str(name)), [])
        if str(kind).lower().startswith(_TEXTS) or "[" in str(kind):
            columns.append(str(column))
    return found


def _kind(project: Project, name: tuple[str, str]) -> str:
    node = project.manifest.node_of_relation(*name)
    if node is None:
        return "left"
    if node["resource_type"] in ("source", "seed"):
        return "left" if node.get("source_name") == "reverse_etl" else "raw"
    is_staging = "staging" in node.get("fqn", [])
    is_view = node["config"].get("materialized") == "view"
    return "view" if is_staging and is_view else "left"


def _scan(
    connection: Connection,
    dialect: Dialect,
    kind: str,
    name: tuple[str, str],
    columns: Sequence[str],
    sought: Sequence[Identifier],
) -> Iterator[Residue]:
    """One pass over a relation, which counts the rows of each column and type."""
    by_type: dict[str, list[str]] = {}
    for one in sought:
        by_type.setdefault(one.type, []).append(one.value)
    asked = [(column, each) for column in columns for each in by_type]
    if not asked:
        return
    counts = [
        f"count(case when {_holds(dialect, column, by_type[each])} then 1 end)"
        for column, each in asked
    ]
    relation = f"{dialect.quote(name[0])}.{dialect.quote(name[1])}"
    found = connection.rows(f"select {', '.join(counts)} from {relation}")[0]
    hits: dict[str, Mapping[str, int]] = {}
    for (column, each), count in zip(asked, found, strict=True):
        if count:
            hits[column] = {**hits.get(column, {}), each: int(count)}
    for column, types in hits.items():
        yield Residue(kind, ".".join(name), column, tuple(types), max(types.values()))


def _holds(dialect: Dialect, column: str, values: Sequence[str]) -> str:
    text = f"lower({dialect.text(dialect.quote(column))})"
    return " or ".join(
        f"position({dialect.literal(value.lower())} in {text}) > 0" for value in values
    )


def _feeds(project: Project) -> list[str]:
    return [
        f"{node['schema']}.{node['alias']}"
        for node in project.manifest.models()
        if str(node["name"]).startswith("feed_") and str(node["name"]).endswith("__identifiers")
    ]


def _raw_identifiers(
    session: Session, connection: Connection, profiles: Sequence[str]
) -> list[Identifier]:
    if not profiles:
        return []
    dialect, found = session.warehouse.dialect, []
    for feed in _feeds(session.project):
        hashed = _hash_of_row(session)
        found += connection.rows(
            f"select distinct identifier_type, identifier_value from {feed} "
            f"where {hashed} in (select identifier_hash from reverse_etl.suppression_orders "
            f"where reason = 'erasure' and profile_id in ({text_list(dialect, profiles)}))"
        )
    return [Identifier(str(row[0]), str(row[1])) for row in found]


def _hash_of_row(session: Session) -> str:
    dialect = session.warehouse.dialect
    identifier_id = dialect.md5("identifier_type || ':' || identifier_value")
    return Tombstones(session.project).sql(dialect, identifier_id)


def raw_records(
    session: Session, connection: Connection, sought: Sequence[Identifier]
) -> list[RawRecord]:
    """The raw records on which any of the identifiers stands."""
    if not sought:
        return []
    literal = session.warehouse.dialect.literal
    pairs = ", ".join(f"({literal(one.type)}, {literal(one.value)})" for one in sought)
    found: set[tuple[str, str]] = set()
    for feed in _feeds(session.project):
        found |= {
            (str(row[0]), str(row[1]))
            for row in connection.rows(
                f"select distinct source_name, record_id from {feed} "
                f"where (identifier_type, identifier_value) in ({pairs})"
            )
        }
    return [RawRecord(*one) for one in sorted(found)]


def _is_ordered(session: Session, connection: Connection, sought: Sequence[Identifier]) -> bool:
    hashes = Tombstones(session.project)
    known = [hashes.of_identifier(one.type, one.value) for one in sought]
    if not known:
        return False
    rows = connection.rows(
        "select count(*) from reverse_etl.suppression_orders where reason = 'erasure' "
        f"and identifier_hash in ({text_list(session.warehouse.dialect, known)})"
    )
    return bool(rows[0][0])
