"""How often customers will buy again, and for how much: BG/NBD and Gamma-Gamma, fitted.

Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way; Fader, Hardie (2013), The
Gamma-Gamma Model of Monetary Value. Times are in one unit, here days; money in one currency.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reverse_etl.errors import ConfigurationError, ReverseEtlError

try:
    from scipy.optimize import minimize
    from scipy.special import betaln, gammaln, hyp2f1
except ModuleNotFoundError as missing:
    raise ConfigurationError("SciPy is not installed.", "Install warehouse-cdp[clv].") from missing

__all__ = ["BgNbd", "GammaGamma", "fit_bg_nbd", "fit_gamma_gamma"]

Vector = NDArray[np.float64]
# Parameters outside of these are no customers' any more: a fit that ends there has not converged.
_SMALLEST, _LARGEST = np.log(1e-6), np.log(1e6)
_NEAR = 0.5


@dataclass(frozen=True)
class BgNbd:
    """Buying as a Poisson process until a customer drops out after some purchase.

    r and alpha shape the rates (gamma), a and b the chance to drop out (beta); alpha is a time.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def probability_alive(self, x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> Vector:
        """Chance that a customer still buys; 1 for one who never bought again."""
        frequency, recency, age = _arrays(x, t_x, age)
        return 1 / (1 + self._odds_gone(frequency, recency, age))

    def expected_purchases(
        self, horizon: float, x: ArrayLike, t_x: ArrayLike, age: ArrayLike
    ) -> Vector:
        """Purchases to expect within a time from now, given what a customer did."""
        frequency, recency, age = _arrays(x, t_x, age)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        series = hyp2f1(
            r + frequency, b + frequency, a + b + frequency - 1, horizon / (alpha + age + horizon)
        )
        shrunk = ((alpha + age) / (alpha + age + horizon)) ** (r + frequency)
        grown = (a + b + frequency - 1) / (a - 1) * (1 - shrunk * series)
        return np.asarray(grown / (1 + self._odds_gone(frequency, recency, age)))

    def _odds_gone(self, frequency: Vector, recency: Vector, age: Vector) -> Vector:
        again = np.maximum(frequency, 1)
        ratio = (self.alpha + age) / (self.alpha + recency)
        odds = self.a / (self.b + again - 1) * ratio ** (self.r + frequency)
        return np.where(frequency > 0, odds, 0.0)


@dataclass(frozen=True)
class GammaGamma:
    """Amounts around a mean of each customer; p and q have no unit, gamma is money."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    def expected_amount(self, x: ArrayLike, mean_amount: ArrayLike) -> Vector:
        """Mean amount of a customer's purchases to come, x repeat purchases having had this mean.

        Raises where q is at most 1: such amounts have no mean.
        """
        if self.q <= 1:
            raise ReverseEtlError(
                f"Amounts spread so widely (q {self.q:.2f}) that they have no mean.",
                "Look for orders with absurd amounts, or leave amounts out.",
            )
        frequency, mean = _arrays(x, mean_amount)
        return np.asarray(
            self.p * (self.gamma + frequency * mean) / (self.p * frequency + self.q - 1)
        )


def fit_bg_nbd(x: ArrayLike, t_x: ArrayLike, age: ArrayLike) -> BgNbd:
    """The likeliest parameters of customers.

    x: repeat purchases of each; t_x: time from the first to the last, 0 where there is none; age:
    time from the first to now. Raises ReverseEtlError where the data cannot tell.
    """
    frequency, recency, age = _arrays(x, t_x, age)
    _check_customers(frequency, recency, age)
    # Times in units of their mean, so that no parameter is far from 1.
    unit = float(age.mean())
    times = (frequency, recency / unit, age / unit)
    (r, alpha, a, b), loss = _fitted(lambda logs: _bg_nbd_loss(np.exp(logs), *times), 4, "BG/NBD")
    # A likelihood of times in another unit differs by each repeat purchase's density.
    log_likelihood = -loss * len(frequency) - float(frequency.sum()) * np.log(unit)
    return BgNbd(r, alpha * unit, a, b, log_likelihood)


def fit_gamma_gamma(x: ArrayLike, mean_amount: ArrayLike) -> GammaGamma:
    """The likeliest parameters of the amounts of customers who bought again, all above zero."""
    frequency, mean = _arrays(x, mean_amount)
    if not len(frequency) or frequency.min() < 1 or mean.min() <= 0:
        raise ReverseEtlError(
            "Amounts can be fitted for customers with repeat purchases and a mean above zero.",
            "Leave the others out.",
        )
    unit = float(mean.mean())
    scaled = mean / unit
    (p, q, gamma), loss = _fitted(
        lambda logs: _gamma_gamma_loss(np.exp(logs), frequency, scaled), 3, "Gamma-Gamma"
    )
    log_likelihood = -loss * len(frequency) - len(frequency) * np.log(unit)
    return GammaGamma(p, q, gamma * unit, log_likelihood)


def _bg_nbd_loss(parameters: Vector, x: Vector, t_x: Vector, age: Vector) -> float:
    r, alpha, a, b = parameters
    rates = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    again = np.maximum(x, 1)
    left = betaln(a + 1, b + again - 1) - betaln(a, b) - (r + x) * np.log(alpha + t_x)
    likelihood = rates + np.where(x > 0, np.logaddexp(stays, left), stays)
    return -float(likelihood.mean())


def _gamma_gamma_loss(parameters: Vector, x: Vector, mean: Vector) -> float:
    p, q, gamma = parameters
    likelihood = (
        -betaln(p * x, q)
        + q * np.log(gamma)
        + (p * x - 1) * np.log(mean)
        + p * x * np.log(x)
        - (p * x + q) * np.log(gamma + mean * x)
    )
    return -float(likelihood.mean())


def _fitted(loss: Any, count: int, name: str) -> tuple[list[float], float]:
    """The parameters with the least loss; nothing is drawn at random, so every run has the same."""
    bounds = [(_SMALLEST, _LARGEST)] * count
    found = minimize(loss, np.zeros(count), method="L-BFGS-B", bounds=bounds)
    found = minimize(
        loss,
        found.x,
        method="Nelder-Mead",
        bounds=bounds,
        options={"xatol": 1e-7, "fatol": 1e-12, "maxiter": 10_000, "maxfev": 10_000},
    )
    at_edge = (found.x - _SMALLEST < _NEAR) | (_LARGEST - found.x < _NEAR)
    if not found.success or at_edge.any():
        raise ReverseEtlError(
            f"The model {name} does not fit these customers: its parameters have no best values.",
            "It needs some hundred customers of whom part bought again.",
        )
    return [float(value) for value in np.exp(found.x)], float(found.fun)


def _check_customers(x: Vector, t_x: Vector, age: Vector) -> None:
    wrong = ""
    if not len(x) or x.max() < 1:
        wrong = "Nobody bought again"
    elif min(x.min(), t_x.min()) < 0 or (t_x > age).any() or (age <= 0).any():
        wrong = "Some customers' times are negative or end after now"
    elif ((x > 0) != (t_x > 0)).any():
        wrong = "Some customers have repeat purchases at no time, or a time and none"
    if wrong:
        raise ReverseEtlError(f"{wrong}: there is nothing to fit.", "Look at the purchases.")


def _arrays(*values: ArrayLike) -> tuple[Vector, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
