"""Ids that outlive rebuilds, removals and changes of rules; no id live twice; changes as rows.

Each test is a story of three days, with identifiers that no other story has. A build takes them all
through a day at once, since what a build costs hangs on its models and not on such few rows.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Override, Sighting
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
Rows = list[Sighting]
Profiles = Mapping[Node, str]
CHANGES = """
select profile_id, change_type from cdp_identity.identity_changes
where run_id in (
    select run_id from cdp_identity.identity_commits
    where run_number in (select max(run_number) from cdp_identity.identity_commits)
)
"""
LEDGER = "select profile_id from cdp_identity.profile_ledger"


def _record(name: str, day: int, *nodes: Node) -> Rows:
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, *node, observed_at=at, loaded_at=at) for node in nodes]


@dataclass
class Story:
    """Who is in a story, and the rows and overrides that there are on each of its days."""

    number: int
    rows: list[Rows] = field(default_factory=list)
    overrides: list[list[Override]] = field(default_factory=lambda: [[], [], []])

    def __post_init__(self) -> None:
        self.alice = ("customer_id", f"alice-{self.number}")
        self.bob = ("customer_id", f"bob-{self.number}")
        self.mail = ("email", f"alice{self.number}@mail.example")
        self.phone = ("phone", f"+3360000012{self.number}")
        self.cookie = ("cookie_id", f"cookie-of-alice-{self.number}")
        self.tablet = ("cookie_id", f"family-tablet-{self.number}")

    def record(self, name: str, day: int, *nodes: Node) -> Rows:
        return _record(f"{name} {self.number}", day, *nodes)

    @property
    def nodes(self) -> set[Node]:
        return {(row.identifier_type, row.identifier_value or "") for r in self.rows for row in r}


def _becomes_known(story: Story) -> None:
    visit = story.record("visit", 1, story.cookie)
    login = visit + story.record("login", 2, story.alice, story.cookie)
    story.rows = [visit, login, login]


def _anchor_goes(story: Story) -> None:
    account = story.record("account", 1, story.alice, story.mail, story.phone, story.cookie)
    form = story.record("form", 2, story.mail, story.phone, story.cookie)
    story.rows = [account, form, form + story.record("account again", 3, story.alice)]


def _falls_apart(story: Story) -> None:
    before = [
        *story.record("account", 1, story.alice, story.mail),
        *story.record("visit", 1, story.alice, story.cookie, story.tablet, story.phone),
    ]
    after = [
        # Two members, the e-mail and its hash, against three.
        *story.record("form", 2, story.mail),
        *story.record("other visit", 2, story.cookie, story.tablet, story.phone),
    ]
    story.rows = [before, after, after]


def _is_bridged_for_a_day(story: Story) -> None:
    sides = [
        *story.record("a", 1, story.bob, story.tablet),
        *story.record("b", 1, story.mail, story.phone),
    ]
    story.rows = [sides, sides + story.record("bridge", 2, story.tablet, story.phone), sides]


def _is_parted_for_a_day(story: Story) -> None:
    rows = [
        *story.record("a", 1, story.alice, story.mail),
        *story.record("b", 1, story.mail, story.phone),
    ]
    story.rows = [rows, rows, rows]
    apart = Override("apart", "must_not_link", story.alice, story.phone)
    story.overrides = [[], [apart], []]


def _loses_its_account(story: Story) -> None:
    form = story.record("form", 2, story.mail, story.cookie)
    story.rows = [story.record("account", 1, story.alice, story.mail), form, form]


PLOTS = [
    _becomes_known,
    _anchor_goes,
    _falls_apart,
    _is_bridged_for_a_day,
    _is_parted_for_a_day,
    _loses_its_account,
]


@dataclass
class Told:
    """What the models said of a story: its profiles by moment, its changes by day."""

    story: Story
    profiles: dict[str, Profiles]
    changes: dict[int, dict[str, int]]
    count_in_ledger: int


class _Days:
    """One warehouse through three days of all stories."""

    def __init__(self, project: StitchingProject) -> None:
        self.project = project
        self.stories = {plot: Story(number) for number, plot in enumerate(PLOTS, 1)}
        for plot, story in self.stories.items():
            plot(story)
        self.profiles: dict[str, Profiles] = {}
        self.changes: dict[int, list[tuple[str, str]]] = {}
        self._day(1)
        # The ledger and the changes are written, the graph is not.
        self._day(2, "after a run that did not count", "--exclude", "identity_graph+")
        self._day(2)
        self._build("after a full refresh", "--full-refresh")
        self._build("after a run without news")
        self._day(3)
        self._build("after the last full refresh", "--full-refresh")
        self.ledger = Counter(profile_id for (profile_id,) in project.warehouse.query(LEDGER))

    def _day(self, day: int, moment: str = "", *arguments: str) -> None:
        stories = self.stories.values()
        self.project.load(row for story in stories for row in story.rows[day - 1])
        self.project.set_overrides(one for story in stories for one in story.overrides[day - 1])
        self._build(moment or f"day {day}", *arguments)
        self.changes[day] = [(who, what) for who, what in self.project.warehouse.query(CHANGES)]

    def _build(self, moment: str, *arguments: str) -> None:
        assert self.project.build(*arguments).success
        self.profiles[moment] = self.project.resolution().profiles

    def of(self, plot: Callable[[Story], None]) -> Told:
        story = self.stories[plot]
        # The models derive an e-mail's hash: it is the story's as its e-mail is.
        profiles = {
            moment: {node: owner for node, owner in told.items() if node in story.nodes}
            for moment, told in self.profiles.items()
        }
        ids = {owner for told in profiles.values() for owner in told.values()}
        changes = {
            day: dict(Counter(what for who, what in told if who in ids))
            for day, told in self.changes.items()
        }
        return Told(story, profiles, changes, sum(self.ledger[one] for one in ids))


@pytest.fixture(scope="module")
def days(new_project: NewProject) -> _Days:
    return _Days(new_project())


def test_an_anonymous_profile_that_becomes_known_is_merged_into_the_person(days: _Days) -> None:
    told = days.of(_becomes_known)
    alice, cookie = told.story.alice, told.story.cookie
    before, after = told.profiles["day 1"], told.profiles["day 2"]
    assert after[cookie] == after[alice] != before[cookie]
    assert told.changes[2] == {"born": 1, "merged": 1}


def test_the_id_outlives_the_removal_of_its_anchor_and_a_full_refresh(days: _Days) -> None:
    told = days.of(_anchor_goes)
    story, before, after = told.story, told.profiles["day 1"], told.profiles["day 2"]
    assert {after[story.mail], after[story.phone], after[story.cookie]} == {before[story.alice]}
    assert told.changes[2] == {}
    assert told.profiles["after a full refresh"] == after
    assert told.profiles["after a run without news"] == after

    # The anchor comes back for somebody else: no id is live twice.
    returned = told.profiles["day 3"]
    assert returned[story.mail] == before[story.alice]
    assert returned[story.alice] != before[story.alice]
    assert told.profiles["after the last full refresh"] == returned


def test_the_largest_part_inherits_where_the_anchor_went(days: _Days) -> None:
    told = days.of(_falls_apart)
    story, before, after = told.story, told.profiles["day 1"], told.profiles["day 2"]
    assert after[story.cookie] == after[story.phone] == before[story.alice]
    assert after[story.mail] != before[story.alice]
    assert told.changes[2] == {"split": 1}


def test_a_split_gives_the_old_ids_back(days: _Days) -> None:
    told = days.of(_is_bridged_for_a_day)
    story, first, merged = told.story, told.profiles["day 1"], told.profiles["day 2"]
    assert merged[story.mail] == merged[story.bob] == first[story.bob] != first[story.mail]
    assert told.changes[2] == {"merged": 1}
    assert told.profiles["day 3"] == first
    assert told.changes[3] == {"split": 1}


def test_an_override_that_parts_two_people_is_a_split_that_can_be_undone(days: _Days) -> None:
    told = days.of(_is_parted_for_a_day)
    story, together, apart = told.story, told.profiles["day 1"], told.profiles["day 2"]
    assert apart[story.phone] != apart[story.alice] == together[story.alice]
    assert told.changes[2] == {"split": 1}
    assert told.profiles["day 3"] == together
    assert told.changes[3] == {"merged": 1}


def test_a_run_that_was_killed_before_it_counted_leaves_nothing(days: _Days) -> None:
    assert days.profiles["after a run that did not count"] == days.profiles["day 1"]
    told = days.of(_loses_its_account)
    mail, before = told.story.mail, told.profiles["day 1"]
    assert told.profiles["day 2"][mail] == before[mail]
    assert told.count_in_ledger == 1


def test_every_story_outlives_a_full_refresh(days: _Days) -> None:
    for moment in ("after a full refresh", "after a run without news"):
        assert days.profiles[moment] == days.profiles["day 2"]
    assert days.profiles["after the last full refresh"] == days.profiles["day 3"]


def test_ids_survive_a_change_of_rules(new_project: NewProject) -> None:
    project, story = new_project(), Story(0)
    project.load(story.record("account", 1, story.alice, story.mail, story.cookie))

    def build() -> Profiles:
        assert project.build().success
        return project.resolution().profiles

    before = build()
    types = {name: dict(rule) for name, rule in project.vars["identifier_types"].items()}
    customer, email = types["customer_id"], types["email"]
    customer["priority"], email["priority"] = email["priority"], customer["priority"]
    project.set_rules(types)
    assert build() == before
    types["customer_id"]["pattern"] = "^c[0-9]+$"
    project.set_rules(types)
    after = build()
    assert story.alice not in after
    assert after[story.mail] == before[story.mail]
