"""The models give what was published of the CDNOW customers, and refuse what tells nothing."""

import csv
from collections.abc import Mapping
from importlib.metadata import files

import numpy as np
import pytest

from reverse_etl.errors import ReverseEtlError
from reverse_etl.lifetime_value import BgNbd, fit_bg_nbd, fit_gamma_gamma

Customers = Mapping[str, np.ndarray]


def read_cdnow() -> Customers:
    """2,357 customers in their first 39 weeks, from the package lifetimes; times in weeks."""
    name = "cdnow_customers_summary_with_transactions.csv"
    (path,) = (one.locate() for one in files("lifetimes") or () if one.name == name)
    with open(str(path), newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        column: np.array([float(row[column]) for row in rows])
        for column in ("x", "t_x", "T", "zbar")
    }


@pytest.fixture(scope="module")
def cdnow() -> Customers:
    return read_cdnow()


@pytest.fixture(scope="module")
def model(cdnow: Customers) -> BgNbd:
    return fit_bg_nbd(cdnow["x"], cdnow["t_x"], cdnow["T"])


def test_the_published_parameters_come_out(model: BgNbd) -> None:
    assert round(model.r, 3) == 0.243
    assert round(model.alpha, 3) == 4.414
    assert round(model.a, 3) == 0.793
    assert round(model.b, 3) == 2.426
    assert round(model.log_likelihood, 1) == -9582.4


def test_the_unit_of_time_changes_no_more_than_the_unit(cdnow: Customers, model: BgNbd) -> None:
    days = fit_bg_nbd(cdnow["x"], cdnow["t_x"] * 7, cdnow["T"] * 7)
    assert days.alpha == pytest.approx(model.alpha * 7, rel=1e-3)
    assert [days.r, days.a, days.b] == pytest.approx([model.r, model.a, model.b], rel=1e-3)
    assert days.expected_purchases(273, 2, 213, 272) == pytest.approx(
        model.expected_purchases(39, 2, 213 / 7, 272 / 7), rel=1e-3
    )


def test_the_published_customer_will_buy_1_226_times(model: BgNbd) -> None:
    # Customer 1 of the paper's note: two repeat purchases, the last in week 30.43, of 38.86.
    assert model.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=0.001)


def test_who_never_came_back_may_still_come(model: BgNbd) -> None:
    assert model.probability_alive(0, 0, 30) == 1
    assert model.probability_alive(5, 10, 38) < 0.1 < model.probability_alive(5, 37, 38)


def test_the_published_amounts_come_out(cdnow: Customers) -> None:
    again = cdnow["x"] > 0
    assert again.sum() == 946
    amounts = fit_gamma_gamma(cdnow["x"][again], cdnow["zbar"][again])
    assert amounts.p == pytest.approx(6.25, abs=0.01)
    assert amounts.q == pytest.approx(3.74, abs=0.01)
    assert amounts.gamma == pytest.approx(15.44, abs=0.02)
    # Nobody's own mean is taken for the truth: it is drawn towards that of all.
    everyone = amounts.expected_amount(0, 0)
    assert everyone < amounts.expected_amount(2, 100) < 100
    assert 10 < amounts.expected_amount(2, 10) < everyone


@pytest.mark.parametrize(
    ("x", "t_x", "age", "message"),
    [
        ([], [], [], "Nobody bought again"),
        ([0, 0], [0, 0], [5, 6], "Nobody bought again"),
        ([1], [7], [6], "end after now"),
        ([1], [0], [6], "at no time"),
    ],
)
def test_customers_who_tell_nothing_are_refused(
    x: list[float], t_x: list[float], age: list[float], message: str
) -> None:
    with pytest.raises(ReverseEtlError, match=message):
        fit_bg_nbd(x, t_x, age)


def test_customers_who_are_all_alike_fit_nothing() -> None:
    with pytest.raises(ReverseEtlError, match="no best values"):
        fit_bg_nbd([1] * 50, [10] * 50, [20] * 50)
