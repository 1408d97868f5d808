"""What a backup holds: every relation of the project that cannot be derived again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.warehouse import Connection, Dialect, text_list

# One word for each type of a column, the same on every engine.
_STORED_TYPES = {
    "character varying": "text",
    "character": "text",
    "text": "text",
    "varchar": "text",
    "boolean": "boolean",
    "tinyint": "smallint",
    "utinyint": "smallint",
    "smallint": "smallint",
    "usmallint": "integer",
    "integer": "integer",
    "uinteger": "bigint",
    "bigint": "bigint",
    "ubigint": "hugeint",
    "hugeint": "hugeint",
    "float": "real",
    "real": "real",
    "double": "double precision",
    "double precision": "double precision",
    "date": "date",
    "timestamp": "timestamp",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamp with time zone",
}


@dataclass(frozen=True)
class Kept:
    """One relation that is backed up; columns are named where the others are derived again.

    Rows from oldest_version on are brought up to date by the next build, which adds columns.
    """

    name: str
    schema: str
    identifier: str
    schema_version: int
    oldest_version: int
    columns: tuple[str, ...] = ()
    is_filled_by_hook: bool = False

    @property
    def place(self) -> tuple[str, str]:
        """Where it is in the warehouse."""
        return (self.schema, self.identifier)

    def relation(self, dialect: Dialect) -> str:
        """Its name in SQL; the database is the one that the connection leads to."""
        return f"{dialect.quote(self.schema)}.{dialect.quote(self.identifier)}"


def kept_relations(project: Project) -> dict[str, Kept]:
    """Models with full_refresh: false, models with meta.backup, and the tables of syncs.

    meta.backup is a list of columns, or false for one that can be derived again after all.
    """
    kept = [
        _kept(node, str(node["name"]), str(node["alias"]))
        for node in project.manifest.models()
        if _is_kept(node)
    ]
    kept += [
        _kept(node, f"reverse_etl.{node['name']}", str(node["identifier"]))
        for node in project.manifest.source_tables("reverse_etl")
        if _meta(node).get("backup") is not False
    ]
    return {one.name: one for one in kept}


def outdated_relations(project: Project) -> list[tuple[str, str]]:
    """Schema and name of the tables that builds bring up to date from what they hold.

    After a restore they would go on from rows that the restored ones know nothing of; where one
    is missing, the next build derives all of them again.
    """
    return [
        (str(node["schema"]), str(node["alias"]))
        for node in project.manifest.models()
        if node["config"].get("materialized") == "increment" and not _is_kept(node)
    ]


def _is_kept(node: Mapping[str, Any]) -> bool:
    chosen = _meta(node).get("backup", node["config"].get("full_refresh") is False)
    return chosen is not False


def _kept(node: Mapping[str, Any], name: str, identifier: str) -> Kept:
    meta = _meta(node)
    version = meta.get("schema_version", 1)
    oldest = meta.get("oldest_version", version)
    columns = meta.get("backup", [])
    where = f"{node['original_file_path']}: {name}: config.meta"
    if type(version) is not int or version < 1:
        raise ConfigurationError(
            f"{where}.schema_version is {version!r}.", "Use a whole number from 1."
        )
    if type(oldest) is not int or not 1 <= oldest <= version:
        raise ConfigurationError(
            f"{where}.oldest_version is {oldest!r}.",
            f"Use a whole number from 1 to its schema_version, {version}.",
        )
    if not isinstance(columns, list) or not all(isinstance(column, str) for column in columns):
        raise ConfigurationError(f"{where}.backup is {columns!r}.", "Use a list of columns.")
    return Kept(
        name=name,
        schema=str(node["schema"]),
        identifier=identifier,
        schema_version=version,
        oldest_version=oldest,
        columns=tuple(columns),
        is_filled_by_hook=bool(meta.get("is_filled_by_hook")),
    )


def _meta(node: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = node.get("config", {}).get("meta") or {}
    return found


def stored_columns(
    connection: Connection, dialect: Dialect, kept: Sequence[Kept]
) -> dict[tuple[str, str], dict[str, str]]:
    """The columns of those relations that exist, each with the word for its type."""
    schemas = text_list(dialect, sorted({one.schema for one in kept}))
    wanted = {one.place for one in kept}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for schema, table, column, *described in connection.rows(
        "select table_schema, table_name, column_name, data_type, numeric_precision, "
        "numeric_scale from information_schema.columns "
        f"where table_catalog = current_database() and table_schema in ({schemas}) "
        "order by table_schema, table_name, ordinal_position"
    ):
        if (schema, table) in wanted:
            stored = _stored_type(f"{schema}.{table}.{column}", *described)
            found.setdefault((str(schema), str(table)), {})[str(column)] = stored
    return found


def _stored_type(column: str, data_type: str, precision: int | None, scale: int | None) -> str:
    word = data_type.lower().split("(")[0]
    if word in ("decimal", "numeric"):
        return "numeric" if precision is None else f"decimal({precision}, {scale})"
    if stored := _STORED_TYPES.get(data_type.lower()):
        return stored
    known = ", ".join(sorted({*_STORED_TYPES.values(), "decimal"}))
    raise ConfigurationError(
        f"{column} has type {data_type}, which a backup cannot hold.",
        f"Cast it in its model to one of: {known}.",
    )
