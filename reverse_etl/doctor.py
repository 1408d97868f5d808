"""Checks everything that a sync needs, and says what to do about what is wrong."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from reverse_etl.config import Entry, SyncConfig, render_entry
from reverse_etl.errors import ConfigurationError, ReverseEtlError, WarehouseError
from reverse_etl.ledger import read_hash_key
from reverse_etl.notify import VARIABLE, check_notification
from reverse_etl.plan import Planner
from reverse_etl.session import Session, check_fit
from reverse_etl.upstream import builds_of, failed_upstream, read_builds

_WRITTEN = ("SELECT", "INSERT", "UPDATE", "DELETE")
_SHOWN = 5


@dataclass(frozen=True)
class Finding:
    """One check; detail says what was found, or what is wrong and the remedy."""

    check: str
    is_ok: bool
    detail: str


def examine(session: Session) -> Iterator[Finding]:
    """All checks in the order in which they build on each other."""
    yield _try("profile", lambda: _profile(session))
    yield _try("artifacts", lambda: f"read from {_artifacts(session)}")
    yield _staleness(session)
    yield _try("warehouse", lambda: _warehouse(session))
    yield _try("sync tables", lambda: _sync_tables(session))
    yield _try("grants", lambda: _grants(session))
    yield _journals(session)
    yield _try("notification", lambda: _notification(session))
    yield _try("syncs", lambda: f"{len(session.all_syncs)} declared and valid{_unsent(session)}")
    yield from _each_sync(session)
    yield from _each_destination(session)


def _try(check: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(check, True, look())
    except ReverseEtlError as error:
        return Finding(check, False, str(error))


def _profile(session: Session) -> str:
    connection = session.project.connection
    name = connection["target_name"]
    return f"{session.project.profiles_file}, target {name} ({connection.get('type')})"


def _artifacts(session: Session) -> str:
    return f"{session.project.artifacts} ({len(session.project.manifest.exposures)} exposures)"


def _staleness(session: Session) -> Finding:
    check = "artifacts' age"
    if message := stale_warning(session):
        return Finding(check, False, message)
    return Finding(check, True, "dbt has read the project's files as they are")


def stale_warning(session: Session) -> str:
    """What to tell if project files changed since dbt read them; else nothing."""
    try:
        stale = session.project.stale_files()
    except OSError:
        return ""
    if not stale:
        return ""
    others = f" and {len(stale) - 1} others" if len(stale) > 1 else ""
    return (
        f"{stale[0]}{others} changed after dbt wrote {session.project.artifacts}"
        "/manifest.json; run `dbt build` to make it count."
    )


def _warehouse(session: Session) -> str:
    with session.warehouse.connect(read_only=True) as connection:
        connection.rows("select 1")
    return f"{session.warehouse.address} lets us in"


def _sync_tables(session: Session) -> str:
    with session.warehouse.connect(read_only=True) as connection:
        read_hash_key(connection)
    return "schema reverse_etl is there"


def _grants(session: Session) -> str:
    """What a sync writes; what it reads is tried sync by sync."""
    query = session.warehouse.dialect.rights_lacking("reverse_etl", _WRITTEN)
    if query is None:
        return "the file is ours to write"
    with session.warehouse.connect(read_only=True) as connection:
        lacking = connection.rows(query)
    if lacking:
        told = ", ".join(f"{right} on {table}" for table, right in lacking[:_SHOWN])
        raise ConfigurationError(
            f"The warehouse's user lacks {len(lacking)} rights in schema reverse_etl: {told}.",
            f"Grant {', '.join(_WRITTEN)} on all tables in schema reverse_etl to that user.",
        )
    return "all tables of schema reverse_etl may be written"


def _unsent(session: Session) -> str:
    """Models made to be sent that no sync sends: their exposure may be off, or forgotten."""
    sent = {node for sync in session.all_syncs.values() for node in sync.depends_on}
    left = [
        str(model["name"])
        for model in session.project.manifest.models()
        if str(model["name"]).startswith("sync_")
        and "activation" in model["fqn"]
        and model["unique_id"] not in sent
    ]
    return f"; no sync sends {', '.join(left)}" if left else ""


def _journals(session: Session) -> Finding:
    try:
        waiting = session.folder.journals()
    except ReverseEtlError as error:
        return Finding("journals", False, str(error))
    if not waiting:
        return Finding("journals", True, "none waits to be recorded")
    detail = f"{len(waiting)} lie in {session.folder.path}: of runs that go on, or died"
    return Finding("journals", True, f"{detail}; the next sync records those that died")


def _notification(session: Session) -> str:
    is_set = check_notification(session) is not None
    return f"{VARIABLE} is set" if is_set else f"{VARIABLE} is not set: no one is told of failures"


def _each_sync(session: Session) -> Iterator[Finding]:
    try:
        syncs = list(session.all_syncs.values())
    except ReverseEtlError:
        return
    for sync in syncs:
        yield _try(f"sync {sync.name}", partial(_sync, session, sync))


def _sync(session: Session, sync: SyncConfig) -> str:
    dialect, project = session.warehouse.dialect, session.project
    for relation in (sync.relation, *sync.relations.values()):
        _check_readable(session, relation)
    with session.warehouse.connect(read_only=True) as connection:
        session.ledger.check(sync, connection)
        columns = Planner(sync, connection, dialect).check()
        builds = builds_of(sync, project, read_builds(connection, dialect, project))
    if bad := failed_upstream(sync, project, builds):
        raise ReverseEtlError(f"{', '.join(bad[:_SHOWN])}.", "Mend it and build again.")
    note = ""
    if personal := sync.pii_columns & set(sync.key):
        note = f"; its key {', '.join(sorted(personal))} is personal and kept in sync_state"
    return f"{sync.relation} has its key and {len(columns)} columns to send{note}"


def _check_readable(session: Session, relation: str) -> None:
    try:
        with session.warehouse.connect(read_only=True) as connection:
            connection.columns(relation)
    except WarehouseError as error:
        raise ConfigurationError(
            f"{relation} cannot be read. {error.message}.",
            "Build it, and grant SELECT on it to the profile's user; with dbt's config `grants` "
            "it keeps that through every build.",
        ) from None


def _each_destination(session: Session) -> Iterator[Finding]:
    try:
        entries = list(session.entries.values())
    except ReverseEtlError as error:
        yield Finding("destinations", False, str(error))
        return
    used = _used(session)
    for entry in entries:
        look = _destination if entry.name in used else _unused
        finding = _try(f"destination {entry.name}", partial(look, session, entry))
        yield finding
        if finding.is_ok:
            for sync in used.get(entry.name, []):
                yield _try(f"{entry.name} for {sync.name}", partial(_fit, session, sync))


def _used(session: Session) -> dict[str, list[SyncConfig]]:
    """The syncs of each entry that has any; of every entry none, where they cannot be read."""
    try:
        syncs = list(session.all_syncs.values())
    except ReverseEtlError:
        return {name: [] for name in session.entries}
    names = {sync.destination for sync in syncs}
    return {name: [sync for sync in syncs if sync.destination == name] for name in names}


def _fit(session: Session, sync: SyncConfig) -> str:
    """Whether the account takes what the sync sends, in the place that the sync names."""
    with session.warehouse.connect(read_only=True) as connection:
        columns = Planner(sync, connection, session.warehouse.dialect).check()
    destination = session.open_destination(sync)
    try:
        check_fit(destination, sync, columns)
        return destination.check() if sync.settings else "it takes what the sync sends"
    finally:
        destination.close()


def _unused(session: Session, entry: Entry) -> str:
    """An account that no sync needs may wait for its credentials."""
    try:
        render_entry(entry, os.environ)
    except ConfigurationError as error:
        return f"not set up, and no sync uses it: {error.message}"
    return _destination(session, entry)


def _destination(session: Session, entry: Entry) -> str:
    destination = session.open_entry(entry)
    try:
        return destination.check()
    finally:
        destination.close()
