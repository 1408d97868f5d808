"""Everything that the warehouse holds on a person, as one document."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from reverse_etl.people import Person
from reverse_etl.residue import RawRecord, raw_records
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, text_list


def access_report(session: Session, connection: Connection, person: Person) -> dict[str, Any]:
    """The rows of every table that has a profile_id, and the raw records by their keys.

    Tables of the identity graph that know identifiers by a number are told by what they publish.
    """
    return {
        "profile_ids": list(person.profile_ids),
        "identifiers": [
            {"type": one.type, "value": one.value, "is_shared": one.is_shared}
            for one in person.identifiers
        ],
        "held": dict(_held(session, connection, person)),
        "raw_records": [
            {"source_name": one.source_name, "record_id": one.record_id}
            for one in _records(session, connection, person)
        ],
    }


def _held(
    session: Session, connection: Connection, person: Person
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    dialect = session.warehouse.dialect
    if not person.profile_ids:
        return
    for schema, name in connection.rows(
        "select table_schema, table_name from information_schema.columns "
        "where column_name = 'profile_id' and table_catalog = current_database() "
        "and table_schema not in ('information_schema', 'pg_catalog') "
        "order by table_schema, table_name"
    ):
        node = session.project.manifest.node_of_relation(str(schema), str(name))
        # What steps of the way repeat, the models that others use say once.
        if node is None or str(node["name"]).startswith("int_"):
            continue
        relation = f"{dialect.quote(str(schema))}.{dialect.quote(str(name))}"
        columns = [column.name for column in connection.columns(relation)]
        rows = connection.rows(
            f"select * from {relation} "
            f"where profile_id in ({text_list(dialect, person.profile_ids)})"
        )
        if rows:
            held = [
                {column: _plain(value) for column, value in zip(columns, row, strict=True)}
                for row in rows
            ]
            yield str(node["name"]), sorted(held, key=str)


def _records(session: Session, connection: Connection, person: Person) -> list[RawRecord]:
    own = [one for one in person.identifiers if not one.is_shared]
    return raw_records(session, connection, own)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
