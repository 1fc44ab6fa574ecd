"""What a schedule comes to on each path: value, worst year, cash, and AMT."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.columns.year_nodes import year_tree
from isoplan.optimizer.pricing.cash import (
    CashDay,
    asking_days,
    cash_days,
    cash_margins,
    cash_moves,
    present_value_of_interest,
)
from isoplan.optimizer.pricing.evaluated_schedule import lots_kept
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.tax_payments import TaxedYear, caused_payments
from isoplan.optimizer.pricing.year_returns import UnitPay, fixed_pay
from isoplan.optimizer.recount.cash_walk import CASH_SLACK
from isoplan.optimizer.stress.following import columns_on_paths, followed
from isoplan.optimizer.stress.path_years import STATE, Ways, path_years
from isoplan.optimizer.stress.price_paths import PricePaths


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a schedule comes to, by path; arrays of length n paths, dollars.

    Attributes:
        value: Present value after tax, as a plan has it.
        worst_year: Calendar year in which it causes most tax.
        tax_of_worst_year: That tax; never below zero.
        lowest_cash: Least cash on any day, counted from zero if the household does not
            say what it has.
        below_floor: Whether cash falls below its floor, loan included.
        amt: Federal AMT of all years.
        amt_not_recovered: Minimum tax credit left at the end, federal and of states,
            beyond that of the household that does nothing.
    """

    value: np.ndarray
    worst_year: np.ndarray
    tax_of_worst_year: np.ndarray
    lowest_cash: np.ndarray
    below_floor: np.ndarray
    amt: np.ndarray
    amt_not_recovered: np.ndarray


@dataclass(frozen=True, slots=True)
class Idle:
    """The household that does nothing, on each path.

    Attributes:
        years: Its years.
        taxed: What must be known of them to say when their tax is paid.
        unit_pay: What its restricted units bring; None without any.
    """

    years: Ways
    taxed: list[TaxedYear]
    unit_pay: UnitPay | None


def idle_on(situation: Situation, paths: PricePaths) -> Idle:
    """Return the household that does nothing, and keeps its lots."""
    unit_pay = _unit_pay(situation, paths)
    columns, shares = lots_kept(situation)
    on_paths = columns_on_paths(situation, list(columns.choices), paths)
    held = np.broadcast_to(shares, (len(paths), len(shares)))
    years = path_years(situation, on_paths, held, unit_pay)
    return Idle(years, _taxed(situation, on_paths, held, years, unit_pay), unit_pay)


def outcomes_of(
    situation: Situation,
    holdings: Holdings,
    paths: PricePaths,
    idle: Idle,
    *,
    as_done: bool = False,
) -> Outcomes:
    """Return what a schedule comes to where it is followed blindly.

    Args:
        situation: Household, law and assumptions.
        holdings: The schedule.
        paths: Prices, as :func:`followed` takes them.
        idle: The household that does nothing, on the same paths.
        as_done: Whether all exercises have been made, whatever the price.
    """
    columns, shares = followed(situation, holdings, paths, as_done=as_done)
    years = path_years(situation, columns, shares, idle.unit_pay)
    taxed = _taxed(situation, columns, shares, years, idle.unit_pay)
    cash = _cash(situation, columns, shares, taxed, idle.taxed)
    interest = present_value_of_interest(situation, cash)
    before_tax = np.einsum("pn,pn->p", columns.present_value, shares)
    worst_year, most_tax = _worst_year(situation, years, idle.years)
    household = situation.household
    at_start = (household.cash or 0.0) + np.zeros(len(paths))
    lowest = at_start
    for each in cash:
        lowest = np.minimum(lowest, each.free + household.cash_floor)
    below = np.zeros(len(paths), dtype=bool)
    for _, margin in cash_margins(situation, cash):
        below |= margin < -CASH_SLACK
    return Outcomes(
        value=before_tax - interest - (years.cost - idle.years.cost),
        worst_year=worst_year,
        tax_of_worst_year=most_tax,
        lowest_cash=lowest,
        below_floor=below,
        amt=sum((year["amt"] for year in years.years), start=np.zeros(len(paths))),
        amt_not_recovered=np.maximum(_owed(years) - _owed(idle.years), 0.0),
    )


