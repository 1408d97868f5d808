"""Stitching in its plainest form: quarantine of blocked and over-shared values, then union-find.

The demo's data is tuned so that this gets most people right, but not all. The shipped models have
their own oracle; this one is small on purpose.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from demo.generator.clock import END
from demo.generator.config import places, tables, traps
from demo.generator.phones import DIALLING_CODES

Data = dict[str, list[dict[str, Any]]]
Value = tuple[str, str]
Record = tuple[str, str]

PERSON_TYPES = frozenset({"customer_id", "loyalty_card", "crm_contact_id", "billing_account_id"})
LIMITED_TYPES = frozenset({
    "email", "phone", "email_sha256", "cookie_id", "dmp_id", "app_instance_id", "advertising_id",
    "click_id",
})  # fmt: skip
MACHINES = ("no-reply", "noreply", "mailer-daemon")
LIMIT = 5


class Quality(NamedTuple):
    """Pairs of source records that were put together, against the pairs of one person."""

    precision: float
    recall: float
    largest: int


def collect(chunks: Iterable[dict[str, list[tuple[object, ...]]]]) -> Data:
    """The rows of all chunks, as dictionaries."""
    data: Data = {name: [] for name in tables()}
    for chunk in chunks:
        for name, rows in chunk.items():
            columns = [column.name for column in tables()[name].columns]
            data[name].extend(dict(zip(columns, row, strict=True)) for row in rows)
    return data


def normalized_email(text: str | None) -> str | None:
    """The e-mail that identifies, or nothing."""
    email = (text or "").strip().lower()
    local = email.split("@")[0]
    if email in traps().email_placeholders or local in (*traps().role_names, *MACHINES):
        return None
    return email if re.fullmatch(r"[^@ ]+@[^@ ]+[.][^@ .]{2,}", email) else None


def normalized_phone(text: str | None, country: str) -> str | None:
    """The phone as + and digits, or nothing."""
    text = (text or "").strip()
    if text in traps().phone_placeholders or re.search("[a-z@]", text):
        return None
    digits = re.sub(r"[^0-9+]", "", text.replace("(0)", ""))
    code = DIALLING_CODES[country]
    if digits.startswith("+"):
        return digits if len(digits) > 9 else None
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if country == "US":
        return f"+1{digits[-10:]}" if len(digits) >= 10 else None
    national = digits.lstrip("0")
    return f"+{code}{national}" if len(national) >= 8 else None


def device_id(text: str) -> str | None:
    """The device id in one spelling, or nothing for zeros."""
    digits = text.lower().replace("-", "")
    return digits if digits.strip("0") else None


def country_code(text: str) -> str:
    """The country's code, however it was typed."""
    return next(
        code for code, place in places().items() if text == code or text in place["aliases"]
    )


