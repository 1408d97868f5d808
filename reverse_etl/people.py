"""Finds the person that an identifier or a profile id means."""

import hashlib
from dataclasses import dataclass
from typing import Any

from reverse_etl.errors import ConfigurationError
from reverse_etl.project import Project
from reverse_etl.session import Session
from reverse_etl.tombstones import Tombstones
from reverse_etl.warehouse import Connection, text_list

ORDERS = "reverse_etl.suppression_orders"


@dataclass(frozen=True)
class Identifier:
    """One identifier of a person."""

    type: str
    value: str
    is_shared: bool = False


@dataclass(frozen=True)
class Person:
    """The profiles of a person, and the identifiers by which they are known."""

    profile_ids: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    asked: Identifier | None = None


def relation(project: Project, name: str) -> str:
    """The relation of a model in the warehouse; raises where the project has none."""
    node = project.manifest.model_named(name)
    if node is None:
        raise ConfigurationError(
            f"The project has no model {name}.", "Run this where profiles are built."
        )
    return f"{node['schema']}.{node['alias']}"


def find_person(
    session: Session, connection: Connection, *, identifier: Identifier | None, profile_id: str
) -> Person:
    """Whoever has the identifier, else the profile, in the graph as it is now.

    Nobody has them where the person is erased already; then profile ids are those of the order.
    """
    dialect, graph = session.warehouse.dialect, relation(session.project, "identity_graph")
    if identifier:
        _check_type(session.project, identifier.type)
        identifier = _as_known(session, connection, identifier)
        condition = (
            f"identifier_type = {dialect.literal(identifier.type)} "
            f"and identifier_value = {dialect.literal(identifier.value)}"
        )
    else:
        condition = f"profile_id = {dialect.literal(profile_id)}"
    found = connection.rows(f"select distinct profile_id from {graph} where {condition}")
    profile_ids = tuple(str(row[0]) for row in found)
    rows = (
        connection.rows(
            "select identifier_type, identifier_value, is_shared, profile_id "
            f"from {graph} where profile_id in ({text_list(dialect, profile_ids)}) "
            "order by priority, identifier_value"
        )
        if profile_ids
        else []
    )
    identifiers = tuple(Identifier(str(row[0]), str(row[1]), bool(row[2])) for row in rows)
    if not identifiers and identifier:
        identifiers = (identifier,)
    return Person(profile_ids, identifiers, identifier)


def ordered_profiles(session: Session, connection: Connection, person: Person) -> tuple[str, ...]:
    """The profiles that orders of erasure know the person's identifiers under."""
    hashes = Tombstones(session.project)
    known = [hashes.of_identifier(one.type, one.value) for one in person.identifiers]
    if not known:
        return ()
    rows = connection.rows(
        f"select distinct profile_id from {ORDERS} where reason = 'erasure' "
        f"and profile_id is not null "
        f"and identifier_hash in ({text_list(session.warehouse.dialect, known)})"
    )
    return tuple(sorted(str(row[0]) for row in rows))


def derived(project: Project, identifier: Identifier) -> list[Identifier]:
    """The identifiers that identity makes of a clear one: its hash, by which partners know it."""
    digest = hashlib.sha256(identifier.value.encode()).hexdigest()
    return [
        Identifier(name, digest)
        for name, rule in _types(project).items()
        if rule.get("derived_from") == identifier.type
    ]


def _types(project: Project) -> dict[str, dict[str, Any]]:
    graph = project.manifest.model_named("identity_graph") or {}
    declared = project.variable("identifier_types", str(graph.get("package_name", "")))
    return declared if isinstance(declared, dict) else {}


def _check_type(project: Project, name: str) -> None:
    types = _types(project)
    if types and name not in types:
        raise ConfigurationError(
            f"There is no identifier type {name}.", f"Use one of: {', '.join(sorted(types))}."
        )


def _as_known(session: Session, connection: Connection, asked: Identifier) -> Identifier:
    """The value as identity writes it: as it was given, else in lower case without blanks."""
    dialect, identifiers = session.warehouse.dialect, relation(session.project, "identifiers")
    folded = asked.value.strip().lower()
    rows = connection.rows(
        f"select identifier_value from {identifiers} "
        f"where identifier_type = {dialect.literal(asked.type)} and identifier_value in "
        f"({text_list(dialect, [asked.value, asked.value.strip(), folded])})"
    )
    values = [str(row[0]) for row in rows]
    if asked.value in values or not values:
        is_mail = asked.type == "email" and not values
        return Identifier(asked.type, folded if is_mail else asked.value.strip())
    return Identifier(asked.type, values[0])
