"""Decides whether a plan may be carried out, and which part of it in any case."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from reverse_etl.config import SyncConfig
from reverse_etl.destinations.base import Capabilities
from reverse_etl.errors import ConfigurationError
from reverse_etl.names_screened import topics_told
from reverse_etl.plan import Plan
from reverse_etl.plan_sql import SENDABLE
from reverse_etl.project import Project
from reverse_etl.records import Guard
from reverse_etl.upstream import Builds, failed_upstream, oldest_build, stale_upstream

# A refusal is never held back: whatever is wrong with the rest, the person said no.
ALWAYS = ("removed_refused",)


@dataclass(frozen=True)
class Case:
    """All that the guards judge by."""

    sync: SyncConfig
    plan: Plan
    project: Project
    builds: Builds
    offered: Capabilities
    now: datetime


@dataclass(frozen=True)
class Verdict:
    """What of a plan may be sent."""

    guards: tuple[Guard, ...]
    actions: tuple[str, ...]
    held: int


def judge(case: Case, overrides: Collection[str]) -> Verdict:
    """The guards that stand against a plan, and the actions that go nevertheless."""
    check_overrides(overrides)
    guards = tuple(
        Guard(name, f"{reason}; {_way_on(name, remedy)}")
        for name, (check, remedy) in _CHECKS.items()
        if name not in overrides and (reason := check(case))
    )
    actions = ALWAYS if guards else SENDABLE
    counts = case.plan.counts
    held = sum(counts.get(action, 0) for action in SENDABLE if action not in actions)
    return Verdict(guards, actions, held)


def check_overrides(overrides: Collection[str]) -> None:
    """Raises on a guard that does not exist."""
    if unknown := sorted(set(overrides) - set(_CHECKS)):
        raise ConfigurationError(
            f"There is no guard {', '.join(unknown)}.",
            f"--override takes one of: {', '.join(_CHECKS)}.",
        )


def _way_on(name: str, remedy: str) -> str:
    return f'{remedy}, or go on with --override {name} --reason "..."'


def _upstream_failed(case: Case) -> str:
    bad = failed_upstream(case.sync, case.project, case.builds)
    more = f" and {len(bad) - 5} more" if len(bad) > 5 else ""
    return f"{', '.join(bad[:5])}{more}"


def _upstream_stale(case: Case) -> str:
    limit = timedelta(hours=case.sync.guard.max_build_age_hours)
    oldest = oldest_build(case.sync, case.builds, case.now)
    if oldest is not None and oldest[1] > limit:
        name, age = oldest
        return f"dbt built {name} last {_hours(age)} ago, more than {_hours(limit)}"
    stale = stale_upstream(case.sync, case.project, case.now - limit)
    return f"`dbt source freshness` found {', '.join(stale[:5])} too old" if stale else ""


def _empty_model(case: Case) -> str:
    return "" if case.plan.rows_in_model else f"the model {case.sync.relation} has no rows"


def _empty_consents(case: Case) -> str:
    return "" if case.plan.consents.count else "profile_consents has no rows"


def _stale_consents(case: Case) -> str:
    consents = case.plan.consents
    if not consents.count:
        return ""
    if consents.loaded_at is None:
        return "no consent statement says when it was loaded"
    limit = timedelta(hours=case.sync.guard.max_consent_age_hours)
    age = case.plan.as_of - consents.loaded_at
    if age <= limit:
        return ""
    return (
        f"the newest consent statement was loaded {_hours(age)} before the newest row of all, "
        f"more than {_hours(limit)}: people may have refused since"
    )


def _fallen_grants(case: Case) -> str:
    limits, granted = case.sync.guard, case.plan.consents.granted
    before = case.plan.before.granted or 0
    lost = before - granted
    if lost <= limits.min_grants_lost or lost / before <= limits.max_grants_lost_share:
        return ""
    return (
        f"{granted} profiles grant {', '.join(case.sync.consent.purposes)}, {before} did when "
        f"this was sent last: {lost / before:.0%} fewer, more than "
        f"{limits.max_grants_lost_share:.0%} and more than {limits.min_grants_lost}"
    )


def _invalid_keys(case: Case) -> str:
    if not case.plan.counts["invalid"]:
        return ""
    found = [f"{count} {what}" for what, count in case.plan.invalid.items() if count]
    return f"rows with a key ({', '.join(case.sync.key)}) that cannot be sent: {', '.join(found)}"


def _changed_schema(case: Case) -> str:
    before, now = case.plan.before.columns, case.plan.kinds
    if before is None or before == now:
        return ""
    gained = sorted(now.keys() - before.keys())
    lost = sorted(before.keys() - now.keys())
    turned = [
        f"{name} from {before[name]} to {now[name]}"
        for name in sorted(now.keys() & before.keys())
        if now[name] != before[name]
    ]
    parts = {"gained": gained, "lost": lost, "turned": turned}
    told = ", ".join(f"{word} {', '.join(names)}" for word, names in parts.items() if names)
    return f"since this was sent last, the model {told}: every record would be sent again"


def _mass_removal(case: Case) -> str:
    counts, limits = case.plan.counts, case.sync.guard
    removals = counts["removed_left_model"] + counts["removed_unknown_consent"]
    there = case.plan.rows_in_destination
    share = removals / there if there else 0.0
    if removals <= limits.min_removed or share <= limits.max_removed_share:
        return ""
    return (
        f"{removals} of {there} records ({share:.0%}) would be removed "
        f"({counts['removed_left_model']} left the model, {counts['removed_unknown_consent']} "
        f"have no known consent any more), more than {limits.max_removed_share:.0%} and more "
        f"than {limits.min_removed}"
    )


def _mass_growth(case: Case) -> str:
    # Measured by what was to be there, not by what is: a first run that died is no growth.
    before, limits = case.plan.before.wanted, case.sync.guard
    more = case.plan.wanted - before
    if not before or more <= limits.min_added or more / before <= limits.max_added_share:
        return ""
    return (
        f"{case.plan.wanted} records are to be there, {before} were when this was sent last "
        f"(+{more / before:.0%}), more than {limits.max_added_share:.0%} and more than "
        f"{limits.min_added} are added"
    )


def _screened_name(case: Case) -> str:
    if not case.offered.screens_names:
        return ""
    sync = case.sync
    model = sync.model_id.rpartition(".")[2]
    told = topics_told([sync.name, sync.object_name, model, *map(str, sync.settings.values())])
    found = ", ".join(f"{word} ({topic})" for word, topic in told.items())
    return f"the platform blocks audiences whose names tell such things: {found}" if told else ""


def _hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.0f} hours"


# Each guard with what to do where it is right; the override is for where it is not.
_CHECKS: Mapping[str, tuple[Callable[[Case], str], str]] = {
    "upstream_failed": (_upstream_failed, "mend it and build again"),
    "upstream_stale": (_upstream_stale, "build again, or raise guard.max_build_age_hours"),
    "empty_model": (_empty_model, "look at the models it is made from and build again"),
    "empty_consents": (_empty_consents, "load the consent source and build again"),
    "stale_consents": (
        _stale_consents,
        "load the consent source and build again, or raise guard.max_consent_age_hours",
    ),
    "fallen_grants": (_fallen_grants, "look at the consent source"),
    "invalid_keys": (_invalid_keys, "correct the model"),
    "changed_schema": (_changed_schema, "look at a plan"),
    "mass_removal": (_mass_removal, "look at who left"),
    "mass_growth": (_mass_growth, "look at who came"),
    "screened_name": (_screened_name, "give it a name that tells nothing of its people"),
}
GUARDS = tuple(_CHECKS)
