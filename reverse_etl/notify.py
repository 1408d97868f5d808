"""Tells a webhook when a sync begins to fail, fails otherwise, or is well again; never twice."""

import json
import logging
from urllib.parse import urlsplit

from reverse_etl.destinations.base import Context
from reverse_etl.errors import ConfigurationError, ReverseEtlError
from reverse_etl.records import Status, SyncResult
from reverse_etl.redaction import register_secret
from reverse_etl.session import Session
from reverse_etl.transport import HttpLimits, Transport

log = logging.getLogger(__name__)

VARIABLE = "CDP_NOTIFY_URL"
_TIMEOUT_SECONDS = 10.0
_RETRIES = 2


def check_notification(session: Session) -> str | None:
    """The address that is told, none where there is none; raises where it cannot be one."""
    url = session.project.environ.get(VARIABLE, "").strip()
    if not url:
        return None
    # Who knows the address of a chat's webhook can write there.
    register_secret(url)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(
            f"{VARIABLE} is no address of a webhook.", "Set it to one that begins with https://."
        )
    return url


def notify(session: Session, result: SyncResult, previous: str | None) -> None:
    """Posts the result if the status is not what it was; a first success is no news.

    That nobody could be told is logged, and changes nothing about the sync.
    """
    if result.status == (previous or Status.SUCCEEDED):
        return
    try:
        if url := check_notification(session):
            _post(session, url, result, previous)
    except ReverseEtlError as error:
        log.warning("The notification on %s was not delivered: %s", result.sync_name, error)


def _post(session: Session, url: str, result: SyncResult, previous: str | None) -> None:
    context = Context("the notification hook", session.project.directory, session.sleep)
    transport = Transport(context, HttpLimits(_TIMEOUT_SECONDS, _RETRIES), f"`{VARIABLE}`")
    try:
        transport.post(url, _body(result, previous), {"Content-Type": "application/json"})
    finally:
        transport.close()


def _body(result: SyncResult, previous: str | None) -> bytes:
    was = f" (was {previous})" if previous else ""
    text = f"reverse-etl: {result.sync_name} {result.status}{was}"
    document = {
        # What chats show; the rest is for machines.
        "text": f"{text}: {result.message}" if result.message else text,
        "sync_name": result.sync_name,
        "run_id": result.run_id,
        "status": result.status,
        "previous_status": previous,
        "message": result.message,
        "guards": [guard.name for guard in result.guards],
        "counts": {name: count for name, count in result.counts.items() if count},
        "exit_code": result.exit_code,
    }
    return json.dumps(document).encode()
