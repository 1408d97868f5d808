import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from reverse_etl.journal import (
    ATTEMPT_COLUMNS,
    IN_FLIGHT,
    Attempts,
    Journal,
    JournalReader,
    RunInfo,
    read_run,
)
from reverse_etl.records import Change, ChangeType, Outcome, RecordResult

_RUN = RunInfo("r1", "s", "d", "o", "mirror", "", "me", "2026-01-01 00:00:00", 3)


def change(key: str) -> Change:
    return Change(key, f"p-{key}", ChangeType.ADDED, None, f"h-{key}", None, {"a": 1})


def write(path: Path) -> None:
    with path.open("wb") as stream:
        journal = Journal(stream, _RUN)
        first, second = journal.intend([[change("a"), change("b")], [change("c")]])
        journal.conclude((first, [RecordResult(Outcome.ACCEPTED)] * 2))
        rejected = RecordResult(Outcome.REJECTED, "no", "id-c")
        journal.conclude((second, [rejected]))
        journal.intend([[change("d")]])


def rows(several: Iterable[Attempts]) -> list[dict[str, str | None]]:
    """Attempts record by record."""
    return [
        dict(zip(ATTEMPT_COLUMNS, row, strict=True))
        for attempts in several
        for row in zip(*attempts, strict=True)
    ]


def keys(several: Iterable[Attempts]) -> list[str | None]:
    return [row["record_key"] for row in rows(several)]


def test_outcomes_come_back_and_the_rest_is_unfinished(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path)
    reader = JournalReader(path)
    found = {row["record_key"]: (row["outcome"], row["reason"]) for row in rows(reader.read())}
    assert found == {
        "a": ("accepted", None),
        "b": ("accepted", None),
        "c": ("rejected", "no"),
    }
    assert read_run(path) == _RUN
    (left,) = rows(reader.unfinished(IN_FLIGHT, None))
    assert left == {
        "record_key": "d",
        "profile_id": "p-d",
        "change_type": "added",
        "change_reason": None,
        "operation": "upsert",
        "payload_hash": "h-d",
        "field_hashes": None,
        "origin_run_id": None,
        "outcome": IN_FLIGHT,
        "reason": None,
        "destination_id": None,
        "job_id": None,
        "attempted_at": left["attempted_at"],
    }
    assert list(reader.read()) == []


def test_a_journal_cut_at_any_byte_is_read_up_to_there(tmp_path: Path) -> None:
    path, cut = tmp_path / "journal", tmp_path / "cut"
    write(path)
    content = path.read_bytes()
    for size in range(len(content) + 1):
        cut.write_bytes(content[:size])
        reader = JournalReader(cut)
        known = keys(reader.read())
        unknown = keys(reader.unfinished("ambiguous", None))
        lines = content[:size].count(b"\n")
        assert known == ["a", "b", "c"][: {4: 2}.get(lines, 3 if lines > 4 else 0)]
        assert not set(known) & set(unknown)
        assert (read_run(cut) is None) is (lines == 0)


def test_what_was_merged_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    write(path)
    whole = JournalReader(path)
    list(whole.read())
    again = JournalReader(path)
    assert list(again.read(skip_to=whole.offset)) == []
    assert keys(again.unfinished("ambiguous", None)) == ["d"]


def test_records_of_jobs_wait_with_their_job(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with path.open("wb") as stream:
        journal = Journal(stream, _RUN)
        first, second = journal.intend([[change(key) for key in "abc"], [change("d")]])
        pending = RecordResult(Outcome.PENDING, job_id="j1")
        journal.note_jobs(first, 1, [pending])
        reader = JournalReader(path)
        assert keys(reader.read()) == []
        left = rows(reader.unfinished("ambiguous", "lost"))
        assert [(row["record_key"], row["outcome"], row["job_id"]) for row in left] == [
            ("a", "ambiguous", None),
            ("b", "pending", "j1"),
            ("c", "ambiguous", None),
            ("d", "ambiguous", None),
        ]
        assert [row["reason"] for row in left] == ["lost", None, "lost", "lost"]
        done = [RecordResult(Outcome.ACCEPTED, destination_id=one) for one in "123"]
        journal.conclude((first, done), (second, [pending]))
        told = rows(reader.read())
        assert [(row["outcome"], row["destination_id"], row["job_id"]) for row in told] == [
            ("accepted", "1", None),
            ("accepted", "2", None),
            ("accepted", "3", None),
        ]
        assert [row["job_id"] for row in rows(reader.unfinished("ambiguous", "lost"))] == ["j1"]


def test_a_job_that_is_done_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with path.open("wb") as stream:
        journal = Journal(stream, _RUN)
        (number,) = journal.intend([[change("a"), change("b")]])
        journal.note_jobs(number, 0, [RecordResult(Outcome.PENDING, job_id="j1")] * 2)
        journal.conclude((number, [RecordResult(Outcome.ACCEPTED)] * 2))
    told = rows(JournalReader(path).read())
    assert [(row["outcome"], row["job_id"]) for row in told] == [("accepted", None)] * 2


def test_the_journal_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    entries = [
        ["run", asdict(_RUN)],
        ["intent", 1, "2026-01-01 00:00:00", [["a", "p", "added", None, "upsert", "h"]]],
        ["intent", 2, "2026-01-01 00:00:00", [["b", "p", "added", None, "upsert", "h", "f", "r0"]]],
        ["outcome", 1, "2026-01-01 00:00:01", [["rejected", "no", None]]],
        ["outcome", 2, "2026-01-01 00:00:02", "accepted"],
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    found = rows(JournalReader(path).read())
    assert [
        (row["record_key"], row["outcome"], row["reason"], row["field_hashes"]) for row in found
    ] == [("a", "rejected", "no", None), ("b", "accepted", None, "f")]
    assert found[1]["origin_run_id"] == "r0"
    assert found[1]["attempted_at"] == "2026-01-01 00:00:02"
