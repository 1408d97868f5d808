"""Edges that a matcher scored are held to the same limits and come and go with the same runs."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from tests.identity.graphs import EPOCH, random_graph, random_overrides
from tests.identity.oracle import Node, Override, Resolution, ScoredPair, Sighting, resolve
from tests.identity.replay import Replay
from tests.identity.scored import ScoredProject
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
COUNT_GRAPHS = {"duckdb": 80, "postgres": 20}
SCORES = [0.3, 0.6, 0.9, 0.95, 0.9512, 1.0]


def _random_pairs(
    rows: list[Sighting], index: int, random_source: random.Random
) -> Iterator[ScoredPair]:
    """Pairs of any records of a graph: events, unknown and deleted ones, one with itself."""
    records = sorted({(row.source_name, row.record_id) for row in rows})
    records.append(("entities", f"unknown:{index}"))
    for _ in range(random_source.choice([0, 2, 8])):
        ends = random_source.choices(records, k=2)
        yield ScoredPair(*ends, random_source.choice(SCORES))


def test_scores_of_random_graphs_equal_the_sequential_rule_as_they_come_and_go(
    new_project: NewProject, engine: str
) -> None:
    scored = ScoredProject(new_project())
    random_source = random.Random(20261125)
    graphs = [list(random_graph(n, random_source)) for n in range(COUNT_GRAPHS[engine])]
    pairs = [list(_random_pairs(rows, index, random_source)) for index, rows in enumerate(graphs)]
    rows = [row for graph in graphs for row in graph]
    scored.project.set_overrides(random_overrides(rows, 0.5, random_source))
    later = [replace(row, loaded_at=row.loaded_at + timedelta(days=90)) for row in rows]
    replay = Replay(scored.project.vars["identity_namespace"])
    whole: list[ScoredPair] = [pair for told in pairs for pair in told]
    half = [pair for told in pairs[::2] for pair in told]
    moved = [replace(pair, score=random_source.choice(SCORES)) for pair in whole]

    # Half of the rows; all rows and scores; other scores alone; no score left.
    steps = [(rows[: len(rows) // 2], half), (rows + later, whole), (rows + later, moved)]
    resolutions = []
    for loaded, told in [*steps, (rows + later, [])]:
        scored.project.load(loaded)
        scored.score(told)
        assert scored.build().success
        resolutions.append(_assert_equal_to_one_run(scored, loaded, replay))

    partitions = [resolution.partition() for resolution in resolutions]
    # Scores that change nothing would prove nothing.
    assert partitions[1] != partitions[3]
    assert partitions[2] != partitions[3]
    assert len(resolutions[1].rejected) > len(resolutions[3].rejected)


def _assert_equal_to_one_run(
    scored: ScoredProject, rows: list[Sighting], replay: Replay
) -> Resolution:
    expected, actual = resolve(rows, scored.rules()), scored.project.resolution()
    assert actual.partition() == expected.partition()
    assert actual.rejected == expected.rejected
    replay.run(expected)
    assert actual.profiles == replay.profiles
    return expected


def _record(name: str, *nodes: Node, day: int = 0) -> list[Sighting]:
    at = EPOCH + timedelta(days=day)
    return [Sighting("entities", name, kind, value, at, at) for kind, value in nodes]


def _pair(a: str, b: str, score: float) -> ScoredPair:
    return ScoredPair(("entities", a), ("entities", b), score)


def _customer(name: str) -> Node:
    return ("customer_id", f"cust-{name}")


def _contact(name: str) -> Node:
    return ("crm_contact_id", f"contact{name}")


ROWS = [
    *_record("alone:1", _customer("one")),
    *_record("alone:2", _customer("two")),
    # A contact that two customers claim, one with a higher score.
    *_record("claimed", _contact("claimed")),
    *_record("claims:more", _customer("more")),
    *_record("claims:less", _customer("less"), day=9),
    # A contact that a record gives to one customer, and a later score to another.
    *_record("told", _customer("told"), _contact("told")),
    *_record("told:again", _contact("told"), day=9),
    *_record("scored", _customer("scored"), day=9),
    # A contact that shares an e-mail with a customer, and scores with another.
    *_record("mail:1", _customer("mail"), ("email", "both@mail.example"), day=9),
    *_record("mail:2", _contact("mailed"), ("email", "both@mail.example"), day=9),
    *_record("stronger", _customer("stronger")),
    # Kept apart by an analyst, whatever the score.
    *_record("apart:1", _contact("apart1")),
    *_record("apart:2", _contact("apart2")),
]
PAIRS = [
    _pair("alone:1", "alone:2", 1.0),
    _pair("claimed", "claims:more", 0.97),
    _pair("claimed", "claims:less", 0.96),
    _pair("told:again", "scored", 1.0),
    _pair("mail:2", "stronger", 0.9),
    _pair("apart:1", "apart:2", 1.0),
]
APART = Override("apart", "must_not_link", _contact("apart1"), _contact("apart2"))


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
    assert resolution.rejected[frozenset({_customer("one"), _customer("two")})] == limit
    assert resolution.rejected[frozenset({_contact("apart1"), _contact("apart2")})] == frozenset(
        {"must_not_link"}
    )
    assert profile[_contact("claimed")] == profile[_customer("more")]
    assert profile[_contact("claimed")] != profile[_customer("less")]
    # Of two edges of one priority, what a record says stands before any score.
    assert profile[_contact("told")] == profile[_customer("told")]
    # A score between strong identifiers stands before a record's e-mail.
    assert profile[_contact("mailed")] == profile[_customer("stronger")]
    assert profile[_contact("mailed")] != profile[_customer("mail")]


IN_DOUBT = ["kept", "joined", "parted", "lapsed"]


def test_a_pair_in_doubt_leaves_the_review_with_the_decision(new_project: NewProject) -> None:
    scored = ScoredProject(new_project())
    names = [f"{name}:{end}" for name in IN_DOUBT for end in "ab"]
    values = {name: name.replace(":", "") for name in names}
    rows = [row for name in names for row in _record(name, _contact(values[name]))]
    rows += _record("sure:a", _contact("surea")) + _record("sure:b", _contact("sureb"))
    scored.project.load(rows)
    pairs = [_pair(f"{name}:a", f"{name}:b", 0.7) for name in IN_DOUBT]
    # Too low, high enough, and of two scores of one pair the better.
    pairs += [_pair("kept:a", "joined:a", 0.49), _pair("sure:a", "sure:b", 0.9)]
    scored.score([*pairs, _pair("sure:b", "sure:a", 0.7)])
    assert scored.build(with_data_tests=True).success
    in_doubt = {name: _review_pair(name) for name in IN_DOUBT}
    assert scored.review() == set(in_doubt.values())
    assert _is_one(scored, "sure")

    decided = [_decision("joined", "must_link"), _decision("parted", "must_not_link")]
    scored.project.set_overrides([*decided, _decision("lapsed", "must_not_link")])
    assert scored.build().success
    assert scored.review() == {in_doubt["kept"]}
    assert _is_one(scored, "joined")
    assert not _is_one(scored, "parted")

    # A decision that is taken back, and a score that rises against one that stands.
    scored.project.set_overrides(decided)
    scored.score([replace(pair, score=0.99) for pair in pairs if "parted:a" in pair.record_a])
    assert scored.build().success
    assert not _is_one(scored, "parted")
    assert not _is_one(scored, "sure")
    assert _is_one(scored, "joined")
    scored.score(pairs)
    assert scored.build().success
    assert scored.review() == {in_doubt["kept"], in_doubt["lapsed"]}


def _review_pair(name: str) -> frozenset[str]:
    return frozenset({f"contact{name}a", f"contact{name}b"})


def _decision(name: str, action: str) -> Override:
    return Override(name, action, _contact(f"{name}a"), _contact(f"{name}b"))


def _is_one(scored: ScoredProject, name: str) -> bool:
    profiles = scored.project.resolution().profiles
    return profiles[_contact(f"{name}a")] == profiles[_contact(f"{name}b")]
