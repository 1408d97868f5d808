"""The schemas in which a preview of rules is built, and the copies that it goes on from."""

from collections.abc import Iterator
from contextlib import contextmanager

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Dialect, text_list

_SUFFIX = "_rules_preview"
# Brought up to date by rows, so that a run depends on what the last one left in them.
_LASTING = ("increment", "incremental")


class PreviewPlace:
    """Where a preview is built: in the project's schemas, under another beginning."""

    def __init__(self, project: Project) -> None:
        self._base = str(project.connection["schema"])
        self.schema = self._base + _SUFFIX
        self._nodes = {str(node["name"]): node for node in project.manifest.models()}
        if (graph := self._nodes.get("identity_graph")) is None:
            raise ConfigurationError(
                f"{project.artifacts}/manifest.json has no model identity_graph.",
                "Name the project that has identity with --project-dir.",
            )
        self.published_identity = str(graph["schema"])
        if not self.published_identity.startswith(self._base):
            raise ConfigurationError(
                f"identity_graph is in the schema {self.published_identity}, which does not begin "
                f"with that of the target, {self._base}.",
                "Run `dbt parse` with the same --target, and let generate_schema_name begin the "
                "names of schemas with target.schema.",
            )
        self.identity = self.schema + self.published_identity.removeprefix(self._base)

    def alias(self, model: str) -> str:
        """The table of a model of identity."""
        return str(self._nodes[model]["alias"]) if model in self._nodes else model

    def lasting_tables(self) -> list[str]:
        """The tables of identity that a run goes on from."""
        return [
            str(node["alias"])
            for node in self._nodes.values()
            if node["schema"] == self.published_identity
            and node["config"]["materialized"] in _LASTING
        ]


@contextmanager
def preview_schemas(
    session: Session, place: PreviewPlace, *, is_replacing: bool, is_kept: bool
) -> Iterator[None]:
    """The schemas, with copies of what a run goes on from; dropped at the end."""
    if is_replacing:
        _drop(session, place)
    _copy(session, place)
    try:
        yield
    finally:
        if not is_kept:
            _drop(session, place)


def existing_relations(connection: Connection, dialect: Dialect, schemas: set[str]) -> set[str]:
    """The quoted names of the tables and views in some schemas."""
    found = connection.rows(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = current_database() "
        f"and table_schema in ({text_list(dialect, sorted(schemas))})"
    )
    return {f"{dialect.quote(schema)}.{dialect.quote(table)}" for schema, table in found}


def _drop(session: Session, place: PreviewPlace) -> None:
    with session.warehouse.connect() as connection:
        for schema in _leftovers(connection, place):
            name = session.warehouse.dialect.quote(schema)
            connection.execute(f"drop schema if exists {name} cascade")
        connection.commit()


def _leftovers(connection: Connection, place: PreviewPlace) -> list[str]:
    schemas = connection.rows(
        "select schema_name from information_schema.schemata "
        "where catalog_name = current_database() order by schema_name"
    )
    names = [str(name) for (name,) in schemas]
    return [name for name in names if name == place.schema or name.startswith(f"{place.schema}_")]


def _copy(session: Session, place: PreviewPlace) -> None:
    dialect = session.warehouse.dialect
    with session.warehouse.connect(read_only=True) as connection:
        _refuse_leftovers(connection, place)
        relations = existing_relations(connection, dialect, {place.published_identity})
    source, copy = dialect.quote(place.published_identity), dialect.quote(place.identity)
    tables = [dialect.quote(table) for table in place.lasting_tables()]
    tables = [table for table in tables if f"{source}.{table}" in relations]
    if dialect.quote(place.alias("identity_graph")) not in tables:
        raise ConfigurationError(
            f"There is no {place.published_identity}.identity_graph in "
            f"{session.warehouse.address}, so nothing would change.",
            "Run `dbt build` with the rules as they were, or name another --target.",
        )
    with session.warehouse.connect() as connection:
        # As for a backup: hold, then look, since a build puts new tables in the place of old ones.
        statements = [dialect.as_of_one_instant()]
        statements += [dialect.hold(f"{source}.{table}") for table in tables]
        # Not `if not exists`: of two previews at once one must fail.
        statements += [f"create schema {dialect.quote(place.schema)}"]
        statements += [f"create schema if not exists {copy}"]
        statements += [
            f"create table {copy}.{table} as select * from {source}.{table}" for table in tables
        ]
        statements += [dialect.analyze(f"{copy}.{table}") for table in tables]
        for statement in filter(None, statements):
            connection.execute(statement)
        connection.commit()


def _refuse_leftovers(connection: Connection, place: PreviewPlace) -> None:
    if leftovers := _leftovers(connection, place):
        raise ConfigurationError(
            f"There are schemas of a preview already: {', '.join(leftovers)}.",
            "Wait until it ends. If it was kept or killed, give --replace, which drops them.",
        )
