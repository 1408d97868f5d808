"""A preview of segments as people read it."""

from dataclasses import replace

from reverse_etl.plan import COUNTS
from reverse_etl.preview import Preview
from reverse_etl.records import Guard
from reverse_etl.segments_comparison import SegmentPreview
from reverse_etl.segments_preview import SegmentsPreview, SyncPreview
from reverse_etl.segments_report import segments_markdown, segments_text

LAPSED = SegmentPreview(
    name="lapsed",
    change="changed",
    size_before=1200,
    size_after=1300,
    entering=150,
    leaving=50,
    samples=({"change": "enters", "profile_id": "a1", "profile": "email |… (9 characters)"},),
    overlaps=({"segment": "vip", "before": 3, "after": 1004},),
)


def _sync(name: str, now: int | None, then: int, is_fed: bool = True) -> SyncPreview:
    counts = dict.fromkeys(COUNTS, 0)
    planned = Preview(
        sync_name=name,
        destination="crm",
        type="webhook",
        object_name="people",
        mode="mirror",
        counts={**counts, "added": then, "removed_refused": 2, "removed_left_model": 1},
        changed_columns={},
        invalid={},
        guards=(),
        requests=1,
        minutes=None,
        days_of_quota=None,
        plan_hash="0",
        samples=(),
    )
    today = None if now is None else {**counts, "added": now, "removed_refused": 3}
    return SyncPreview(planned, today, is_fed)


PREVIEW = SegmentsPreview(
    target="duckdb",
    segments=(LAPSED,),
    syncs=(_sync("crm_people", 1, 1150), _sync("first_time", None, 7), _sync("far", 0, 0, False)),
    unlisted=(),
    as_published=(),
)


def test_sizes_and_syncs_are_told() -> None:
    lines = [line.split() for line in segments_text(PREVIEW).splitlines()]
    assert ["lapsed", "changed", "1,200", "1,300", "150", "50"] in lines
    # What a sync would do in any case stands beside what it would do after the build.
    assert ["crm_people", "1,150", "(1", "today)", "0", "3"] in lines
    assert ["first_time", "7", "0", "3"] in lines
    assert ["Nothing", "changes", "for", "1", "other", "sync."] in lines
    # Columns in which every count is zero are left out.
    assert ["sync", "added", "changed", "removed"] in lines
    assert ["vip", "3", "1,004"] in lines


def test_markdown_folds_the_details_and_keeps_cells_whole() -> None:
    lines = segments_markdown(PREVIEW).splitlines()
    assert lines[0].startswith("### ")
    folded = lines.index("<details><summary>lapsed: who moves, overlap</summary>")
    assert "| enters | a1 | email \\|… (9 characters) |" in lines[folded:]
    assert "| crm_people | 1,150 (1 today) | 0 | 3 |" in lines[:folded]
    assert lines[-1] == "</details>"


def test_a_preview_without_changes_is_one_sentence() -> None:
    nothing = SegmentsPreview("duckdb", (), (), (), ())
    assert segments_markdown(nothing).splitlines()[1:] == ["", "No segment changes."]


def test_guards_and_what_is_not_previewed_are_told() -> None:
    sync = _sync("crm_people", 0, 1)
    guarded = replace(sync.planned, guards=(Guard("mass_removal", "3 of 4 would go"),))
    preview = replace(
        PREVIEW,
        syncs=(replace(sync, planned=guarded),),
        unlisted=("fans",),
        as_published=("profile_events",),
    )
    text = segments_text(preview)
    assert "Guard mass_removal would hold back crm_people: 3 of 4 would go." in text
    assert "Not in the var segments, so nothing reads it: fans." in text
    assert "Changed too, but read as last published: profile_events." in text
