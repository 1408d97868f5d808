"""Newsletters: what was sent to whom, what became of it, and who had enough."""

from __future__ import annotations

from random import Random

from demo.generator.clock import DAY, END, HOUR, seconds
from demo.generator.collector import Collector
from demo.generator.config import mailings
from demo.generator.people import Person

_PROXY = "MailImageProxy/2.1 (prefetch)"
_READERS = ("Mozilla/5.0 (iPhone) Mail/18.5", "Thunderbird/140.0", "Mozilla/5.0 (Windows NT 10.0)")
_REACH = 0.24


def send_newsletters(out: Collector, rng: Random, person: Person) -> None:
    """The newsletters of a subscriber's year, until they leave or the address is dead."""
    if person.subscribed is None:
        return
    since, until = person.subscribed
    # The mailing tool keeps the address of the subscription; not everyone tells it a new one.
    tells = rng.random() < 0.5
    for month, mailing in enumerate(mailings()):
        sent_at = _sent_at(month) + rng.randint(0, 2 * HOUR)
        if not since <= sent_at <= until or rng.random() >= _REACH:
            continue
        email = person.email_at(sent_at if tells else since)
        send_id = _send(out, person, mailing, email, sent_at)
        if not _is_delivered(out, rng, person, send_id, email, sent_at):
            return
        if not _read(out, rng, person, mailing["name"], send_id, email, sent_at):
            return


def _sent_at(month: int) -> int:
    year, number = divmod(10 + month, 12)
    return seconds(2025 + year, number + 1, 12, 8)


def _send(out: Collector, person: Person, mailing: dict[str, str], email: str, sent_at: int) -> str:
    send_id = out.ids.number("send")
    subject = mailing[person.language]
    out.add("email.sends", sent_at, send_id, mailing["name"], subject, email, sent_at)
    out.label("email", f"send:{send_id}", person.person_id)
    return send_id


def _is_delivered(
    out: Collector, rng: Random, person: Person, send_id: str, email: str, sent_at: int
) -> bool:
    """False after a hard bounce: nothing more is sent to an address that is gone."""
    is_gone = email != person.email_at(sent_at)
    if not is_gone and rng.random() >= out.traps["soft_bounce"]:
        return True
    kind, text = ("hard", "550 5.1.1 user unknown") if is_gone else ("soft", "452 mailbox full")
    _bounce(out, person, send_id, email, kind, text, sent_at + rng.randint(1, 40))
    return not is_gone


def _bounce(
    out: Collector, person: Person, send_id: str, email: str, kind: str, text: str, at: int
) -> None:
    number = out.ids.number("bounce")
    out.add("email.bounces", at, number, send_id, email, kind, text, at)
    out.label("email", f"bounce:{number}", person.person_id)


def _read(
    out: Collector, rng: Random, person: Person, name: str, send_id: str, email: str, sent_at: int
) -> bool:
    """Opens and clicks; false once the reader unsubscribes or calls it spam."""
    if rng.random() < 0.45:
        is_machine = rng.random() < out.traps["machine_open"]
        agent = _PROXY if is_machine else rng.choice(_READERS)
        at = sent_at + (rng.randint(1, 9) if is_machine else rng.randint(600, 3 * DAY))
        _engage(out, person, send_id, email, "open", None, agent, at)
        if not is_machine and rng.random() < 0.25:
            url = f"https://shop.example/{person.country.lower()}/{name}"
            _engage(out, person, send_id, email, "click", url, agent, at + rng.randint(5, 90))
    farewell = rng.random()
    at = min(sent_at + rng.randint(600, 2 * DAY), END)
    if farewell < 0.012:
        number = out.ids.number("unsubscribe")
        out.add("email.unsubscribes", at, number, send_id, email, "too many e-mails", at)
        out.label("email", f"unsubscribe:{number}", person.person_id)
    elif farewell < 0.015:
        _bounce(out, person, send_id, email, "complaint", "reported as spam", at)
    return farewell >= 0.015


def _engage(
    out: Collector, person: Person, send_id: str, email: str, kind: str, url: str | None,
    agent: str, at: int,
) -> None:  # fmt: skip
    number = out.ids.number("engagement")
    at = min(at, END)
    out.add("email.engagements", at, number, send_id, email, kind, url, agent, at)
    out.label("email", f"engagement:{number}", person.person_id)
