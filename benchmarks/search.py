"""A general-purpose search on the float engine: SciPy's differential evolution.

It knows nothing of tax: it tries plans, prices them by the law, and mixes the better
ones. Plans are numbers as in :mod:`benchmarks.many_plans`, so none is out of reach, and
many are priced at once.
"""

import sys
import time
from dataclasses import dataclass
from math import inf
from typing import Any

import click
import numpy as np

from benchmarks.many_plans import IDLE, PlanValues, cells_of, shares_of
from benchmarks.prepared import Prepared, asked_for, prepared

PLANS = 120
"""Plans that the search keeps and mixes."""
NUMBERS_AT_ONCE = 4_000_000
"""Columns times plans that are priced at once: what keeps memory small."""
USED = 0.06
"""Of each random plan that the search begins with, this part of the cells is used."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found.

    Attributes:
        value: Of the best plan, after-tax, in fractions of shares; dollars.
        plans: How many plans were priced.
        seconds: Spent.
        cells: Numbers that a plan is made of.
    """

    value: float
    plans: int
    seconds: float
    cells: int


def searched(ready: Prepared, seconds: float) -> Searched | None:
    """Search for so many seconds; None where SciPy is not installed.

    When all its plans have become one, the search begins anew with others.
    """
    try:
        from scipy.optimize import differential_evolution
    except ImportError:
        return None
    started = time.perf_counter()
    cells, values = cells_of(ready.columns), PlanValues(ready)
    columns, priced, best, seed = len(ready.columns), 0, -inf, 0
    step = max(NUMBERS_AT_ONCE // columns, 1)

    def costs(numbers: np.ndarray) -> np.ndarray:
        nonlocal priced
        priced += numbers.shape[1]
        parts = [
            -values(shares_of(cells, numbers[:, first : first + step], columns))
            for first in range(0, numbers.shape[1], step)
        ]
        return np.concatenate(parts)

    def is_over(*_: object, **__: object) -> bool:
        return time.perf_counter() - started > seconds

    while not is_over():
        seed += 1
        first: Any = _first_plans(len(cells), seed)
        found = differential_evolution(
            costs,
            bounds=[(0.0, 1.0)] * len(cells),
            init=first,
            maxiter=10**9,
            tol=0.0,
            rng=seed,
            polish=False,
            updating="deferred",
            vectorized=True,
            callback=is_over,
        )
        best = max(best, -float(found.fun))
    return Searched(
        value=best,
        plans=priced,
        seconds=time.perf_counter() - started,
        cells=len(cells),
    )


def _first_plans(cells: int, seed: int) -> np.ndarray:
    """Return random plans, the first one idle; plans x cells."""
    pick = np.random.default_rng(seed)
    plans = pick.uniform(0.0, IDLE, (PLANS, cells))
    used = pick.uniform(size=plans.shape) < USED
    plans[used] = pick.uniform(IDLE, 1.0, int(used.sum()))
    plans[0] = 0.0
    return plans


def main() -> None:
    """Search one instance for the seconds given last, and show the best value."""
    instance, seconds = asked_for(sys.argv[1:-1]), float(sys.argv[-1])
    found = searched(prepared(instance.scenario), seconds)
    if found is None:
        raise SystemExit("SciPy is not installed")
    click.echo(
        f"{instance.name}: {found.value:,.2f} after {found.plans:,} plans of "
        f"{found.cells:,} numbers in {found.seconds:.1f} s"
    )


if __name__ == "__main__":
    main()
