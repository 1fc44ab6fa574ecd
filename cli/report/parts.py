"""The parts of a report as cells: what to do when, tables, assumptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from isoplan.cli.render.actions_table import kind_of, what_of
from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.models.results.comparison import (
    CAUSES,
    SCHEDULE_COLUMNS,
    Causes,
    Comparison,
    causes_of,
)
from isoplan.models.results.display import Column, ShownTable
from isoplan.models.results.plan import YEAR_COLUMNS, Action, Plan

VERBS = {
    "exercise": "exercise",
    "sell": "sell",
    "give": "give to charity",
    "cash_out": "cashed out",
    "write_off": "worthless",
}
"""What an action does, in a word or two."""

ASSUMED = {
    "start": "The plan starts",
    "horizon": "It ends",
    "objective": "Best means",
    "at_horizon": "Shares at the end",
    "decision_dates": "Decision dates",
    "prices": "Share price",
    "days_of_sale": "Days of sale",
    "discount_rate": "Discount rate",
    "inflation": "Inflation of the law\u2019s figures",
    "run_off_years": "Years until credit left is back",
    "projected_years": "Years with projected figures",
    "tax_payments": "Tax is paid",
    "cash": "Cash",
    "state": "State",
}
"""Assumptions in words."""

MEANS = {
    "after_tax_value": "the most after tax, in present value",
    "least_tax": "the least tax, in present value",
    "sell": "are sold",
    "keep": "may be kept",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do.

    Attributes:
        day: When.
        verb: What.
        what: Options or lot.
        kind: How a sale is taxed; may be empty.
        shares: How many.
        price: Dollars a share.
        amount: Dollars; what an exercise costs, a sale brings, a gift is worth.
        why: The reason, if there is one.
        pays: Whether the amount is paid, not received.
    """

    day: Cell
    verb: str
    what: str
    kind: str
    shares: Cell
    price: Cell
    amount: Cell
    why: str
    pays: bool


def steps_of(actions: Sequence[Action], of: str) -> list[Step]:
    """Return actions as steps.

    Args:
        actions: By date.
        of: Where they stand in the report's JSON.
    """
    return [_step(action, f"{of}[{at}]") for at, action in enumerate(actions)]


def by_day(steps: Sequence[Step]) -> list[list[Step]]:
    """Return steps in groups of one day."""
    return [list(group) for _, group in groupby(steps, lambda step: step.day.value)]


def _step(action: Action, of: str) -> Step:
    return Step(
        day=cells.day(action.date, f"{of}.date"),
        verb=VERBS[action.kind],
        what=what_of(action),
        kind=kind_of(action),
        shares=cells.count(action.shares, f"{of}.shares"),
        price=cells.cents(action.price, f"{of}.price"),
        amount=cells.money(action.shares * action.price, f"{of}.shares * {of}.price"),
        why=action.why,
        pays=action.kind == "exercise",
    )


def years_table(plan: Plan, of: str = "plan") -> Table:
    """Return the plan's own table of years, each cell with where it comes from."""
    rows = [f"{of}.years[{at}]" for at in range(len(plan.years))]
    return _with_sources(plan.table(), YEAR_COLUMNS, plan.years, rows)


def schedules_table(comparison: Comparison) -> Table:
    """Return the comparison's own table, each cell with where it comes from."""
    schedules = comparison.schedules
    rows = [f"comparison.schedules[{at}]" for at in range(len(schedules))]
    return _with_sources(comparison.table(), SCHEDULE_COLUMNS, schedules, rows)


def _with_sources(
    shown: ShownTable,
    columns: Sequence[Column],
    rows: Sequence[object],
    of: Sequence[str],
) -> Table:
    """Return a result's own table as cells; its rows are the first of ``rows``."""
    field = {column.heading: column.field for column in columns}

    def cell(text: str, heading: str, at: int) -> Cell:
        name = field.get(heading)
        value = getattr(rows[at], name) if name else None
        if not isinstance(value, int | float):
            return cells.words(text)
        return Cell(text, value, f"{of[at]}.{name}")

    made = tuple(
        tuple(
            cell(text, heading, at)
            for text, heading in zip(row, shown.headings, strict=True)
        )
        for at, row in enumerate(shown.rows)
    )
    total = tuple(cells.words(text) for text in shown.total)
    return Table(shown.headings, made, left=1, total=total)


def causes_table(comparison: Comparison) -> Table:
    """Return why each schedule is worth less than the plan."""
    others = list(enumerate(comparison.schedules))[1:]
    used = causes_of(each for _, each in others)
    rows = tuple(
        (
            cells.words(each.name),
            *_causes(each.causes, used, f"comparison.schedules[{at}].causes"),
            cells.money(each.worse_by, f"comparison.schedules[{at}].worse_by"),
        )
        for at, each in others
    )
    return Table(("schedule", *(CAUSES[name] for name in used), "together"), rows)


def _causes(causes: Causes, used: Sequence[str], of: str) -> Iterator[Cell]:
    for name in used:
        yield cells.money(getattr(causes, name), f"{of}.{name}")


def assumptions(
    given: Mapping[str, str | float | int | list[int] | None],
) -> list[tuple[str, str]]:
    """Return what a result assumes, in words."""
    return [
        (ASSUMED.get(name, name.replace("_", " ")), _assumed(name, value))
        for name, value in given.items()
    ]


def _assumed(name: str, value: str | float | int | list[int] | None) -> str:
    if value is None:
        return "not needed" if name == "inflation" else "none given"
    if isinstance(value, list):
        return f"{value[0]} to {value[-1]}" if value else "none"
    if name == "cash":
        return cells.money(float(value), "").text
    if isinstance(value, float):
        return f"{value:.2%}"
    return MEANS.get(str(value), str(value))