def _unit_pay(situation: Situation, paths: PricePaths) -> UnitPay | None:
    """Return what restricted units bring in a year, by path; None without any.

    Source: as :func:`isoplan.models.equity.tranches.rsu_pay`; none vest once the
        shares are worthless.
    """
    equity = situation.opening_position.equity
    if not equity.restricted_units:
        return None
    pay: dict[int, np.ndarray] = {}
    for award in equity.restricted_units:
        for day, units in rsu_vestings(award, equity):
            before = pay.get(day.year, np.zeros(len(paths)))
            pay[day.year] = before + units * paths.price(award.market, day)
    return lambda year: pay.get(year, np.zeros(len(paths)))


def _taxed(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    years: Ways,
    unit_pay: UnitPay | None,
) -> list[TaxedYear]:
    """Return what must be known of each year to say when its tax is paid, by path."""
    return [
        TaxedYear(
            node=node,
            income_tax=figures["income_tax"],
            payroll_tax=figures["payroll_tax"],
            state_tax=figures["state_tax_after_credit"],
            fixed_pay=fixed_pay(situation, node.year, unit_pay),
            option_pay=tuple(_pay_by_day(columns, shares, node.year).items()),
        )
        for node, figures in zip(year_tree(situation), years.years, strict=True)
    ]


def _pay_by_day(
    columns: Columns, shares: np.ndarray, year: int
) -> Mapping[date, np.ndarray]:
    """Return the pay that exercises bring, by day; arrays of length n paths."""
    pay = columns.per_share("equity_pay", year) * shares
    days = np.unique(columns.measured[np.any(pay != 0.0, axis=0)]).tolist()
    return {
        date.fromordinal(day): pay[:, columns.measured == day].sum(axis=1)
        for day in days
    }


def _cash(
    situation: Situation,
    columns: Columns,
    shares: np.ndarray,
    years: list[TaxedYear],
    idle: list[TaxedYear],
) -> list[CashDay]:
    """Return the cash of each day on which anything may move it, by path."""
    caused = caused_payments(situation, years, idle)
    flows: dict[date, np.ndarray] = {}
    counting: dict[date, np.ndarray] = {}
    paid = np.where(columns.at_once, columns.settled, columns.choices.exercised)
    for days, amounts in (
        (paid, -columns.exercise_cost * shares),
        (columns.settled, columns.sale_price * shares),
    ):
        for day in np.unique(days[np.any(amounts != 0.0, axis=0)]).tolist():
            here, on = amounts[:, days == day], date.fromordinal(day)
            flows[on] = flows.get(on, 0.0) + here.sum(axis=1)
            counting[on] = counting.get(on, False) | (here != 0.0).any(axis=1)
    for each in caused:  # other payments have their days on all paths
        is_withheld = each.what == "withholding"
        moved = np.asarray(each.amount) != 0.0 if is_withheld else True
        counting[each.day] = counting.get(each.day, False) | np.full(len(shares), moved)
    moves = cash_moves(situation, flows, caused)
    asking = asking_days(situation, columns, caused)
    return cash_days(situation, moves, asking, counting)


def _worst_year(
    situation: Situation, years: Ways, idle: Ways
) -> tuple[np.ndarray, np.ndarray]:
    """Return the year in which a schedule causes most tax, and that tax; by path."""
    caused = np.stack(
        [
            mine["total_tax"] - base["total_tax"]
            for mine, base in zip(years.years, idle.years, strict=True)
        ]
    )
    first = situation.plan.start.year
    return first + np.argmax(caused, axis=0), np.maximum(caused.max(axis=0), 0.0)


def _owed(years: Ways) -> np.ndarray:
    """Return the minimum tax credit left at the end, federal and of states; dollars."""
    of_states = [each for name, each in years.carried.items() if name.startswith(STATE)]
    return years.carried["credit"] + sum(of_states)
