"""Ids that outlive rebuilds, removals and changes of rules; no id live twice; changes as rows."""

from collections.abc import Callable
from datetime import timedelta

from tests.identity.graphs import EPOCH
from tests.identity.oracle import Node, Override, Sighting
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
ALICE, BOB = ("customer_id", "alice"), ("customer_id", "bob")
MAIL, PHONE = ("email", "alice@mail.example"), ("phone", "+33600000123")
COOKIE, TABLET = ("cookie_id", "cookie-of-alice"), ("cookie_id", "family-tablet")
CHANGES = """
select change_type, count(*) from cdp_identity.identity_changes
where run_id in (
    select run_id from cdp_identity.identity_commits
    where run_number in (select max(run_number) from cdp_identity.identity_commits)
)
group by change_type order by change_type
"""


def _record(name: str, day: int, *nodes: Node) -> list[Sighting]:
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, *node, observed_at=at, loaded_at=at) for node in nodes]


class _Story:
    """One warehouse through several days of raw rows."""

    def __init__(self, project: StitchingProject) -> None:
        self.project = project
        self.rows: list[Sighting] = []

    def day(self, *records: list[Sighting]) -> dict[Node, str]:
        self.rows += [row for record in records for row in record]
        return self.build()

    def build(self, *arguments: str) -> dict[Node, str]:
        self.project.load(self.rows)
        assert self.project.build(*arguments).success
        return self.project.resolution().profiles

    def remove(self, name: str) -> None:
        self.rows = [row for row in self.rows if row.record_id != name]

    def changes(self) -> dict[str, int]:
        return dict(self.project.warehouse.query(CHANGES))


def test_an_anonymous_profile_that_becomes_known_is_merged_into_the_person(
    new_project: NewProject,
) -> None:
    story = _Story(new_project())
    before = story.day(_record("visit", 1, COOKIE))
    after = story.day(_record("login", 2, ALICE, COOKIE))
    assert after[COOKIE] == after[ALICE] != before[COOKIE]
    assert story.changes() == {"born": 1, "merged": 1}


def test_the_id_outlives_the_removal_of_its_anchor_and_a_full_refresh(
    new_project: NewProject,
) -> None:
    story = _Story(new_project())
    before = story.day(_record("account", 1, ALICE, MAIL, PHONE, COOKIE))
    story.remove("account")
    after = story.day(_record("form", 2, MAIL, PHONE, COOKIE))
    assert {after[MAIL], after[PHONE], after[COOKIE]} == {before[ALICE]}
    assert story.changes() == {}
    assert story.build("--full-refresh") == after
    assert story.build() == after

    # The anchor comes back for somebody else: no id is live twice.
    returned = story.day(_record("account again", 3, ALICE))
    assert returned[MAIL] == before[ALICE]
    assert returned[ALICE] != before[ALICE]
    assert story.build("--full-refresh") == returned


def test_the_largest_part_inherits_where_the_anchor_went(new_project: NewProject) -> None:
    story = _Story(new_project())
    before = story.day(
        _record("account", 1, ALICE, MAIL),
        _record("visit", 1, ALICE, COOKIE, TABLET, PHONE),
    )
    story.remove("account")
    story.remove("visit")
    after = story.day(
        # Two members, the e-mail and its hash, against three.
        _record("form", 2, MAIL),
        _record("other visit", 2, COOKIE, TABLET, PHONE),
    )
    assert after[COOKIE] == after[PHONE] == before[ALICE]
    assert after[MAIL] != before[ALICE]
    assert story.changes() == {"split": 1}


def test_a_split_gives_the_old_ids_back(new_project: NewProject) -> None:
    story = _Story(new_project())
    first = story.day(_record("a", 1, BOB, TABLET), _record("b", 1, MAIL, PHONE))
    merged = story.day(_record("bridge", 2, TABLET, PHONE))
    assert merged[MAIL] == merged[BOB] == first[BOB]
    assert story.changes() == {"merged": 1}
    story.remove("bridge")
    assert story.build() == first
    assert story.changes() == {"split": 1}


def test_an_override_that_parts_two_people_is_a_split_that_can_be_undone(
    new_project: NewProject,
) -> None:
    story = _Story(new_project())
    together = story.day(_record("a", 1, ALICE, MAIL), _record("b", 2, MAIL, PHONE))
    story.project.set_overrides([Override("apart", "must_not_link", ALICE, PHONE)])
    apart = story.build()
    assert apart[PHONE] != apart[ALICE] == together[ALICE]
    story.project.set_overrides([])
    assert story.build() == together


def test_ids_survive_a_change_of_rules(new_project: NewProject) -> None:
    story = _Story(new_project())
    before = story.day(_record("account", 1, ALICE, MAIL, COOKIE))
    types = {name: dict(rule) for name, rule in story.project.vars["identifier_types"].items()}
    types["customer_id"]["priority"], types["email"]["priority"] = 4, 1
    story.project.set_rules(types)
    assert story.build() == before
    types["customer_id"]["pattern"] = "^c[0-9]+$"
    story.project.set_rules(types)
    after = story.build()
    assert ALICE not in after
    assert after[MAIL] == before[MAIL]


def test_a_run_that_was_killed_before_it_counted_leaves_nothing(new_project: NewProject) -> None:
    story = _Story(new_project())
    before = story.day(_record("account", 1, ALICE, MAIL))
    story.remove("account")
    story.rows += _record("form", 2, MAIL, COOKIE)
    story.project.load(story.rows)
    # The ledger and the changes are written, the graph is not.
    assert story.project.build("--exclude", "identity_graph+").success
    assert story.project.resolution().profiles == before
    after = story.build()
    assert after[MAIL] == before[MAIL]
    ledger = "select count(*) from cdp_identity.profile_ledger"
    assert story.project.warehouse.query(ledger) == [(1,)]
