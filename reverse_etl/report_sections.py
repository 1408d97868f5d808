"""The sections of the report: each its pictures, and the same figures as tables."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup

from reverse_etl.report_figures import Figures
from reverse_etl.report_pictures import Bar, Part, Pictures

_SIZES = ("1", "2", "3", "4-5", "6-10", "11-20", "21-50", "51-100", "101+")
# Rules whose names say too little; what a rule is about comes in the place of {}.
_WORDS = {
    "blocked": "blocked: names nobody",
    "over_shared": "over shared: too many people have it",
    "older_version": "older version of a record",
    "contradiction": "contradicting {}",
    "max_per_profile": "over the limit of {}",
    "bridges": "a single link between two groups",
}
_GRANTS = (("good", "granted"), ("bad", "refused or expired"), ("rail", "not known"))
_RECORDS = (("good", "there"), ("doubt", "uncertain"), ("bad", "refused"))


@dataclass(frozen=True)
class Table:
    """Figures as a table; folded away where a picture says the same."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    is_folded: bool = True


@dataclass(frozen=True)
class Section:
    """One part of the page; hint says what to do where there is little or nothing to see."""

    key: str
    title: str
    lead: str
    pictures: Sequence[tuple[str, Markup]] = ()
    tables: Sequence[Table] = ()
    hint: str = ""
    legend: Sequence[tuple[str, str]] = ()


def make_sections(figures: Figures) -> list[Section]:
    """All sections, in the order of the page."""
    makers: tuple[Callable[[Figures, Pictures], Section], ...] = (
        _people,
        _profile_sizes,
        _segments,
        _overlaps,
        _syncs,
        _quarantined,
        _dropped,
        _rejected,
        _consent,
    )
    pictures = Pictures()
    return [make(figures, pictures) for make in makers]


