"""Whoever takes consent out of the engine turns tests red."""

import re
from collections.abc import Callable

import pytest

from reverse_etl.plan_sql import PlanSql

from . import test_changes
from .company import Company

# What is taken out of a plan's SQL, and the test that has to notice.
_MUTATIONS: dict[str, tuple[str, str, Callable[[Company], None]]] = {
    "grants are not asked for": (
        r"and coalesce\(sync_verdicts\.count_granted, 0\)\s*=\s*\d+",
        "",
        test_changes.test_the_first_run_sends_everyone_who_agreed,
    ),
    "refusals are not asked for": (
        r"or coalesce\(sync_verdicts\.is_refused, 0\) = 1",
        "",
        test_changes.test_consent_withdrawn_removes_though_the_model_has_them,
    ),
    "suppressions are not asked for": (
        r"left join suppressed on compared\.profile_id = suppressed\.profile_id",
        "left join suppressed on 1 = 0",
        test_changes.test_suppressions_count_by_scope_and_time,
    ),
}


@pytest.mark.parametrize("mutation", list(_MUTATIONS))
def test_a_plan_without_consent_fails_a_test(
    company: Company, monkeypatch: pytest.MonkeyPatch, mutation: str
) -> None:
    pattern, replacement, noticing = _MUTATIONS[mutation]
    written = PlanSql.plan

    def mutated(self: PlanSql, *arguments: object) -> str:
        sql, count = re.subn(pattern, replacement, written(self, *arguments))  # type: ignore[arg-type]
        if count != 1:
            raise ValueError(f"the plan has no such filter any more: {pattern}")
        return sql

    monkeypatch.setattr(PlanSql, "plan", mutated)
    # A count that is asked for and not there is a KeyError.
    with pytest.raises((AssertionError, KeyError)):
        noticing(company)
