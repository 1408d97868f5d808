"""Fits lifetime value on what customers bought, and writes what each may be expected to buy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
import pyarrow

from reverse_etl.errors import ConfigurationError, ReverseEtlError
from reverse_etl.lifetime_value import BgNbd, GammaGamma, fit_bg_nbd, fit_gamma_gamma
from reverse_etl.session import Session
from reverse_etl.warehouse import Connection, Dialect

_SCHEMA = "predictions"
_VALUES, _FITS = f"{_SCHEMA}.lifetime_values", f"{_SCHEMA}.lifetime_value_fits"
_READ_ROWS, _WRITTEN_ROWS = 50_000, 50_000
_NUMBERS = (
    "probability_alive",
    "expected_purchases",
    "expected_amount_eur",
    "expected_value_eur",
)
# The columns of lifetime_value_fits; those whose type is not named are numbers with decimals.
_WHOLE = {"horizon_days", "count_customers"}
_PREDICTED = {"expected_purchases", "expected_value_eur", "relation"}
_ROWS = pyarrow.schema(
    [(name, pyarrow.string()) for name in ("fit_id", "profile_id")]
    + [(name, pyarrow.float64()) for name in _NUMBERS]
)


@dataclass(frozen=True)
class Fit:
    """One fit: its parameters, and the sums of what it predicts."""

    fit_id: str
    fitted_at: datetime
    horizon_days: int
    count_customers: int
    r: float
    alpha_days: float
    a: float
    b: float
    purchases_log_likelihood: float
    p: float
    q: float
    gamma_eur: float
    amounts_log_likelihood: float
    expected_purchases: float
    expected_value_eur: float
    relation: str = _VALUES


@dataclass(frozen=True)
class _Customers:
    """Columns of purchase_summaries."""

    profile_ids: list[str]
    repeats: np.ndarray
    recency: np.ndarray
    age: np.ndarray
    mean: np.ndarray


def predict(session: Session, horizon_days: int) -> Fit:
    """Reads purchase_summaries, fits both models, and replaces the predictions.

    Raises ConfigurationError where the model is not built, ReverseEtlError where these customers
    tell too little; the predictions that are there stay then.
    """
    model = session.project.manifest.model_named("purchase_summaries")
    if model is None:
        raise ConfigurationError(
            "The project has no model purchase_summaries.", "Run `dbt build` in it first."
        )
    with session.warehouse.connect(read_only=True) as connection:
        customers = _read(connection, str(model["relation_name"]))
    purchases = fit_bg_nbd(customers.repeats, customers.recency, customers.age)
    again = (customers.repeats > 0) & (customers.mean > 0)
    amounts = fit_gamma_gamma(customers.repeats[again], customers.mean[again])
    columns = _predicted(customers, purchases, amounts, horizon_days)
    fit = _fit(customers, purchases, amounts, columns, horizon_days)
    with session.warehouse.connect() as connection:
        _write(connection, session.warehouse.dialect, fit, customers.profile_ids, columns)
        connection.commit()
    return fit


def _read(connection: Connection, relation: str) -> _Customers:
    query = (
        "select profile_id, count_repeat_purchases, recency_days, age_days, "
        f"coalesce(mean_repeat_revenue_eur, 0) from {relation} order by profile_id"
    )
    rows = [row for part in connection.stream(query, _READ_ROWS) for row in part]
    if not rows:
        raise ReverseEtlError("Nobody bought anything before today.", "Look at purchases.")
    numbers = np.array([[float(value) for value in row[1:]] for row in rows])
    return _Customers([str(row[0]) for row in rows], *numbers.T)


def _predicted(
    customers: _Customers, purchases: BgNbd, amounts: GammaGamma, horizon_days: int
) -> dict[str, np.ndarray]:
    history = (customers.repeats, customers.recency, customers.age)
    times = purchases.expected_purchases(horizon_days, *history)
    # Who has no repeat purchase with revenue is expected to spend what all do on the mean.
    repeats = np.where(customers.mean > 0, customers.repeats, 0)
    amount = amounts.expected_amount(repeats, customers.mean)
    alive = purchases.probability_alive(*history)
    return dict(zip(_NUMBERS, (alive, times, amount, times * amount), strict=True))


def _fit(
    customers: _Customers,
    purchases: BgNbd,
    amounts: GammaGamma,
    columns: dict[str, np.ndarray],
    horizon_days: int,
) -> Fit:
    return Fit(
        fit_id=uuid4().hex,
        fitted_at=datetime.now(UTC).replace(tzinfo=None),
        horizon_days=horizon_days,
        count_customers=len(customers.profile_ids),
        r=purchases.r,
        alpha_days=purchases.alpha,
        a=purchases.a,
        b=purchases.b,
        purchases_log_likelihood=float(purchases.log_likelihood),
        p=amounts.p,
        q=amounts.q,
        gamma_eur=amounts.gamma,
        amounts_log_likelihood=float(amounts.log_likelihood),
        expected_purchases=float(columns["expected_purchases"].sum()),
        expected_value_eur=float(columns["expected_value_eur"].sum()),
    )


def _write(
    connection: Connection,
    dialect: Dialect,
    fit: Fit,
    profile_ids: list[str],
    columns: dict[str, np.ndarray],
) -> None:
    text = dialect.text_type
    numbers = _declared(_NUMBERS, {})
    connection.execute(f"create schema if not exists {_SCHEMA}")
    connection.execute(
        f"create table if not exists {_VALUES} (fit_id {text}, profile_id {text}, {numbers})"
    )
    kept = {one.name: getattr(fit, one.name) for one in fields(Fit) if one.name not in _PREDICTED}
    types = {"fit_id": text, "fitted_at": "timestamp"} | dict.fromkeys(_WHOLE, "bigint")
    connection.execute(f"create table if not exists {_FITS} ({_declared(kept, types)})")
    connection.execute(f"delete from {_VALUES}")
    connection.append(_VALUES, _ROWS.names, _batches(fit.fit_id, profile_ids, columns))
    listed = ", ".join(dialect.literal(value) for value in kept.values())
    connection.execute(f"insert into {_FITS} ({', '.join(kept)}) values ({listed})")


def _declared(names: Iterable[str], types: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {types.get(name, 'double precision')}" for name in names)


def _batches(
    fit_id: str, profile_ids: list[str], columns: dict[str, np.ndarray]
) -> pyarrow.RecordBatchReader:
    def parts() -> Iterator[pyarrow.RecordBatch]:
        for start in range(0, len(profile_ids), _WRITTEN_ROWS):
            end = start + _WRITTEN_ROWS
            ids = profile_ids[start:end]
            arrays = [pyarrow.array([fit_id] * len(ids)), pyarrow.array(ids)]
            arrays += [pyarrow.array(columns[name][start:end]) for name in _NUMBERS]
            yield pyarrow.RecordBatch.from_arrays(arrays, schema=_ROWS)

    return pyarrow.RecordBatchReader.from_batches(_ROWS, parts())
