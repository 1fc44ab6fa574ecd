"""Tiny trees against all adapted schedules there are, priced by the float engine."""

from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from brute_force import CENT, TriedSchedule
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.pricing.cash import cash_margins
from isoplan.optimizer.program.program import in_whole_shares
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from outcome_force import TinyTree, best_adapted
from scenario_builder import lot, rebuild
from tiny_trees import LARGE, scenario, tiny_of

HALF_A_CENT = 0.005
"""Dollars by which a row may miss its floor."""


@pytest.mark.parametrize("seed", range(2))
def test_a_tiny_tree_is_the_best_of_all_adapted_schedules(seed: int) -> None:
    """Two grants, branches on two days: the program's optimum to the cent."""
    check(tiny_of(scenario(seed), seed))


def check(tiny: TinyTree) -> None:
    """Compare the program's optimum in whole shares with the best adapted schedules."""
    program = in_whole_shares(program_of(tiny.traced.traced))
    solution = solve(program, Limits(60, 0.001), "highs")
    assert -solution.cost == pytest.approx(best_adapted(tiny), abs=CENT)


def test_shares_held_and_kept() -> None:
    """A lot that must go somewhere on every way, or be kept beyond the plan."""
    held = lot("G", name="L", shares=1, value_at_exercise=9_000.0)
    check(tiny_of(scenario(11, at_horizon="keep", lots=[held]), 11))


def has_cash(schedule: TriedSchedule) -> bool:
    """Whether cash never falls below its floor."""
    situation, cash = schedule.columns.situation, schedule.in_full.cash
    return all(amount >= -HALF_A_CENT for _, amount in cash_margins(situation, cash))


def test_cash_on_every_way() -> None:
    """What is exercised before the future parts must be paid in each outcome."""
    tiny = tiny_of(scenario(2, cash=9_000, savings_per_year=3_000), 2, has_cash)
    assert any(way.cash_limits for way in tiny.traced.ways)
    check(tiny)


def one_action_a_year(schedule: TriedSchedule) -> bool:
    """Whether no year has two: options exercised on a day, or shares of a lot sold."""
    choices, used = schedule.columns.choices, np.flatnonzero(schedule.shares)
    acts = {
        (int(choices.tranche[n]), int(choices.exercised[n]), NEVER)
        for n in used.tolist()
    }
    acts |= {
        (int(choices.tranche[n]), int(choices.exercised[n]), int(choices.sold[n]))
        for n in used.tolist()
    }
    years = Counter(
        date.fromordinal(exercised if sold == NEVER else sold).year
        for _, exercised, sold in acts
    )
    return max(years.values(), default=0) <= 1


def test_actions_are_counted_on_every_way() -> None:
    """One a year: a slot that outcomes share counts in each of them."""
    limited = scenario(3, preferences={"actions_per_year": 1})
    tiny = tiny_of(limited, 3, one_action_a_year)
    check(tiny)
    free = solve(
        in_whole_shares(program_of(tiny_of(scenario(3), 3).traced.traced)),
        Limits(60, 0.001),
        "highs",
    )
    assert best_adapted(tiny) < -free.cost - 1_000.0


def without_amt(schedule: TriedSchedule) -> bool:
    """Whether no year has AMT."""
    forms = (year.returns.tax.form_6251 for year in schedule.evaluated.years)
    return all(float(form.line_11) <= CENT for form in forms)


def test_no_amt_on_any_way() -> None:
    """A limit on tax holds in every node."""
    tiny = tiny_of(scenario(7, preferences={"no_amt": True}), 7, without_amt)
    check(tiny)  # recorded: 101,321, and 133,135 without the limit


def test_a_company_bought_for_stock_in_a_branch() -> None:
    """Options and lots go on for the buyer's shares, whose price parts once more."""
    deal = {"on": "2027-06-01", "buyer": "B", "exchange_ratio": 0.5}
    given = rebuild(
        scenario(4),
        {
            "markets": {"B": {"prices": {"2025-12-31": 2.4 * LARGE}}},
            "markets.B.trading_days": "any",
            "branches.0.market": {"acquisition_for_stock": deal},
            "branches.2.market": {},
            "branches.2.markets": {"B": {"prices": {"2028-03-01": 0.7 * LARGE}}},
            "branches.3.market": {},
            "branches.3.markets": {"B": {"prices": {"2028-03-01": 4.0 * LARGE}}},
        },
    )
    tiny = tiny_of(given, 4)
    falls, rises, _ = (way.situation.market for way in tiny.tree.ways)
    days = date(2028, 2, 29), date(2028, 3, 1)
    assert [falls.price(day) / LARGE for day in days] == pytest.approx([1.2, 0.35])
    assert [rises.price(day) / LARGE for day in days] == pytest.approx([1.2, 2.0])
    check(tiny)


def test_who_knows_ahead_would_do_better() -> None:
    """Without the flows of lots the program is worth more: the test above sees it."""
    tiny = tiny_of(scenario(0), 0)
    loose = replace(tiny.traced.traced, flows=())
    solution = solve(in_whole_shares(program_of(loose)), Limits(60, 0.001), "highs")
    assert -solution.cost > best_adapted(tiny) + 1_000.0
