"""What an edge by score stands for among other edges, and against what."""

from collections.abc import Callable

from tests.identity.oracle import Override
from tests.identity.scored import ScoredProject, contact, customer, pair, record
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
ROWS = [
    *record("alone:1", customer("one")),
    *record("alone:2", customer("two")),
    # A contact that two customers claim, one with a higher score.
    *record("claimed", contact("claimed")),
    *record("claims:more", customer("more")),
    *record("claims:less", customer("less"), day=9),
    # A contact that a record gives to one customer, and a later score to another.
    *record("told", customer("told"), contact("told")),
    *record("told:again", contact("told"), day=9),
    *record("scored", customer("scored"), day=9),
    # A contact that shares an e-mail with a customer, and scores with another.
    *record("mail:1", customer("mail"), ("email", "both@mail.example"), day=9),
    *record("mail:2", contact("mailed"), ("email", "both@mail.example"), day=9),
    *record("stronger", customer("stronger")),
    # Kept apart by an analyst, whatever the score.
    *record("apart:1", contact("apart1")),
    *record("apart:2", contact("apart2")),
]
PAIRS = [
    pair("alone:1", "alone:2", 1.0),
    pair("claimed", "claims:more", 0.97),
    pair("claimed", "claims:less", 0.96),
    pair("told:again", "scored", 1.0),
    pair("mail:2", "stronger", 0.9),
    pair("apart:1", "apart:2", 1.0),
]
APART = Override("apart", "must_not_link", contact("apart1"), contact("apart2"))


def test_a_score_is_as_strong_as_the_order_says_and_breaks_no_limit(
    new_project: NewProject,
) -> None:
    scored = ScoredProject(new_project())
    scored.project.set_overrides([APART])
    scored.project.load(ROWS)
    scored.score(PAIRS)
    assert scored.build(with_data_tests=True).success

    resolution = scored.project.resolution()
    profile = resolution.profiles
    limit = frozenset({"max_per_profile:customer_id"})
    assert resolution.rejected[frozenset({customer("one"), customer("two")})] == limit
    assert resolution.rejected[frozenset({contact("apart1"), contact("apart2")})] == frozenset(
        {"must_not_link"}
    )
    assert profile[contact("claimed")] == profile[customer("more")]
    assert profile[contact("claimed")] != profile[customer("less")]
    # Of two edges of one priority, what a record says stands before any score.
    assert profile[contact("told")] == profile[customer("told")]
    # A score between strong identifiers stands before a record's e-mail.
    assert profile[contact("mailed")] == profile[customer("stronger")]
    assert profile[contact("mailed")] != profile[customer("mail")]
