import duckdb
import pytest

from reverse_etl.keys import key_expression, key_values
from reverse_etl.warehouse import Dialect

_VALUES = ["a", "a|b", "\\", "a\\|b", "||", "x\\", "ü", " a "]


@pytest.mark.parametrize("first", _VALUES)
@pytest.mark.parametrize("second", _VALUES)
def test_keys_come_apart_as_they_were_joined(first: str, second: str) -> None:
    expression = key_expression(Dialect(), ["first", "second"])
    with duckdb.connect() as connection:
        sql = f'select {expression} from (select ? as "first", ? as "second")'
        joined = connection.execute(sql, [first, second]).fetchall()[0][0]
    assert key_values(joined, 2) == [first, second]


def test_one_column_stays_as_it_is() -> None:
    assert key_values("a|b\\", 1) == ["a|b\\"]


@pytest.mark.parametrize("value", [None, "", "  "])
def test_blank_is_no_key(value: str | None) -> None:
    expression = key_expression(Dialect(), ["first", "second"])
    with duckdb.connect() as connection:
        sql = f"select {expression} from (select 'a' as first, cast(? as varchar) as second)"
        assert connection.execute(sql, [value]).fetchall() == [(None,)]
