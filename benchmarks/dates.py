"""What "best on its decision dates" costs against any day on which things can be done.

Each shipped scenario is planned on each rhythm, in fractions of shares. Then every day
within some weeks of each action of the plan joins its dates, and it is planned again,
until that brings less than a dollar: what the rhythm leaves on the table is at least
what these days bring. ``python -m benchmarks.dates`` prints a table; names of scenarios
may follow.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

import click
import numpy as np

from benchmarks.table import table
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.choices import Choice, exercise_ways
from isoplan.optimizer.columns.completed import user_choices
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.plan_columns import plan_columns
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from isoplan.scenarios import examples

RHYTHMS = ("yearly", "quarterly", "monthly")
DAYS_AROUND = 50
"""Days before and after an action that join the dates."""
ENOUGH = 1.0
"""Dollars of gain below which no more days are looked at."""
MOST_ROUNDS = 6
TRACE = 1e-3
"""Shares below which a column counts as unused."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One plan in fractions of shares.

    Attributes:
        worth: Under the objective, dollars; more is better.
        columns: What the solver chose from.
        seconds: From the scenario to the solution.
        used: What the plan does.
    """

    worth: float
    columns: int
    seconds: float
    used: tuple[Choice, ...]


def planned(situation: Situation, also: Iterable[Choice] = ()) -> Planned:
    """Plan a scenario, with other choices beside those of its dates."""
    started = time.perf_counter()
    columns = plan_columns(situation, [*user_choices(situation), *also])
    traced = traced_problem(situation, columns, baseline_years(situation))
    solution = solve(program_of(traced), Limits(gap_dollars=0.1))
    used = np.flatnonzero(solution.shares > TRACE).tolist()
    return Planned(
        worth=-solution.cost,
        columns=len(columns),
        seconds=time.perf_counter() - started,
        used=tuple(columns.choices[place] for place in used),
    )


def any_day(situation: Situation, first: Planned) -> Planned:
    """Return the plan whose actions may move to any day nearby."""
    best = first
    for _ in range(MOST_ROUNDS):
        also = {*best.used, *(c for used in best.used for c in _near(situation, used))}
        found = planned(situation, also)
        gained = found.worth - best.worth
        best = found
        if gained < ENOUGH:
            break
    return best


def _near(situation: Situation, used: Choice) -> Iterator[Choice]:
    """Yield what differs from a choice in its days, by some weeks."""
    tranche = situation.tranches[used.tranche]
    market = situation.market_of(tranche)
    exercises = [used.exercised_on]
    if not tranche.held:
        exercises = [
            day
            for day in _around(situation, used.exercised_on)
            if market.can_exercise(day)
            and day <= tranche.last_exercise
            and tranche.available(day) > 0
        ]
    sales = [used.sold_on]
    if used.sold_on is not None and not used.way:
        sales += [
            day for day in _around(situation, used.sold_on) if market.can_sell(day)
        ]
    for day in exercises:
        if not tranche.held and used.way not in exercise_ways(tranche, day):
            continue
        own = tranche.held_long_enough_from(day)
        opened = market.next_sale_date(max(own, situation.plan.start))
        by_its_own = [opened] if opened and used.sold_on else []
        for sold_on in (used.sold_on, *by_its_own):
            if _follows(situation, used, day, sold_on):
                yield Choice(used.tranche, day, sold_on, used.way)
    for sold_on in sales:
        if _follows(situation, used, used.exercised_on, sold_on):
            yield Choice(used.tranche, used.exercised_on, sold_on, used.way)
    if used.sold_on == used.exercised_on:
        for day in set(exercises) & {each for each in sales if each}:
            yield Choice(used.tranche, day, day, used.way)


def _follows(
    situation: Situation, used: Choice, exercised_on: date, sold_on: date | None
) -> bool:
    tranche = situation.tranches[used.tranche]
    first = tranche.acquisition(exercised_on).vested_on
    return sold_on is None or first <= sold_on <= situation.plan.horizon


def _around(situation: Situation, day: date) -> list[date]:
    days = (day + timedelta(days=n) for n in range(-DAYS_AROUND, DAYS_AROUND + 1))
    return [
        each for each in days if situation.plan.start <= each <= situation.plan.horizon
    ]


def line(name: str) -> list[str]:
    """Return the line of one scenario."""
    scenario = load_scenario(examples()[name])
    found: dict[str, Planned] = {}
    best = -inf
    for rhythm in RHYTHMS:
        plan = scenario.plan.model_copy(update={"decision_dates": rhythm})
        situation = situation_of(scenario.model_copy(update={"plan": plan}))
        found[rhythm] = planned(situation)
        if rhythm == "quarterly":
            best = any_day(situation, found[rhythm]).worth
    best = max(best, *(each.worth for each in found.values()))
    cells = [name, f"{best:,.0f}"]
    for each in found.values():
        left = (best - each.worth) / abs(best)
        cells += [f"{left:.4%}", f"{each.columns:,}", f"{each.seconds:.1f}"]
    return cells


@click.command()
@click.argument("names", nargs=-1)
def main(names: tuple[str, ...]) -> None:
    """Print what each rhythm leaves on the table, with columns and seconds."""
    head = ["scenario", "any day $"]
    for rhythm in RHYTHMS:
        head += [f"{rhythm} leaves", "columns", "s"]
    lines = []
    for name in names or sorted(examples()):
        lines.append(line(name))
        click.echo(" ".join(lines[-1]), err=True)
    click.echo(table(head, lines))


if __name__ == "__main__":
    main()
