"""Decides whether a plan may be carried out, and which part of it in any case."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from reverse_etl.config import SyncConfig
from reverse_etl.errors import ConfigurationError
from reverse_etl.plan import Plan
from reverse_etl.plan_sql import SENDABLE
from reverse_etl.project import Project
from reverse_etl.records import Guard

# A refusal is never held back: whatever is wrong with the rest, the person said no.
ALWAYS = ("removed_refused",)
_BAD = {"error", "fail", "skipped", "runtime error", "partial success"}


@dataclass(frozen=True)
class Verdict:
    """What of a plan may be sent."""

    guards: tuple[Guard, ...]
    actions: tuple[str, ...]
    held: int


def judge(sync: SyncConfig, plan: Plan, project: Project, overrides: Collection[str]) -> Verdict:
    """The guards that stand against a plan, and the actions that go nevertheless."""
    check_overrides(overrides)
    guards = tuple(
        Guard(name, reason)
        for name, check in _CHECKS.items()
        if name not in overrides and (reason := check(sync, plan, project))
    )
    actions = ALWAYS if guards else SENDABLE
    held = sum(plan.counts.get(action, 0) for action in SENDABLE if action not in actions)
    return Verdict(guards, actions, held)


def check_overrides(overrides: Collection[str]) -> None:
    """Raises on a guard that does not exist."""
    if unknown := sorted(set(overrides) - set(_CHECKS)):
        raise ConfigurationError(
            f"There is no guard {', '.join(unknown)}.",
            f"--override takes one of: {', '.join(_CHECKS)}.",
        )


def _upstream_failed(sync: SyncConfig, plan: Plan, project: Project) -> str:
    bad = failed_upstream(sync, project)
    return f"in dbt's last run {', '.join(bad[:5])}; mend it and build again" if bad else ""


def failed_upstream(sync: SyncConfig, project: Project) -> list[str]:
    """What failed or was skipped, in dbt's last run, of all that the sync is made from."""
    manifest = project.manifest
    nodes = manifest.with_ancestors(list(sync.depends_on))
    relevant = nodes | manifest.tests_of(nodes)
    return [
        f"{_short(result['unique_id'])} has status {result['status']}"
        for result in project.run_results.get("results", [])
        if result["unique_id"] in relevant and result["status"] in _BAD
    ]


def _short(unique_id: str) -> str:
    kind, _, name = unique_id.split(".", 2)
    return f"{kind} {name}"


def _empty_model(sync: SyncConfig, plan: Plan, project: Project) -> str:
    return "" if plan.rows_in_model else f"the model {sync.relation} has no rows"


def _empty_consents(sync: SyncConfig, plan: Plan, project: Project) -> str:
    return "" if plan.consents else "profile_consents has no rows"


def _invalid_keys(sync: SyncConfig, plan: Plan, project: Project) -> str:
    if not (count := plan.counts["invalid"]):
        return ""
    key = ", ".join(sync.key)
    return (
        f"{count} rows have no profile_id, or a key ({key}) that is null, blank or not "
        "unique; correct the model, or send the others with --override invalid_keys"
    )


def _mass_removal(sync: SyncConfig, plan: Plan, project: Project) -> str:
    removals = plan.counts["removed_left_model"] + plan.counts["removed_unknown_consent"]
    limits, there = sync.guard, plan.rows_in_destination
    share = removals / there if there else 0.0
    if removals <= limits.min_removed or share <= limits.max_removed_share:
        return ""
    return (
        f"{removals} of {there} records ({share:.0%}) would be removed, more than "
        f"{limits.max_removed_share:.0%} and more than {limits.min_removed}; if that is "
        "right, run again with --override mass_removal"
    )


_CHECKS: Mapping[str, Callable[[SyncConfig, Plan, Project], str]] = {
    "upstream_failed": _upstream_failed,
    "empty_model": _empty_model,
    "empty_consents": _empty_consents,
    "invalid_keys": _invalid_keys,
    "mass_removal": _mass_removal,
}
