from pathlib import Path

from reverse_etl.journal import IN_FLIGHT, Journal, JournalReader, RunInfo
from reverse_etl.records import Change, ChangeType, Outcome, RecordResult

_RUN = RunInfo("r1", "s", "d", "o", "mirror", "", "me", "2026-01-01 00:00:00", 3)


def change(key: str) -> Change:
    return Change(key, f"p-{key}", ChangeType.ADDED, None, f"h-{key}", None, {"a": 1})


def write(path: Path) -> None:
    with path.open("wb") as stream:
        journal = Journal(stream, _RUN)
        first, second = journal.intend([[change("a"), change("b")], [change("c")]])
        journal.conclude(first, [RecordResult(Outcome.ACCEPTED)] * 2)
        rejected = RecordResult(Outcome.REJECTED, "no", "id-c")
        journal.conclude(second, [rejected])
        journal.intend([[change("d")]])


def test_outcomes_come_back_and_the_rest_is_unfinished(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path)
    reader = JournalReader(path)
    found = {one.record_key: (one.outcome, one.reason) for one in reader.read()}
    assert found == {
        "a": ("accepted", None),
        "b": ("accepted", None),
        "c": ("rejected", "no"),
    }
    assert reader.run == _RUN
    assert [one.record_key for one in reader.unfinished(IN_FLIGHT, None)] == ["d"]
    assert list(reader.read()) == []


def test_a_journal_cut_at_any_byte_is_read_up_to_there(tmp_path: Path) -> None:
    path, cut = tmp_path / "journal", tmp_path / "cut"
    write(path)
    content = path.read_bytes()
    for size in range(len(content) + 1):
        cut.write_bytes(content[:size])
        reader = JournalReader(cut)
        known = [one.record_key for one in reader.read()]
        unknown = [one.record_key for one in reader.unfinished("ambiguous", None)]
        lines = content[:size].count(b"\n")
        assert known == ["a", "b", "c"][: {4: 2}.get(lines, 3 if lines > 4 else 0)]
        assert not set(known) & set(unknown)


def test_what_was_merged_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path)
    whole = JournalReader(path)
    list(whole.read())
    again = JournalReader(path)
    assert list(again.read(skip_to=whole.offset)) == []
    assert [one.record_key for one in again.unfinished("ambiguous", None)] == ["d"]
