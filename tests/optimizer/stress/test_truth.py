"""Arrays agree with floats: path by path, form by form, to the cent."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from isoplan.models.equity.tranches import rsu_vestings
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.pricing.common_schedules import (
    CommonSchedule,
    common_schedules,
)
from isoplan.optimizer.pricing.evaluated_schedule import evaluate_schedule
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.stress.following import days_of, followed
from isoplan.optimizer.stress.outcomes import idle_on
from isoplan.optimizer.stress.path_scenario import scenario_on_path
from isoplan.optimizer.stress.path_years import path_years
from isoplan.optimizer.stress.price_paths import PricePaths, Simulation, simulated
from isoplan.optimizer.stress.stress import followed_over
from scenario_builder import rebuild
from stressed_household import followed_with_floats, shipped

CENT = 0.005
AT_RANDOM = Simulation({None: 0.6}, {None: 0.1}, seed=7, paths=50)
OF_A_YEAR = [
    name
    for name in PlanYear.model_fields
    if name in {"deduction_amount", "niit", "amt", "payroll_tax", "total_tax"}
    or name.startswith(("regular", "tentative", "credit", "state", "nonref", "addit"))
]


def all_days(own: Situation, schedules: list[CommonSchedule]) -> set[date]:
    """The days whose prices matter to any of the schedules."""
    equity = own.opening_position.equity
    days = set[date]().union(*(days_of(own, each.holdings) for each in schedules))
    for award in equity.restricted_units:
        days |= {day for day, _ in rsu_vestings(award, equity)}
    return days


def itemizing() -> Situation:
    """The sample household in California, with deductions near the standard one."""
    given = {"real_estate_taxes": 7_000.0, "other": 3_000.0}
    fields = {
        "household.state": "CA",
        "household.itemized_deductions": given,
        "household.wages": 90_000,
        "plan.run_off_years": 1,
    }
    own = shipped("series_b_engineer")
    return situation_of(rebuild(own.scenario, fields, schedules=()))


CASES = {
    "elections": (itemizing, (4,)),
    "all kinds": (lambda: shipped("all_kinds_of_equity"), (6,)),
    "a loan and installments": (lambda: shipped("cash_and_installments"), (3,)),
    "bought for cash": (lambda: shipped("bought_for_cash"), (1,)),
}


@pytest.mark.parametrize("case", CASES)
def test_fifty_paths_are_as_floats_have_them(case: str) -> None:
    """Value, AMT and cash of each path: one scenario a path, one at a time."""
    make, chosen = CASES[case]
    own = make()
    schedules = [common_schedules(own)[place] for place in chosen]
    simulation = replace(AT_RANDOM, volatility=dict.fromkeys(own.markets, 0.6))
    outcomes, paths = followed_over(own, schedules, simulation)
    days = all_days(own, schedules)
    differ = 0
    for place in range(simulation.paths):
        path = situation_of(scenario_on_path(own, paths, place, days))
        for each in schedules:
            floats = followed_with_floats(own, path, each.holdings)
            found = outcomes[each.name]
            years = floats.evaluated_years.years
            amt = sum(float(year.returns.tax.form_6251.line_11) for year in years)
            floor = own.household.cash_floor
            lowest = min(
                [own.household.cash or 0.0, *(day.free + floor for day in floats.cash)]
            )
            assert abs(found.value[place] - floats.after_tax_value) < CENT
            assert abs(found.amt[place] - amt) < CENT
            assert abs(found.lowest_cash[place] - lowest) < CENT
            differ += place > 0 and abs(found.value[place] - found.value[0]) > 1.0
    assert differ > simulation.paths / 2


@pytest.mark.parametrize("name", ["all_kinds_of_equity", "leaving_town"])
def test_the_own_path_gives_every_schedule_its_own_forms(name: str) -> None:
    """Each year's amounts are those that `compare` shows, to the cent."""
    own = shipped(name)
    paths = one_own_path(own)
    idle = idle_on(own, paths)
    for each in common_schedules(own)[1::4]:
        columns, shares = followed(own, each.holdings, paths)
        years = path_years(own, columns, shares, idle.unit_pay).years
        shown = evaluate_schedule(
            own, each.name, *columns_and_shares(own, each.holdings)
        )
        for figures, year in zip(years, shown.years, strict=True):
            for field in OF_A_YEAR:
                amount = getattr(year, field)
                assert figures[field][0] == pytest.approx(amount, abs=CENT + 1e-6)


def one_own_path(own: Situation) -> PricePaths:
    """The market's own prices as the only path."""
    schedules = common_schedules(own)
    return simulated(own, Simulation({}, {}, 1, 1), all_days(own, schedules))


def test_zero_volatility_gives_one_value() -> None:
    """That of the schedule at the market's own prices."""
    own = shipped("series_b_engineer")
    schedule = common_schedules(own)[3]
    outcomes, _ = followed_over(own, [schedule], Simulation({}, {}, 1, 30))
    value = outcomes[schedule.name].value
    shown = evaluate_schedule(own, "", *columns_and_shares(own, schedule.holdings))
    assert np.ptp(value) == 0.0
    assert value[0] == pytest.approx(shown.after_tax_value, abs=CENT)


def test_the_order_of_paths_is_kept() -> None:
    """Though those on which the company fails are worked out apart."""
    own = shipped("series_b_engineer")
    schedule = common_schedules(own)[3]
    more, _ = followed_over(own, [schedule], replace(AT_RANDOM, paths=24))
    few, _ = followed_over(own, [schedule], replace(AT_RANDOM, paths=11))
    pairs = zip(more[schedule.name].value[:11], few[schedule.name].value, strict=True)
    assert all(abs(one - other) < CENT for one, other in pairs)
