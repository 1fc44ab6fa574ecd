"""What planning for all outcomes is worth, household by household.

``python -m tools.worth_table`` plans every file of ``scenarios/uncertain`` and of
``benchmarks/uncertain`` and prints the table of docs/uncertain_prices.md.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from isoplan.models.outcomes.outcomes_plan import Beside, Between, OutcomesPlan
from isoplan.models.scenario import load_scenario
from isoplan.optimizer.outcomes.beside import BLINDLY, FIRST_STEPS
from isoplan.optimizer.outcomes.recommend_outcomes import recommend_outcomes
from isoplan.optimizer.solving.solution import Limits

HOUSEHOLDS = (Path("scenarios/uncertain"), Path("benchmarks/uncertain"))
HABIT = "a fifth a year, hold"
HEADS = (
    "household",
    "worth",
    "VSS",
    "EVPI",
    "worst: tree",
    "first steps of one path",
    "that plan blindly",
    "a fifth a year",
    "AMT on vanished gains: tree",
    "one path",
    "beats a fifth a year: one path blindly",
    "one path planned anew",
    "tree",
)
"""Of the table's columns; dollars, and parts of all outcomes by their probability."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--time-limit", default=120.0, show_default=True, help="Seconds a plan.")
def main(*, files: tuple[Path, ...], time_limit: float) -> None:
    """Plan FILES, or all households, and print a row each in Markdown."""
    every = files or [file for each in HOUSEHOLDS for file in sorted(each.glob("*"))]
    _print(HEADS)
    _print(["---"] * len(HEADS))
    for file in every:
        click.echo(f"{file} ...", err=True)
        plan = recommend_outcomes(load_scenario(file), Limits(time_limit))
        _print(list(_row(plan)))


def _print(cells: list[str] | tuple[str, ...]) -> None:
    click.echo(f"| {' | '.join(cells)} |")


def _row(plan: OutcomesPlan) -> Iterator[str]:
    beside = {each.name: each for each in plan.beside}
    first, blindly = beside.get(FIRST_STEPS), beside.get(BLINDLY)
    fifth = beside[HABIT]
    yield plan.scenario
    yield f"{plan.objective.value:,.0f}"
    yield _between(plan.worth.modeling)
    yield _between(plan.worth.knowing)
    yield f"{plan.worst.value:,.0f}"
    for each in (first, blindly, fifth):
        yield "" if each is None else f"{each.worst:,.0f}"
    yield f"{max(each.amt_on_vanished_gains for each in plan.outcomes):,.0f}"
    yield "" if first is None else f"{first.amt_on_vanished_gains:,.0f}"
    for values in (_values(blindly), _values(first), [o.value for o in plan.outcomes]):
        yield _part(plan, values, fifth.values) if values else ""


def _between(amount: Between | None) -> str:
    if amount is None:
        return ""
    if amount.most - amount.least < 10.0:
        return f"{amount.most:,.0f}"
    return f"{amount.least:,.0f} to {amount.most:,.0f}"


def _values(beside: Beside | None) -> list[float]:
    return [] if beside is None else list(beside.values)


def _part(plan: OutcomesPlan, values: list[float], others: tuple[float, ...]) -> str:
    """Return how probable the outcomes are in which one way is worth more."""
    more = zip(plan.outcomes, values, others, strict=True)
    return f"{sum(each.probability for each, mine, their in more if mine > their):.0%}"


if __name__ == "__main__":
    main()
