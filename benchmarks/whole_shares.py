"""What whole shares cost random households, rounded and searched: counts by verdict.

``python -m benchmarks.whole_shares 60`` plans so many households of sizes S and M, of
every income, in each state. ``PYTHONPATH=tests/support python -m
benchmarks.whole_shares 200 small`` plans the small ones of the tests instead.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import click

from benchmarks.instances import INCOMES, SIZES, STATES, household
from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.whole_shares.whole_search import WholeSearch

WATCHED = "_in_whole_shares"
"""What the optimizer makes of the solver's fractions."""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one household; dollars.

    Attributes:
        status: The plan's.
        rounded: Distance of the rounded plan from the bound in fractions.
        gap: Distance of the plan from its bound.
        small_trades_cost: Of leaving out small trades.
        seconds: Of the whole plan.
        searching: Of these, spent in searches in whole shares.
    """

    status: str
    rounded: float
    gap: float
    small_trades_cost: float
    seconds: float
    searching: float


def planned(scenario: Scenario, limits: Limits) -> Found | None:
    """Plan one household; None if no schedule keeps its limits."""
    kept: list[tuple[WholeSearch, float]] = []
    search = getattr(recommend, WATCHED)

    def watched(program: Any, solution: Any, *rest: Any) -> WholeSearch:  # noqa: ANN401
        found: WholeSearch = search(program, solution, *rest)
        kept.append((found, found.plans[0].cost - solution.bound))
        return found

    setattr(recommend, WATCHED, watched)
    started = time.perf_counter()
    try:
        plan, _ = recommend.solve_plan(situation_of(scenario), limits)
    except InfeasiblePlan:
        return None
    finally:
        setattr(recommend, WATCHED, search)
    found, rounded = kept[0]
    return Found(
        status=plan.status,
        rounded=rounded,
        gap=plan.objective.gap,
        small_trades_cost=plan.proof.small_trades_cost,
        seconds=time.perf_counter() - started,
        searching=found.seconds,
    )


def households(count: int, kind: str) -> Iterator[Scenario]:
    """Yield so many random households, small ones of the tests or larger ones."""
    if kind == "small":
        import random_scenarios

        yield from (random_scenarios.random_scenario(seed) for seed in range(count))
        return
    shapes = list(product(SIZES[:2], STATES, INCOMES))
    for number in range(count):
        size, state, income = shapes[number % len(shapes)]
        yield household(size, income, 100 + number, state)


def summary(found: list[Found]) -> str:
    """Return the counts by verdict, the worst distances, and the time."""
    counts = Counter(each.status for each in found)
    done = [each for each in found if each.status != "feasible"]
    lines = [f"{len(found)} planned, {len(done)} finished in fractions: {dict(counts)}"]
    for name in ("rounded", "gap", "small_trades_cost"):
        amounts = sorted((getattr(each, name) for each in done), reverse=True)
        over = sum(amount > 5.0 for amount in amounts)
        worst = ", ".join(f"{amount:,.2f}" for amount in amounts[:5])
        total = sum(amounts)
        lines.append(f"{name}: worst {worst}; over 5 dollars {over}; all {total:,.2f}")
    seconds = sorted(each.seconds for each in found)
    searching = sorted(each.searching for each in found)
    middle = len(found) // 2
    lines.append(
        f"seconds: median {seconds[middle]:.2f}, of it searching in whole shares "
        f"{searching[middle]:.2f}; most {seconds[-1]:.2f} and {searching[-1]:.2f}"
    )
    return "\n".join(lines)


def main() -> None:
    """Plan them all, and print what became of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    kind = sys.argv[2] if len(sys.argv) > 2 else "larger"
    limits = Limits(time_limit_s=30.0)
    found = [planned(each, limits) for each in households(count, kind)]
    click.echo(summary([each for each in found if each is not None]))


if __name__ == "__main__":
    main()
