import datetime
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from reverse_etl.errors import WarehouseError
from reverse_etl.records import Change, ChangeType, Column
from reverse_etl.spool import Spool, read_changes, row_bytes
from reverse_etl.warehouse import Connection
from reverse_etl.warehouses.duckdb import DuckDBWarehouse

# Each with the values that a destination has always been given for it.
_PLAIN = {
    "text": ("'a;é'", "a;é"),
    "nothing": ("cast(null as varchar)", None),
    "number": ("cast(7 as bigint)", 7),
    "price": ("cast(1.5 as decimal(10, 2))", Decimal("1.50")),
    "share": ("cast(0.25 as double)", 0.25),
    "flag": ("true", True),
    "day": ("date '2026-10-01'", datetime.date(2026, 10, 1)),
    "instant": (
        "timestamp '2026-10-01 08:00:00.5'",
        datetime.datetime.fromisoformat("2026-10-01 08:00:00.5"),
    ),
}
# Arrow has these, and Python has not.
_ENDLESS = {
    "ever": (
        "timestamp 'infinity'",
        datetime.datetime.fromisoformat("9999-12-31 23:59:59.999999"),
    ),
    "last": ("date 'infinity'", datetime.date.max),
}
_OTHER = {
    "uuid": (
        "cast('7f0c3c5e-6d7f-4d3c-9a51-0e5f0a1b2c3d' as uuid)",
        "7f0c3c5e-6d7f-4d3c-9a51-0e5f0a1b2c3d",
    ),
    "many": ("[1, 2]", [1, 2]),
    "huge": ("cast(170141183460469231731687303715884105727 as hugeint)", 2**127 - 1),
    "hour": ("time '08:00:00'", "08:00:00"),
}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    with DuckDBWarehouse(tmp_path / "w.duckdb").connect(create=True) as opened:
        yield opened


def spooled(connection: Connection, rows: str, size: int = 1000) -> list[tuple[Change, int]]:
    """The rows of a query as they come back from a spool; it has the model's own columns last."""
    columns = connection.columns(f"({rows}) as model")
    listed = ", ".join(f'"{column.name}"' for column in columns if column.name not in _LEADING)
    query = f"select {', '.join(_LEADING)}, {listed} from ({rows}) order by record_key"
    with io.BufferedRandom(io.BytesIO()) as stream:  # type: ignore[arg-type]
        spool = Spool(stream)
        spool.write(connection.blocks(query, size))
        own = [column for column in columns if column.name not in _LEADING]
        return list(read_changes(spool.read(), own))


_LEADING = (
    "record_key",
    "profile_id",
    "action",
    "payload_hash",
    "answered_run_id",
    "merged_into",
    "field_hashes",
)


def planned(action: str, key: str = "'k1'") -> str:
    return (
        f"select {key} as record_key, 'p1' as profile_id, {action} as action, "
        "'h1' as payload_hash, 'r1' as answered_run_id, 'k2' as merged_into, 'f1' as field_hashes"
    )


@pytest.mark.parametrize(
    "kinds",
    [_PLAIN, _PLAIN | _ENDLESS, _PLAIN | _OTHER],
    ids=["as_arrow", "as_arrow_beyond_python", "as_rows"],
)
def test_values_come_back_as_destinations_know_them(
    connection: Connection, kinds: dict[str, tuple[str, object]]
) -> None:
    values = ", ".join(f"{sql} as {name}" for name, (sql, _) in kinds.items())
    ((change, _),) = spooled(connection, f"{planned(repr('changed'))}, {values}")
    assert change == Change(
        "k1",
        "p1",
        ChangeType.CHANGED,
        None,
        "h1",
        "r1",
        {name: value for name, (_, value) in kinds.items()},
        "f1",
        "k2",
    )
    assert {name: type(value) for name, value in change.fields.items()} == {
        name: type(value) for name, (_, value) in kinds.items()
    }


def test_order_and_kind_are_kept_over_many_blocks(connection: Connection) -> None:
    action = (
        "case when n < 3000 then 'removed_refused' when n < 3001 then 'forgotten' else 'added' end"
    )
    key = "lpad(cast(n as varchar), 5, '0')"
    rows = f"{planned(action, key)}, n as amount from range(7000) as numbers (n)"
    found = [change for change, _ in spooled(connection, rows, size=2000)]
    assert [change.record_key for change in found] == [f"{n:05}" for n in range(7000)]
    assert [change.change_type for change in found] == (
        [ChangeType.REMOVED] * 3000 + [ChangeType.FORGOTTEN] + [ChangeType.ADDED] * 3999
    )
    assert {change.reason for change in found[:3000]} == {"refused"}
    # Of what leaves, the values are no one's business.
    assert {len(change.fields) for change in found[:3001]} == {0}
    assert found[3000].payload_hash is None
    assert found[6999].fields == {"amount": 6999}


def test_an_empty_plan_is_an_empty_spool(connection: Connection) -> None:
    assert spooled(connection, f"{planned(repr('added'))}, 1 as amount where 1 = 0") == []


def test_an_error_in_the_middle_of_a_result_is_the_warehouse_s(connection: Connection) -> None:
    key = "case when n = 90000 then error('no such key') else cast(n as varchar) end"
    rows = f"{planned(repr('added'), key)}, n as amount from range(100000) as numbers (n)"
    with pytest.raises(WarehouseError, match="no such key"):
        list(connection.blocks(rows, 1000))


def test_a_size_counts_bytes_of_text() -> None:
    columns = [Column("name"), Column("amount", "integer")]
    leading = ("k", "p", "added", "h", None, None, None)
    short = row_bytes((*leading, "", 1), columns)
    assert row_bytes((*leading, "x" * 500, 1), columns) == short + 500
    assert row_bytes((*leading, "語" * 500, 1), columns) == short + 1500
    assert short < 250
