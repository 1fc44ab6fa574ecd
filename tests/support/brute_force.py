"""The best schedule of a tiny situation, found by trying every one there is.

Nothing here knows the program: whole shares are spread over columns in every way, each
schedule is priced by the float engine, and the caller counts its limits one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import (
    Columns,
    columns_of,
    possible_columns,
)
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.program.program import in_whole_shares
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.optimizer.tracing.inventory_bounds import Block, with_ends

CENT = 0.01
"""Dollars that the program may differ from the best of all schedules."""


@dataclass(frozen=True)
class TriedSchedule:
    """One schedule in whole shares, priced when somebody asks.

    Attributes:
        columns: The ways to exercise and sell.
        shares: Shares of each column; length n columns.
        baseline: The household's years without any action.
    """

    columns: Columns
    shares: np.ndarray
    baseline: EvaluatedYears

    @cached_property
    def evaluated(self) -> EvaluatedYears:
        """Every year's forms by the float engine."""
        return evaluate_years(self.columns.situation, self.columns, self.shares)

    @cached_property
    def in_full(self) -> EvaluatedSchedule:
        """Its actions, its cash by day and its years."""
        return evaluate_schedule(
            self.columns.situation, "tried", self.columns, self.shares, self.baseline
        )

    @property
    def value(self) -> float:
        """The after-tax value (present dollars)."""
        tax = self.evaluated.present_value_of_tax - self.baseline.present_value_of_tax
        return self.evaluated.present_value_before_tax - tax


Keeps = Callable[[TriedSchedule], bool]
"""Whether a schedule keeps the limits that a test counts."""


def few_columns(
    situation: Situation,
    pick: np.random.Generator,
    most: int,
    wanted: Callable[[Choice], bool] = lambda _: True,
) -> Columns:
    """Return random columns of each tranche, at most so many: few enough to try all."""
    choices = possible_columns(situation).choices
    kept: list[Choice] = []
    for tranche in range(len(situation.tranches)):
        own = [each for each in choices if each.tranche == tranche and wanted(each)]
        chosen = pick.choice(len(own), size=min(most, len(own)), replace=False)
        kept += [own[place] for place in sorted(chosen.tolist())]
    return columns_of(situation, kept)


def all_schedules(columns: Columns) -> Iterator[np.ndarray]:
    """Yield every way to use whole shares of the inventory.

    Options may lapse; every share of a lot is in some column. Each tranche must vest in
    one step, so that its columns compete for the same shares.

    Raises:
        ValueError: If a tranche vests in several steps.
    """
    blocks = with_ends(inventory(columns), len(columns))
    tranches = [block.tranche for block, _ in blocks]
    if len(set(tranches)) < len(tranches):
        raise ValueError("a tranche vests in several steps, which may share columns")
    ways = [_ways(block, end - block.first) for block, end in blocks]
    for parts in product(*ways):
        yield np.array([count for part in parts for count in part], dtype=float)


def _ways(block: Block, width: int) -> list[tuple[int, ...]]:
    """Return every way to spread a block's shares over its columns."""
    least = block.shares if block.must_be_used else 0
    counts = product(range(int(block.shares) + 1), repeat=width)
    return [way for way in counts if least <= sum(way) <= block.shares]


def tried_schedules(columns: Columns) -> list[TriedSchedule]:
    """Return every schedule, each priced once however often it is looked at."""
    baseline = baseline_years(columns.situation)
    return [TriedSchedule(columns, way, baseline) for way in all_schedules(columns)]


def best_by_force(
    schedules: Iterable[TriedSchedule], keeps: Keeps = lambda _: True
) -> float | None:
    """Return the greatest value of the schedules that keep the limits (dollars).

    None if there is no such schedule.
    """
    return max((each.value for each in schedules if keeps(each)), default=None)


def best_first(schedules: Iterable[TriedSchedule]) -> list[TriedSchedule]:
    """Return the schedules by what they are worth, the greatest value first."""
    return sorted(schedules, key=lambda each: each.value, reverse=True)


def check_optimum(
    columns: Columns,
    keeps: Keeps = lambda _: True,
    schedules: Sequence[TriedSchedule] | None = None,
) -> None:
    """Check that the program's optimum in whole shares is the best of all schedules.

    Its own schedule is priced by the float engine too, and must keep the limits.

    Args:
        columns: The ways to exercise and sell, of the situation that is solved.
        keeps: Counts the limits of a schedule.
        schedules: All schedules of these columns, the best first, if they were tried
            before: what one costs does not depend on preferences, and the first that
            keeps the limits is the best of those that do.
    """
    situation = columns.situation
    baseline = baseline_years(situation)
    if schedules is None:
        best = best_by_force(tried_schedules(columns), keeps)
    else:
        best = next((each.value for each in schedules if keeps(each)), None)
    program = in_whole_shares(program_of(traced_problem(situation, columns, baseline)))
    if best is None:
        with pytest.raises(InfeasiblePlan):
            solve(program, Limits(60, 0.001))
        return
    solution = solve(program, Limits(60, 0.001))
    planned = TriedSchedule(columns, np.round(solution.shares), baseline)
    assert -solution.cost == pytest.approx(best, abs=CENT)
    assert planned.value == pytest.approx(best, abs=CENT)
    assert keeps(planned)
