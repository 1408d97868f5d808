"""`python -m benchmarks`: prints each figure as a ratio within one run."""

import argparse

from benchmarks.stitching import measure, ordered_path, realistic_pairs


def main() -> None:
    """Measure the stitching loop on graphs of the size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000, help="pairs of a graph")
    parser.add_argument("--repeats", type=int, default=3, help="interleaved runs; the best counts")
    arguments = parser.parse_args()
    graphs = {
        "realistic": realistic_pairs(arguments.pairs, seed=1),
        "ordered path": ordered_path(arguments.pairs),
    }
    header = (
        f"{'graph':<14}{'pairs':>12}{'rounds':>8}{'seconds':>9}{'x SciPy':>9}{'x GROUP BY':>12}"
    )
    print(header)
    for name, pairs in graphs.items():
        row = measure(name, pairs, arguments.repeats)
        print(
            f"{row['graph']:<14}{row['pairs']:>12,}{row['rounds']:>8}{row['seconds']:>9}"
            f"{row['times_scipy']:>9}{row['times_group_by']:>12}"
        )


if __name__ == "__main__":
    main()
