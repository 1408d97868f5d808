"""The shipped limits give what the sequential rule gives, edge for edge, on every engine."""

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.identity.graphs import random_graph, random_overrides
from tests.identity.oracle import resolve
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
RULE_SETS: dict[str, dict[str, dict[str, Any]]] = {
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
    "devices first": {"cookie_id": {"priority": 1}, "customer_id": {"priority": 7}},
    "nothing is over-shared": {
        name: {"max_profiles_per_value": None}
        for name in ("email", "phone", "email_sha256", "cookie_id", "dmp_id")
    },
    "all unique, nothing over-shared": {
        name: {"max_profiles_per_value": None, "max_per_profile": 1}
        for name in ("email", "phone", "email_sha256", "cookie_id", "dmp_id")
    },
}


@pytest.mark.parametrize("name", RULE_SETS)
def test_random_graphs_equal_the_sequential_rule(new_project: NewProject, name: str) -> None:
    random_source = random.Random(name)
    sightings = [row for index in range(200) for row in random_graph(index, random_source)]
    project = new_project()
    project.set_rules(_changed(project.vars["identifier_types"], RULE_SETS[name]))
    project.set_overrides(random_overrides(sightings, 0.5, random_source))
    project.load(sightings)
    assert project.build().success

    expected, actual = resolve(sightings, project.rules()), project.resolution()
    assert actual.partition() == expected.partition()
    assert actual.rejected == expected.rejected
    assert actual.profiles == expected.profiles
    assert len(expected.rejected) > 20


def _changed(types: dict[str, Any], changes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    changed = copy.deepcopy(types)
    for name, change in changes.items():
        changed[name].update(change)
        for key in [key for key, value in changed[name].items() if value is None]:
            del changed[name][key]
    return changed
