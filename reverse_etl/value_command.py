"""The command `predict-lifetime-value`."""

import argparse

from reverse_etl.errors import ConfigurationError
from reverse_etl.output import as_json, to_document
from reverse_etl.session import Session

HELP = "Fit customers' lifetime value, and write a prediction for each."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what the command takes."""
    parser.add_argument(
        "--horizon-days",
        type=int,
        default=365,
        metavar="DAYS",
        help="how far ahead to look (default: 365)",
    )


def run_command(session: Session, options: argparse.Namespace) -> int:
    """Prints the fit."""
    if options.horizon_days < 1:
        raise ConfigurationError(f"--horizon-days is {options.horizon_days}.", "Use 1 or more.")
    # SciPy is an extra, and takes a second to load.
    from reverse_etl.value_prediction import predict

    fit = predict(session, options.horizon_days)
    if options.json:
        print(as_json(to_document(fit)))
    else:
        print(
            f"Fitted {fit.count_customers:,} customers. BG/NBD: r {fit.r:.3f}, alpha "
            f"{fit.alpha_days:.1f} days, a {fit.a:.3f}, b {fit.b:.3f}. Gamma-Gamma: p {fit.p:.2f}, "
            f"q {fit.q:.2f}, gamma {fit.gamma_eur:.2f} EUR.\n"
            f"In the next {fit.horizon_days} days they will buy {fit.expected_purchases:,.0f} "
            f"times, for {fit.expected_value_eur:,.0f} EUR. Written to {fit.relation}."
        )
    return 0
