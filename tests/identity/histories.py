"""A warehouse that lives through many runs, each held to one full run over the rows as they are."""

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from tests.identity.graphs import EPOCH, NOISE, random_graph, random_overrides
from tests.identity.oracle import Node, Resolution, Sighting, read_blocked, resolve
from tests.identity.replay import Change, Replay
from tests.identity.rule_sets import changed
from tests.identity.stitching import SOURCES, StitchingProject

COUNT_BATCHES = 4
# Rows are observed in the first 23 days and loaded from the hundredth on, a batch every second day:
# each batch lets some of what was seen expire.
LIFETIMES = {
    "email": {"lifetime_days": 96},
    "phone": {"lifetime_days": 85},
    "cookie_id": {"lifetime_days": 90},
    "dmp_id": {"lifetime_days": 93},
}
CHANGES = """
select profile_id, change_type, other_profile_id from cdp_identity.identity_changes
where run_id in (
    select run_id from cdp_identity.identity_commits
    where run_number in (select max(run_number) from cdp_identity.identity_commits)
)
"""


def in_batches(
    count_graphs: int, random_source: random.Random, *, by_version: bool
) -> list[list[Sighting]]:
    """Rows by the batch that brings them: whole records, or each version of a record by itself."""
    batches: list[list[Sighting]] = [[] for _ in range(COUNT_BATCHES)]
    places: dict[tuple[object, ...], int] = {}
    for index in range(count_graphs):
        for row in random_graph(index, random_source):
            version = row.observed_at if by_version else None
            place = places.setdefault(
                (row.source_name, row.record_id, version), random_source.randrange(COUNT_BATCHES)
            )
            # Versions come in any order: one loaded later may be older.
            second = int((row.loaded_at - EPOCH).total_seconds()) % 80_000
            batches[place].append(replace(row, loaded_at=_day(place, second)))
    for place, batch in enumerate(batches):
        batch.append(_clock(place))
    return batches


def _day(place: int, second: int) -> datetime:
    return EPOCH + timedelta(days=100 + 2 * place, seconds=second)


def _clock(place: int) -> Sighting:
    """An event that is loaded last and never goes: what an empty var as_of stands for."""
    at = _day(place, 86_000)
    return Sighting("events", f"clock:{place}", "customer_id", f"clock{place}", at, at)