def shown_day(moment: datetime | None) -> str:
    """A day and minute in UTC."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


def _people(figures: Figures, pictures: Pictures) -> Section:
    runs = figures.rows["runs"]
    title, lead = "Profiles over time", "What each run of identity published."
    if not runs:
        return Section("people", title, lead, hint="No run of identity yet. Run `dbt build`.")
    drawn = [
        (name, pictures.line(name, [(shown_day(run[0])[:10], int(run[place])) for run in runs]))
        for name, place in (("Profiles", 1), ("Identifiers", 2))
    ]
    header = ("Run", "Profiles", "Identifiers", "Born", "Merged", "Split", "Retired", "Moved")
    rows = [
        (shown_day(run[0]), run[1], run[2], *run[5:9], "" if run[9] is None else f"{run[9]:.2%}")
        for run in reversed(runs)
    ]
    hint = "" if len(runs) > 1 else "One run so far: the lines begin with the next `dbt build`."
    return Section("people", title, lead, drawn, [Table("Runs", header, rows)], hint)


def _profile_sizes(figures: Figures, pictures: Pictures) -> Section:
    counts = dict(figures.of_last_run("profiles"))
    order = [*(one for one in _SIZES if one in counts), *sorted(set(counts) - set(_SIZES))]
    sizes = [(name, counts[name]) for name in order]
    types = figures.of_last_run("identifiers")
    lead = "How many identifiers a profile has: one with too many is often two people or a machine."
    return _counted(
        Section("sizes", "Profile sizes", lead, hint="No run of identity yet. Run `dbt build`."),
        pictures,
        [("Profiles by number of identifiers", sizes), ("Identifiers by type", types)],
    )


def _segments(figures: Figures, pictures: Pictures) -> Section:
    series: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for name, moment, size in figures.rows["sizes"]:
        series[str(name)].append((moment, int(size)))
    title, lead = "Segments", "How many profiles are in each segment now, and were before."
    if not series:
        return Section("segments", title, lead, hint="No segment yet: see docs/add-a-segment.md.")
    ordered = sorted(series.items(), key=lambda one: (-one[1][-1][1], one[0]))
    bars = [_bar(name, sizes[-1][1]) for name, sizes in ordered]
    rows = [
        (
            _breakable(name),
            sizes[-1][1],
            _change(sizes),
            pictures.spark(name, [n for _, n in sizes]),
        )
        for name, sizes in ordered
    ]
    drawn = [("Profiles in each segment", pictures.bars("Profiles in each segment", bars))]
    header = ("Segment", "Profiles", "Change", "Over time")
    table = Table("Segment sizes over time", header, rows, is_folded=False)
    is_one = max(len(sizes) for _, sizes in ordered) == 1
    hint = "One run so far: what changes shows after the next `dbt build`." if is_one else ""
    return Section("segments", title, lead, drawn, [table], hint)


def _spark(pictures: Pictures, name: str, sizes: Sequence[tuple[datetime, int]]) -> Markup:
    return pictures.spark(name, [size for _, size in sizes])


def _change(sizes: Sequence[tuple[datetime, int]]) -> str:
    change = sizes[-1][1] - sizes[-2][1] if len(sizes) > 1 else 0
    return f"{change:+,}" if change else "–"


def _breakable(name: str) -> Markup:
    """A name that a narrow column breaks between its words."""
    return Markup("_<wbr>").join(name.split("_"))


def _overlaps(figures: Figures, pictures: Pictures) -> Section:
    found = figures.rows["overlaps"]
    title = "Segment overlaps"
    lead = "How many percent of a row's segment are in the segment of the column, too."
    if not found:
        return Section("overlaps", title, lead, hint="Overlaps need two segments or more.")
    shares = {(str(own), str(other)): float(share) for own, other, _, _, share in found}
    names = sorted({own for own, _ in shares})
    rows = [(own, size, other, both, f"{share:.0%}") for own, other, size, both, share in found]
    header = ("Segment", "Profiles", "Other segment", "In both", "Share")
    drawn = [("Percent shared", pictures.heat("Percent shared", names, shares))]
    return Section("overlaps", title, lead, drawn, [Table("Overlaps", header, rows)])


def _syncs(figures: Figures, pictures: Pictures) -> Section:
    found = figures.rows["syncs"]
    title, lead = "Syncs", "What is at each destination, and how the last run ended."
    if not found:
        hint = "Nothing was ever sent. Look with `reverse-etl plan`, then run `reverse-etl sync`."
        return Section("syncs", title, lead, hint=hint)
    rows = [
        (name, destination, Markup('<span class="{}">{}</span>').format(*_state(row)), *counts, day)
        for row in found
        for name, destination, counts in [(row[0], row[1], [int(one) for one in row[3:7]])]
        for day in [shown_day(row[9])]
    ]
    bars = [
        Bar(
            str(row[0]),
            [Part(int(row[3]), "good"), Part(int(row[5]), "doubt"), Part(int(row[4]), "bad")],
            f"{int(row[3]):,} there, {int(row[4]):,} refused",
        )
        for row in found
    ]
    header = ("Sync", "Destination", "Last run", "There", "Refused", "Uncertain", "Held back")
    table = Table("Health", (*header, "Succeeded"), rows, is_folded=False)
    drawn = [("Records by sync", pictures.bars("Records by sync", bars))]
    is_well = all(row[10] for row in found)
    hint = "" if is_well else "`reverse-etl status` names the records that fail, and why."
    return Section("syncs", title, lead, drawn, [table], hint, _RECORDS)


def _state(row: Sequence[Any]) -> tuple[str, str]:
    runs = int(row[8])
    since = f", {runs} since a success" if runs else ""
    return ("state well" if row[10] else "state ill"), f"{row[2]}{since}"


def _quarantined(figures: Figures, pictures: Pictures) -> Section:
    found = figures.rows["quarantined"]
    lead = "Identifiers that link nobody, by reason and by source; their records stay."
    empty = "Nothing is quarantined."
    section = Section("quarantined", "Quarantined identifiers", lead, hint=empty)
    header = ("Reason", "Type", "Source", "Values", "Records")
    reasons = _summed((_explained(row[0]), row[4]) for row in found)
    sources = _summed((row[2], row[4]) for row in found)
    groups = [("Records by reason", reasons), ("Records by source", sources)]
    return _counted(section, pictures, groups, Table("Quarantined", header, found))


def _dropped(figures: Figures, pictures: Pictures) -> Section:
    found = figures.rows["dropped"]
    lead = "Rows of other feeds that no model uses, and the rule that took them out."
    section = Section("dropped", "Dropped rows", lead, hint="No row was dropped.")
    header = ("Feed", "Rule", "Source", "Rows")
    rows = [(feed, rule, source, int(size)) for feed, rule, source, size in found]
    rules = _summed((_explained(row[1]), row[3]) for row in rows)
    feeds = _summed((row[0], row[3]) for row in rows)
    groups = [("Rows by rule", rules), ("Rows by feed", feeds)]
    return _counted(section, pictures, groups, Table("Dropped rows", header, rows))


def _rejected(figures: Figures, pictures: Pictures) -> Section:
    found = [(_explained(name), size) for name, size in figures.of_last_run("rejections")]
    lead = "Links that would have joined two people, and the rule that kept them apart."
    section = Section("rejected", "Rejected links", lead, hint="No link was rejected.")
    return _counted(section, pictures, [("Links by rule", found)])


def _consent(figures: Figures, pictures: Pictures) -> Section:
    found, [(profiles,)] = figures.rows["consents"], figures.rows["profiles"]
    lead = "Of all profiles, who granted, refused or let expire, and of whom nothing is known."
    title = "Consent"
    if not found or not profiles:
        hint = "No consent is known, so syncs send nothing. Declare a consents feed."
        return Section("consent", title, lead, hint=hint)
    bars, rows = [], []
    for purpose, channel, granted, stated in found:
        granted, refused = int(granted), int(stated) - int(granted)
        share = granted / profiles
        label = f"{purpose}, {'any channel' if channel == 'any' else channel}"
        parts = [Part(granted, "good"), Part(refused, "bad")]
        bars.append(Bar(label, parts, f"{share:.0%} granted"))
        unknown = profiles - int(stated)
        rows.append((purpose, channel, granted, refused, unknown, f"{share:.1%}"))
    header = ("Purpose", "Channel", "Granted", "Refused or expired", "Not known", "Share granted")
    name = "Share of profiles by purpose and channel"
    drawn = [(name, pictures.bars(name, bars, whole=profiles))]
    tables = [Table("Consent", header, rows)]
    return Section("consent", title, lead, drawn, tables, legend=_GRANTS)


def _counted(
    section: Section,
    pictures: Pictures,
    groups: Sequence[tuple[str, Sequence[tuple[str, int]]]],
    table: Table | None = None,
) -> Section:
    """The section with a picture of each group, or as it is where there is nothing to count."""
    filled = [group for group in groups if group[1]]
    if not filled:
        return section
    drawn = [
        (name, pictures.bars(name, [_bar(label, size) for label, size in counts]))
        for name, counts in filled
    ]
    tables = [table] if table else [Table(name, (name, "Count"), rows) for name, rows in filled]
    return Section(section.key, section.title, section.lead, drawn, tables)


def _bar(label: str, size: int) -> Bar:
    return Bar(label, [Part(size, "accent")], f"{size:,}")


def _summed(counts: Iterable[tuple[Any, Any]]) -> list[tuple[str, int]]:
    sums: dict[str, int] = defaultdict(int)
    for name, size in counts:
        sums[str(name)] += int(size)
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def _explained(name: str) -> str:
    rule, _, about = name.partition(":")
    words = _WORDS.get(rule, f"{rule} {about}".strip()).replace("{}", about)
    return words.replace("_", " ")
