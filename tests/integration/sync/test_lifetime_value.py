"""Lifetime values of the CDNOW customers, read from a warehouse and written into it."""

import pytest

from tests.unit.test_lifetime_value import read_cdnow

from .company import Company


@pytest.fixture
def shop(company: Company) -> Company:
    """A company whose model purchase_summaries holds the CDNOW customers, in days."""
    customers = read_cdnow()
    rows = ", ".join(
        f"('c{number:04}', {int(x)}, {round(t_x * 7)}, {round(age * 7)}, {mean or 'null'})"
        for number, (x, t_x, age, mean) in enumerate(
            zip(*(customers[name] for name in ("x", "t_x", "T", "zbar")), strict=True)
        )
    )
    company.sql(
        "create schema shop",
        "create table shop.purchase_summaries (profile_id varchar(9), "
        "count_repeat_purchases bigint, recency_days bigint, age_days bigint, "
        "mean_repeat_revenue_eur numeric(12, 2))",
        f"insert into shop.purchase_summaries values {rows}",
    )
    with company.manifest() as manifest:
        manifest["nodes"]["model.cdp.purchase_summaries"] = {
            "name": "purchase_summaries",
            "unique_id": "model.cdp.purchase_summaries",
            "resource_type": "model",
            "relation_name": "shop.purchase_summaries",
        }
    return company


def test_every_customer_has_a_prediction_and_each_fit_is_kept(shop: Company) -> None:
    for horizon in ("273", "30"):
        ran = shop.run("predict-lifetime-value", "--horizon-days", horizon, "--json")
        assert ran.code == 0, ran.err
    assert ran.document["count_customers"] == 2357
    assert ran.document["alpha_days"] == pytest.approx(4.414 * 7, rel=0.01)

    fits = shop.rows(
        "select horizon_days, fit_id from predictions.lifetime_value_fits order by fitted_at"
    )
    assert [int(horizon) for horizon, _ in fits] == [273, 30]
    ((count, customers, fit_id, least, most, expected),) = shop.rows(
        "select count(*), count(distinct profile_id), max(fit_id), min(probability_alive), "
        "max(probability_alive), sum(expected_value_eur) from predictions.lifetime_values"
    )
    assert (count, customers, fit_id) == (2357, 2357, fits[-1][1])
    assert 0 <= least < most <= 1
    assert expected == pytest.approx(ran.document["expected_value_eur"])


def test_customers_who_tell_nothing_leave_the_last_predictions(shop: Company) -> None:
    assert shop.run("predict-lifetime-value").code == 0
    shop.sql("delete from shop.purchase_summaries where count_repeat_purchases > 0")
    ran = shop.run("predict-lifetime-value")
    assert ran.code == 3
    assert "Nobody bought again" in ran.err
    assert shop.rows("select count(*) from predictions.lifetime_values") == [(2357,)]


def test_a_project_that_was_not_built_is_told_so(duckdb_company: Company) -> None:
    ran = duckdb_company.run("predict-lifetime-value")
    assert ran.code == 2
    assert "no model purchase_summaries" in ran.err