def newest(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The newest version of each record."""
    versions: dict[str, dict[str, Any]] = {}
    for row in rows:
        known = versions.get(row[key])
        if known is None or _version(row) >= _version(known):
            versions[row[key]] = row
    return list(versions.values())


def _version(row: dict[str, Any]) -> tuple[int, int]:
    return row.get("updated_at") or 0, row["_loaded_at"]


def sightings(data: Data) -> Iterator[tuple[Record, list[Value]]]:
    """Every record's usable-looking values, the newest version of each record only."""
    for row in newest(data["crm.contacts"], "id"):
        country = country_code(row["country"])
        phone = normalized_phone(row["phone"] or row["mobile_phone"], country)
        yield _seen("crm", f"contact:{row['id']}", crm_contact_id=row["id"], email=row["email"],
                    phone=phone)  # fmt: skip
    for row in data["crm.calls"]:
        yield _seen("crm", f"call:{row['id']}", crm_contact_id=row["contact_id"],
                    phone=normalized_phone(row["phone_number"], "FR"))  # fmt: skip
    for kind in ("page", "track", "identify"):
        for row in newest(data[f"web.{kind}s" if kind != "identify" else "web.identifies"], "id"):
            user = None if row["user_id"] == "null" else row["user_id"]
            yield _seen("web", f"{kind}:{row['id']}", cookie_id=row["anonymous_id"],
                        customer_id=user, email=row.get("email"))  # fmt: skip
    for row in newest(data["shop.customers"], "id"):
        phone = normalized_phone(row["phone"], row["address_country_code"])
        yield _seen("shop", f"customer:{row['id']}", customer_id=row["id"], email=row["email"],
                    phone=phone)  # fmt: skip
    for row in newest(data["shop.orders"], "id"):
        yield _seen("shop", f"order:{row['id']}", customer_id=row["customer_id"],
                    email=row["email"], phone=normalized_phone(row["phone"], row["country_code"]),
                    cookie_id=row["anonymous_id"])  # fmt: skip
    for row in newest(data["pos.loyalty_members"], "card_no"):
        phone = normalized_phone(row["phone"], row["country_code"])
        yield _seen("pos", f"member:{row['card_no']}", loyalty_card=row["card_no"],
                    email=row["email"], phone=phone)  # fmt: skip
    for row in newest(data["pos.receipts"], "receipt_no"):
        yield _seen("pos", f"receipt:{row['receipt_no']}", loyalty_card=row["loyalty_card_no"],
                    email=row["email"])  # fmt: skip
    for row in data["dmp.cookie_segments"]:
        yield _seen("dmp", f"segment:{row['id']}", dmp_id=row["dmp_id"])
    for row in data["dmp.cookie_matches"]:
        yield _seen("dmp", f"match:{row['id']}", dmp_id=row["dmp_id"],
                    cookie_id=row["site_cookie"], email_sha256=row["email_sha256"])  # fmt: skip
    for row in data["consent.banner_choices"]:
        yield _seen("consent", f"banner:{row['id']}", cookie_id=row["anonymous_id"])
    for row in data["consent.browser_signals"]:
        yield _seen("consent", f"signal:{row['id']}", cookie_id=row["anonymous_id"])
    for row in data["consent.preferences"]:
        yield _seen("consent", f"preference:{row['id']}", customer_id=row["customer_id"],
                    email=row["email"])  # fmt: skip
    yield from _channel_sightings(data)


def _channel_sightings(data: Data) -> Iterator[tuple[Record, list[Value]]]:
    for row in data["mobile.events"]:
        yield _seen("mobile", f"event:{row['id']}", customer_id=row["user_id"],
                    app_instance_id=device_id(row["app_instance_id"]),
                    advertising_id=device_id(row["advertising_id"]),
                    click_id=row["click_id"])  # fmt: skip
    for row in data["ads.clicks"]:
        yield _seen("ads", f"click:{row['id']}", cookie_id=row["anonymous_id"],
                    click_id=row["click_id"])  # fmt: skip
    for kind in ("send", "engagement", "bounce", "unsubscribe"):
        for row in data[f"email.{kind}s"]:
            yield _seen("email", f"{kind}:{row['id']}", email=row["email"])
    for row in newest(data["support.tickets"], "id"):
        yield _seen("support", f"ticket:{row['id']}", customer_id=row["customer_id"],
                    email=row["requester_email"])  # fmt: skip
    for row in newest(data["billing.subscriptions"], "id"):
        yield _seen("billing", f"subscription:{row['id']}", customer_id=row["customer_id"],
                    billing_account_id=row["account_id"], email=row["email"])  # fmt: skip
    for row in newest(data["billing.invoices"], "id"):
        yield _seen("billing", f"invoice:{row['id']}", billing_account_id=row["account_id"],
                    email=row["email"])  # fmt: skip
    expired = {row["id"] for row in data["partner.contracts"] if row["expires_at"] <= END}
    for row in data["partner.purchases"]:
        digest = None if row["contract_id"] in expired else row["email_sha256"].lower()
        yield _seen("partner", f"purchase:{row['id']}", email_sha256=digest)


def _seen(source: str, record_id: str, **values: str | None) -> tuple[Record, list[Value]]:
    values["email"] = normalized_email(values.get("email"))
    if values["email"]:
        values["email_sha256"] = hashlib.sha256(values["email"].encode()).hexdigest()
    return (source, record_id), [(kind, value) for kind, value in values.items() if value]


def over_shared(records: list[tuple[Record, list[Value]]]) -> set[Value]:
    """Values seen with more people than the limit; where no person ever is, with more contacts."""
    people: dict[Value, set[Value]] = defaultdict(set)
    contacts: dict[Value, set[Value]] = defaultdict(set)
    for _, values in records:
        for value in values:
            if value[0] in LIMITED_TYPES:
                people[value].update(other for other in values if other[0] in PERSON_TYPES)
                contacts[value].update(
                    other for other in values if other[0] in ("email", "phone") and other != value
                )
    return {value for value in people if len(people[value] or contacts[value]) > LIMIT}


def clusters(records: list[tuple[Record, list[Value]]]) -> dict[Record, Value]:
    """The cluster of every record that has a usable value."""
    quarantined = over_shared(records)
    parent: dict[Value, Value] = {}

    def root(value: Value) -> Value:
        while parent.setdefault(value, value) != value:
            parent[value] = parent[parent[value]]
            value = parent[value]
        return value

    usable = {
        record: [value for value in values if value not in quarantined]
        for record, values in records
    }
    for values in usable.values():
        for value in values[1:]:
            parent[root(value)] = root(values[0])
    return {record: root(values[0]) for record, values in usable.items() if values}


def quality(data: Data) -> Quality:
    """Precision and recall of the plainest stitching over pairs of source records."""
    truth = {
        (row["source_name"], row["record_id"]): row["person_id"] for row in data["labels.records"]
    }
    found = clusters(list(sightings(data)))
    both = Counter((found[record], truth[record]) for record in found)
    found_pairs = _pairs(Counter(found.values()))
    true_pairs = _pairs(Counter(truth.values()))
    right = _pairs(both)
    people: dict[Value, set[str]] = defaultdict(set)
    for cluster, person in both:
        people[cluster].add(person)
    return Quality(right / found_pairs, right / true_pairs, max(map(len, people.values())))


def _pairs(counts: Counter[Any]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())
