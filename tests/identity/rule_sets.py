"""Sets of rules that random graphs are resolved by; several of them can share one build."""

import copy
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Types = dict[str, dict[str, Any]]
DEVICES_AND_CONTACTS = ("email", "phone", "email_sha256", "cookie_id", "dmp_id")
CHANGES: dict[str, dict[str, dict[str, Any]]] = {
    "as shipped": {},
    "one unique type": {"loyalty_card": {"max_per_profile": None}},
    "no unique type": {
        "customer_id": {"max_per_profile": None},
        "loyalty_card": {"max_per_profile": None},
    },
    "at most two e-mails": {"email": {"max_per_profile": 2}},
    "a limit on every type": {
        name: {"max_per_profile": limit}
        for name, limit in {
            "crm_contact_id": 2,
            "email": 3,
            "phone": 2,
            "email_sha256": 3,
            "cookie_id": 3,
            "dmp_id": 2,
        }.items()
    },
    "third-party ids bridge": {"dmp_id": {"bridges": True}},
    "cookies do not bridge": {"cookie_id": {"bridges": False}},
    "devices first": {"cookie_id": {"priority": 1}, "customer_id": {"priority": 90}},
    "nothing is over-shared": {
        name: {"max_profiles_per_value": None} for name in DEVICES_AND_CONTACTS
    },
    "all unique, nothing over-shared": {
        name: {"max_profiles_per_value": None, "max_per_profile": 1}
        for name in DEVICES_AND_CONTACTS
    },
}


@dataclass(frozen=True)
class RuleSet:
    """Declared types, under names that no other rule set of the build has."""

    name: str
    types: Types
    suffix: str = ""

    def named(self, identifier_type: str) -> str:
        return identifier_type + self.suffix

    def alone(self) -> "RuleSet":
        """The same rules under the shipped names."""
        return RuleSet(self.name, self.types)

    def declared(self, place: int = 0) -> Types:
        """The entry of the var identifier_types; a priority is given once in a build."""
        declared = {}
        for name, rule in self.types.items():
            declared[self.named(name)] = rule | {"priority": rule["priority"] + 100 * place}
            if "derived_from" in rule:
                declared[self.named(name)]["derived_from"] = self.named(rule["derived_from"])
        return declared

    def blocked(self, rows: list[dict[str, str]]) -> list[dict[str, str]]:
        """The rows of the block list for these names; those for any type stay as they are."""
        return [
            row
            if row["identifier_type"] == "any"
            else row | {"identifier_type": self.named(row["identifier_type"])}
            for row in rows
        ]

    def blocked_patterns(self, patterns: Mapping[str, list[str]]) -> dict[str, list[str]]:
        return {
            name if name == "any" else self.named(name): found for name, found in patterns.items()
        }


def named_rule_sets(shipped: Types) -> list[RuleSet]:
    """Ten that were thought of, each for the trouble it makes."""
    return [
        RuleSet(name, changed(shipped, changes), f"_{number}" if number else "")
        for number, (name, changes) in enumerate(CHANGES.items())
    ]


def changed(types: Types, changes: Mapping[str, Mapping[str, Any]]) -> Types:
    """Types with some settings changed; None takes a setting away."""
    merged = copy.deepcopy(types)
    for name, change in changes.items():
        merged[name] = {
            key: value for key, value in (merged[name] | change).items() if value is not None
        }
    return merged


def random_rule_set(shipped: Types, number: int, random_source: random.Random) -> RuleSet:
    """Any order of strength, any limits, on values and on profiles."""
    priorities = random_source.sample(range(1, len(shipped) + 1), len(shipped))
    # Half keep the order that people know: what is strong there meets the rarer limits.
    keep_order = random_source.random() < 0.5
    changes: dict[str, dict[str, Any]] = {}
    for name, priority in zip(shipped, priorities, strict=True):
        changes[name] = {
            "max_per_profile": random_source.choice([None, None, 1, 1, 2, 3]),
            "max_profiles_per_value": random_source.choice([None, None, 1, 2, 3, 5]),
            "lifetime_days": random_source.choice([None, None, None, 10, 20]),
            "bridges": random_source.choice([None, None, None, False]),
        }
        if not keep_order:
            changes[name]["priority"] = priority
    suffix = f"_{number}" if number else ""
    return RuleSet(f"random rule set {number}", changed(shipped, changes), suffix)