class History:
    """The rows, rules and overrides of a warehouse as they are now, and what its runs told."""

    def __init__(
        self,
        project: StitchingProject,
        random_source: random.Random,
        count_graphs: int,
        *,
        compares: bool,
    ) -> None:
        self.project = project
        self.random_source = random_source
        # What a source takes away without a mark is noticed where it is compared.
        sources = copy.deepcopy(SOURCES)
        if not compares:
            del sources["entities"]["deletes"]
        project.set_sources(sources)
        self.set_types(LIFETIMES)
        self.batches = in_batches(count_graphs, random_source, by_version=not compares)
        every_row = [row for batch in self.batches for row in batch]
        self.every_override = list(random_overrides(every_row, 0.5, random_source))
        self.rows: list[Sighting] = []
        self.gone: list[Sighting] = []
        self.replay = Replay(project.vars["identity_namespace"])
        self.at_dates: dict[datetime, Mapping[Node, str]] = {}
        # Identifiers that were somebody's in one run and quarantined in the next, by reason.
        self.newly_quarantined: Counter[str] = Counter()

    # What may happen between two runs.

    def more(self) -> None:
        """The next batch comes in."""
        if self.batches:
            self.rows += self.batches.pop(0)

    def taken_away(self) -> None:
        """The source that is compared loses a sixth of its records."""
        records = sorted({row.record_id for row in self.rows if row.source_name == "entities"})
        names = set(self.random_source.sample(records, len(records) // 6))
        is_gone = [row.source_name == "entities" and row.record_id in names for row in self.rows]
        self.gone += [row for row, gone in zip(self.rows, is_gone, strict=True) if gone]
        self.rows = [row for row, gone in zip(self.rows, is_gone, strict=True) if not gone]

    def come_back(self) -> None:
        """What was taken away is there again."""
        self.rows += self.gone
        self.gone = []

    def overridden(self) -> None:
        """The analyst takes words back and gives others."""
        count = len(self.every_override) // 2
        self.project.set_overrides(self.random_source.sample(self.every_override, count))

    def blocked(self) -> None:
        """Values that people had are found to be nobody's."""
        path = self.project.folder / "seeds/reference/blocked_identifiers.csv"
        rows = read_blocked(path)
        values = sorted(
            {
                (row.identifier_type, row.identifier_value)
                for row in self.rows
                if row.identifier_value not in (None, *NOISE)
            }
        )
        for name, value in self.random_source.sample(values, 20):
            kind = {"match_kind": "exact", "category": "test", "note": "newly blocked"}
            rows.append({"identifier_type": name, "value": (value or "").lower(), **kind})
        self.project.set_blocked(rows, self.project.vars["blocked_patterns"])

    def limited(self) -> None:
        """Other limits on profiles, on who may share a value, and other lifetimes."""
        draw = self.random_source.choice
        changes: dict[str, dict[str, object]] = {
            name: {"max_per_profile": draw([None, 1, 2, 3]), "max_profiles_per_value": draw([2, 5])}
            for name in ("email", "phone", "cookie_id", "dmp_id")
        }
        for name, lifetime in LIFETIMES.items():
            changes[name]["lifetime_days"] = lifetime["lifetime_days"] + draw([-3, 0, 3])
        self.set_types(changes)

    def later(self) -> None:
        """Time goes on, and no row comes in."""
        self.project.set_as_of(self.as_of + timedelta(days=3))

    def set_types(self, changes: Mapping[str, Mapping[str, object]]) -> None:
        self.project.set_rules(changed(self.project.vars["identifier_types"], changes))

    # What must hold after each.

    @property
    def as_of(self) -> datetime:
        told = self.project.vars["as_of"]
        newest = max(row.loaded_at for row in self.rows)
        return max(newest, datetime.fromisoformat(told)) if told else newest

    def run(
        self, *happenings: Callable[["History"], None], arguments: tuple[str, ...] = ()
    ) -> None:
        """Let things happen, build, and compare all that one full run would say."""
        for happening in happenings:
            happening(self)
        if self.project.vars["as_of"]:
            self.project.set_as_of(self.as_of)
        self.project.load(self.rows)
        assert self.project.build(*arguments).success
        self.assert_equal_to_one_run()

    def assert_equal_to_one_run(self) -> None:
        """Partition, quarantine and rejected edges of one run; ids and changes of all so far."""
        expected, actual = self.expected(), self.project.resolution()
        assert actual.quarantined == expected.quarantined
        assert actual.partition() == expected.partition()
        assert actual.rejected == expected.rejected
        self.newly_quarantined.update(
            reason for node, reason in expected.quarantined.items() if node in self.replay.profiles
        )
        changes = self.replay.run(expected)
        assert actual.profiles == self.replay.profiles
        assert {Change(*row) for row in self.project.warehouse.query(CHANGES)} == changes
        # Of two runs at one instant the later one counts.
        self.at_dates[self.as_of] = self.replay.profiles

    def expected(self) -> Resolution:
        return resolve(self.rows, replace(self.project.rules(), as_of=self.as_of))

    def count_resolved(self) -> int:
        """Identifiers that the last run resolved."""
        query = "select count(*) from cdp_identity.identity_candidate"
        return int(self.project.warehouse.query(query)[0][0])

    def assert_each_date_is_as_it_was(self) -> None:
        for date, profiles in self.at_dates.items():
            query = self.project.compiled(f"{{{{ identity_graph_as_of(\"timestamp '{date}'\") }}}}")
            rows = self.project.warehouse.query(query)
            assert {(name, value): owner for _, name, value, owner in rows} == profiles


def random_happenings(
    count_runs: int, random_source: random.Random
) -> Iterator[list[Callable[[History], None]]]:
    """What happens before each of so many runs; all batches come in."""
    others = [
        History.taken_away,
        History.come_back,
        History.blocked,
        History.limited,
        History.later,
    ]
    for _run in range(count_runs):
        some = random_source.sample(others, random_source.choice([0, 1, 1, 2]))
        yield [History.more, History.overridden, *some]
