"""Billing: the subscription to free delivery, its versions, and an invoice each month."""

from __future__ import annotations

from random import Random

from demo.generator.basket import money, tax_cents
from demo.generator.clock import DAY, END, HOUR, START, busy_instant
from demo.generator.collector import Collector
from demo.generator.config import places
from demo.generator.people import Person

_MONTH = 30 * DAY
_PLANS = (("delivery_monthly", 1, 590), ("delivery_yearly", 12, 5900))


def subscribe(out: Collector, rng: Random, person: Person, payer_email: str | None) -> None:
    """A subscription and its invoices; `payer_email` is set where another pays."""
    latest = max(person.active_since, person.active_until - 2 * _MONTH)
    started_at = busy_instant(rng, max(person.active_since, START), latest)
    until = min(person.active_until, END)
    ends = rng.random() < 0.35 and started_at + 2 * _MONTH < until
    ended_at = rng.randint(started_at + _MONTH, until - DAY) if ends else None
    plan = rng.choices(_PLANS, (75, 25))[0]
    account_id = f"BA-{out.ids.number('billing_account', 8)}"
    number = out.ids.number("subscription", 8)
    email = payer_email or person.email_at(started_at)
    row = (number, account_id, person.customer_id, email, plan[0],
           places()[person.country]["currency"], money(plan[2]))  # fmt: skip
    out.add("billing.subscriptions", started_at, *row, "active", started_at, None, started_at)
    if ended_at:
        out.add(
            "billing.subscriptions", ended_at, *row, "cancelled", started_at, ended_at, ended_at
        )
    out.label("billing", f"subscription:{number}", person.person_id)
    for issued_at in range(started_at, ended_at or until, plan[1] * _MONTH):
        _invoice(out, rng, person, (account_id, number, email), plan, issued_at)


def _invoice(
    out: Collector, rng: Random, person: Person, bill_to: tuple[str, str, str],
    plan: tuple[str, int, int], issued_at: int,
) -> None:  # fmt: skip
    """An invoice: open, then paid; some are not paid yet, some paid back."""
    number = f"INV-{out.ids.number('invoice', 8)}"
    row = (number, *bill_to, plan[0], places()[person.country]["currency"], money(plan[2]),
           money(tax_cents(plan[2], person.country)))  # fmt: skip
    out.label("billing", f"invoice:{number}", person.person_id)
    paid_at = issued_at + rng.randint(1, 10 * 24) * HOUR
    if paid_at > END or rng.random() < out.traps["unpaid_invoice"]:
        out.add("billing.invoices", issued_at, *row, "open", issued_at, None, None, issued_at)
        return
    out.add("billing.invoices", paid_at, *row, "paid", issued_at, paid_at, None, paid_at)
    refunded_at = paid_at + rng.randint(2, 20) * DAY
    if refunded_at < END and rng.random() < 0.04:
        out.add("billing.invoices", refunded_at, *row, "refunded", issued_at, paid_at,
                refunded_at, refunded_at)  # fmt: skip
