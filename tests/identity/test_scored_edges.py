"""Edges that a matcher scored are held to the same limits and come and go with the same runs."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from tests.identity.graphs import random_graph, random_overrides
from tests.identity.oracle import Override, Resolution, ScoredPair, Sighting, resolve
from tests.identity.replay import Replay
from tests.identity.scored import ScoredProject, contact, pair, record
from tests.identity.stitching import StitchingProject

NewProject = Callable[[], StitchingProject]
COUNT_GRAPHS = {"duckdb": 80, "postgres": 40}
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
    whole: list[ScoredPair] = [one for told in pairs for one in told]
    half = [one for told in pairs[::2] for one in told]
    moved = [replace(one, score=random_source.choice(SCORES)) for one in whole[::2]]

    # Half of the rows; all rows and scores; other scores alone, some of them gone.
    steps = [(rows[: len(rows) // 2], half), (rows + later, whole), (rows + later, moved)]
    resolutions = []
    for loaded, told in steps:
        scored.project.load(loaded)
        scored.score(told)
        assert scored.build().success
        resolutions.append(_assert_equal_to_one_run(scored, loaded, replay))

    # Scores that change nothing would prove nothing.
    without = resolve(rows + later, scored.project.rules())
    whole_resolution, moved_resolution = resolutions[1:]
    assert whole_resolution.partition() != without.partition()
    assert whole_resolution.partition() != moved_resolution.partition()
    assert whole_resolution.rejected != without.rejected


def _assert_equal_to_one_run(
    scored: ScoredProject, rows: list[Sighting], replay: Replay
) -> Resolution:
    expected, actual = resolve(rows, scored.rules()), scored.project.resolution()
    assert actual.partition() == expected.partition()
    assert actual.rejected == expected.rejected
    replay.run(expected)
    assert actual.profiles == replay.profiles
    return expected


IN_DOUBT = ["kept", "joined", "parted", "lapsed"]


def test_a_pair_in_doubt_leaves_the_review_with_the_decision(new_project: NewProject) -> None:
    scored = ScoredProject(new_project())
    names = [f"{name}:{end}" for name in IN_DOUBT for end in "ab"]
    values = {name: name.replace(":", "") for name in names}
    rows = [row for name in names for row in record(name, contact(values[name]))]
    rows += record("sure:a", contact("surea")) + record("sure:b", contact("sureb"))
    scored.project.load(rows)
    pairs = [pair(f"{name}:a", f"{name}:b", 0.7) for name in IN_DOUBT]
    unlike = frozenset({"contactkepta", "contactjoineda"})
    # Too low, high enough, and of two scores of one pair the better.
    pairs += [pair("kept:a", "joined:a", 0.49), pair("sure:a", "sure:b", 0.9)]
    scored.score([*pairs, pair("sure:b", "sure:a", 0.7)])
    assert scored.build(with_data_tests=True).success
    in_doubt = {name: _review_pair(name) for name in IN_DOUBT}
    assert scored.review() == set(in_doubt.values())
    assert _is_one(scored, "sure")
    ends = {"a": "crm_contact_id:contactsurea", "b": "crm_contact_id:contactsureb"}
    explained = scored.project.operation("explain_link", ends)
    assert "a matcher gave entities sure:a and entities sure:b the score 0.9" in explained.text

    decided = [_decision("joined", "must_link"), _decision("parted", "must_not_link")]
    scored.project.set_overrides([*decided, _decision("lapsed", "must_not_link")])
    assert scored.build().success
    assert scored.review() == {in_doubt["kept"]}
    assert _is_one(scored, "joined")
    assert not _is_one(scored, "parted")

    # A decision is taken back, a score rises against one that stands, another is gone.
    scored.project.set_overrides(decided)
    pairs = [replace(one, score=0.99 if "parted:a" in one.record_a else 0.7) for one in pairs]
    scored.score([one for one in pairs if "sure:a" not in one.record_a])
    assert scored.build().success
    assert scored.review() == {in_doubt["kept"], in_doubt["lapsed"], unlike}
    assert _is_one(scored, "joined")
    assert not _is_one(scored, "parted")
    assert not _is_one(scored, "sure")


def _review_pair(name: str) -> frozenset[str]:
    return frozenset({f"contact{name}a", f"contact{name}b"})


def _decision(name: str, action: str) -> Override:
    return Override(name, action, contact(f"{name}a"), contact(f"{name}b"))


def _is_one(scored: ScoredProject, name: str) -> bool:
    profiles = scored.project.resolution().profiles
    return profiles[contact(f"{name}a")] == profiles[contact(f"{name}b")]
