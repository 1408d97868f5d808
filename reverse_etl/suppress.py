"""Orders not to contact or use a person, and erasures, as rows that the models read."""

import getpass
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from reverse_etl.errors import ConfigurationError
from reverse_etl.people import ORDERS, Identifier, Person, derived, find_person, relation
from reverse_etl.session import Session
from reverse_etl.tombstones import Tombstones
from reverse_etl.warehouse import Connection

REASONS = ("objection", "complaint", "bounce", "erasure")
_SCOPE = re.compile(r"all|channel:[a-z0-9_]+|destination:[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Order:
    """What is asked for."""

    reason: str
    scope: str = "all"
    identifier: Identifier | None = None
    profile_id: str = ""
    until: datetime | None = None


@dataclass(frozen=True)
class OrderResult:
    """What was written."""

    order_id: str
    reason: str
    scope: str
    profile_ids: tuple[str, ...]
    count_identifiers: int
    count_shared_left: int


def suppress(session: Session, order: Order) -> OrderResult:
    """Writes an order: one row for each identifier it is about. The next build goes by it.

    An erasure, or an order about a profile, is about all identifiers of the person but those that
    others share; else it is about the one that was given.
    """
    _check(order)
    with session.warehouse.connect() as connection:
        person = find_person(
            session, connection, identifier=order.identifier, profile_id=order.profile_id
        )
        if not person.profile_ids and order.identifier is None:
            raise ConfigurationError(
                f"There is no profile {order.profile_id}.",
                "Give an identifier, `reverse-etl suppress TYPE VALUE`, or a profile of today.",
            )
        struck = _struck(session, order, person)
        order_id = str(uuid.uuid4())
        since = _since(session, connection)
        for identifier in struck:
            connection.execute(_row(session, order, person, identifier, order_id, since))
        connection.commit()
    shared = sum(1 for one in person.identifiers if one.is_shared and one not in struck)
    return OrderResult(order_id, order.reason, order.scope, person.profile_ids, len(struck), shared)


def _check(order: Order) -> None:
    if not _SCOPE.fullmatch(order.scope):
        raise ConfigurationError(
            f"The scope is {order.scope!r}.",
            "Use all, channel:<name>, e.g. channel:email, or destination:<entry>.",
        )
    if order.reason == "erasure" and (order.scope != "all" or order.until):
        raise ConfigurationError(
            "An erasure is of everything and for good.", "Leave --scope and --until out."
        )
    if bool(order.identifier) == bool(order.profile_id):
        raise ConfigurationError(
            "Whom is this about?", "Give a TYPE and a VALUE, or --profile ID, one of both."
        )


def _struck(session: Session, order: Order, person: Person) -> list[Identifier]:
    asked = person.asked
    if order.reason != "erasure" and asked:
        return [asked]
    struck = [one for one in person.identifiers if not one.is_shared]
    if asked and (asked.type, asked.value) not in {(one.type, one.value) for one in struck}:
        struck.append(asked)
    known = {(one.type, one.value) for one in struck}
    hashed = [one for each in struck for one in derived(session.project, each)]
    return struck + [one for one in hashed if (one.type, one.value) not in known]


def _since(session: Session, connection: Connection) -> datetime:
    # Models judge by the newest load, which may be behind the clock: an order holds at once.
    now = datetime.now(UTC).replace(tzinfo=None)
    as_of = connection.rows(f"select as_of_at from {relation(session.project, 'identity_as_of')}")
    known: list[datetime] = [row[0] for row in as_of if row[0] is not None]
    return min([now, *known])


def _row(
    session: Session,
    order: Order,
    person: Person,
    identifier: Identifier,
    order_id: str,
    since: datetime,
) -> str:
    literal = session.warehouse.dialect.literal
    values = {
        "order_id": order_id,
        "identifier_type": identifier.type,
        "identifier_hash": Tombstones(session.project).of_identifier(
            identifier.type, identifier.value
        ),
        "profile_id": person.profile_ids[0] if person.profile_ids else None,
        "scope": order.scope,
        "reason": order.reason,
        "ordered_by": getpass.getuser(),
        "since_at": since,
        "until_at": order.until,
        "ordered_at": datetime.now(UTC).replace(tzinfo=None),
    }
    return (
        f"insert into {ORDERS} ({', '.join(values)}) "
        f"values ({', '.join(literal(one) for one in values.values())})"
    )
