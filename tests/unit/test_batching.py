from reverse_etl.batching import BatchLimits, cut, make_batch, windows
from reverse_etl.config import Consent, GuardLimits, SyncConfig
from reverse_etl.records import Change, ChangeType, Mode, OnRemoved, Operation

SYNC = SyncConfig(
    name="s",
    file="f",
    destination="d",
    object_name="o",
    mode=Mode.UPSERT,
    key=("a", "b"),
    consent=Consent(("marketing",), "any"),
    on_removed=OnRemoved.NOTHING,
    guard=GuardLimits(),
    settings={},
    model_id="m",
    relation="r",
    relations={},
    pii_columns=frozenset(),
    depends_on=(),
)


def change(key: str, change_type: ChangeType = ChangeType.ADDED) -> Change:
    return Change(key, "p", change_type, None, "h", None, {"a": key})


def test_batches_keep_to_rows_bytes_and_one_operation() -> None:
    removals = [(change(str(n), ChangeType.REMOVED), 10) for n in range(3)]
    additions = [(change(str(n)), 10) for n in range(5)]
    batches = list(cut([*removals, *additions], BatchLimits(rows=2, size=10**6)))
    assert [len(batch) for batch in batches] == [2, 1, 2, 2, 1]
    small = list(cut([(one, 100) for one, _ in additions], BatchLimits(rows=100, size=300)))
    assert [len(batch) for batch in small] == [3, 2]


def test_a_record_larger_than_a_batch_goes_alone() -> None:
    batches = list(cut([(change("a"), 999), (change("b"), 999)], BatchLimits(9, 100)))
    assert [len(batch) for batch in batches] == [1, 1]


def test_windows_hold_one_operation() -> None:
    batches = [[change("1", ChangeType.REMOVED)], [change("2")], [change("3")]]
    assert [len(window) for window in windows(batches, 10)] == [1, 2]
    assert [len(window) for window in windows(batches, 1)] == [1, 1, 1]


def test_ids_repeat_for_repeats_and_differ_for_all_else() -> None:
    one = change("x|y")
    batch = make_batch(SYNC, "run1", (), [one])
    assert batch.id == make_batch(SYNC, "run2", (), [one]).id
    others = [
        one._replace(payload_hash="other"),
        one._replace(record_key="x|z"),
        one._replace(answered_run_id="earlier"),
        one._replace(change_type=ChangeType.REMOVED),
    ]
    assert len({batch.id, *(make_batch(SYNC, "r", (), [c]).id for c in others)}) == 5


def test_a_removal_carries_its_key_and_a_way() -> None:
    batch = make_batch(SYNC, "r", (), [change("x|y", ChangeType.REMOVED)])
    assert batch.operation is Operation.REMOVE
    assert batch.records[0].fields == {"a": "x", "b": "y"}
    assert batch.on_removed is OnRemoved.DELETE
