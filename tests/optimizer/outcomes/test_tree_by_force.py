"""Tiny trees against all adapted schedules there are, priced by the float engine."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from brute_force import CENT, Keeps, TriedSchedule
from isoplan.models.scenario import Scenario
from isoplan.optimizer.columns.choices import NEVER
from isoplan.optimizer.outcomes.numbering import Key, KeyedColumns
from isoplan.optimizer.outcomes.tree import OutcomeTree, tree_of
from isoplan.optimizer.outcomes.tree_columns import keyed_columns
from isoplan.optimizer.pricing.cash import cash_margins
from isoplan.optimizer.program.program import in_whole_shares
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from outcome_force import TinyTree, best_adapted, tiny_tree
from scenario_builder import Fields, build_scenario, grant, lot, rebuild

LARGE = 60_000.0
"""Dollars a share; two shares then reach every kink of the law."""
HALF_A_CENT = 0.005
"""Dollars by which a row may miss its floor."""


def scenario(
    seed: int,
    at_horizon: str = "sell",
    lots: Sequence[Fields] = (),
    preferences: Fields | None = None,
    **home: object,
) -> Scenario:
    """Return two grants, and a future that parts in 2027, and once more in 2028."""
    pick = np.random.default_rng(seed)

    def price() -> float:
        return round(LARGE * float(np.exp(pick.normal(0.0, 0.8))), 2)

    def branch(name: str, day: str, probability: float, **fields: object) -> Fields:
        year = int(day[:4])
        prices = {day: price(), f"{year + 1}-07-01": price()}
        return {
            "name": name,
            "from": day,
            "probability": probability,
            "market": {"prices": prices},
            **fields,
        }

    part = float(pick.choice([0.2, 0.5, 0.7]))
    return build_scenario(
        f"tiny {seed}",
        plan={
            "last_year": 2028,
            "decision_dates": "yearly",
            "run_off_years": 2,
            "at_horizon": at_horizon,
        },
        household={
            "wages": float(pick.choice([30_000, 140_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 25_000])),
            **home,
        },
        lots=lots,
        preferences=preferences or {},
        grants=[
            grant("G", shares=2, strike=round(LARGE * 0.05, 2)),
            grant("H", shares=1, strike=round(LARGE * float(pick.choice([0.3, 0.9])))),
        ],
        market={"prices": {date(2025, 12, 31): LARGE, date(2027, 1, 4): price()}},
        branches=[
            branch("a", "2027-03-01", part),
            branch("b", "2027-03-01", round(1.0 - part, 6)),
            branch("a1", "2028-03-01", 0.4, after="a"),
            branch("a2", "2028-03-01", 0.6, after="a"),
        ],
    )


def few(tree: OutcomeTree, seed: int) -> Callable[[KeyedColumns, int], bool]:
    """Return the columns that a test wants: so few that all schedules can be tried.

    Of each grant a day of exercise before the future parts and one after, and of each
    lot a day of sale in each piece of future.
    """
    pick = np.random.default_rng(seed)
    parts = min(piece.begins for piece in tree.all_pieces[1:]).toordinal()
    keys = sorted({key for each in keyed_columns(tree) for key in each.keys})
    lots: dict[tuple[int, bool], list[int]] = {}
    for tranche, exercised, *_ in keys:
        lots.setdefault((tranche, exercised < parts), []).append(exercised)
    days = {(t, int(pick.choice(found))) for (t, _), found in lots.items()}
    sales: dict[tuple[int, ...], list[Key]] = {}
    for key in keys:
        if key[:2] in days:
            sales.setdefault((*key[:2], *key[4:]), []).append(key)
    chosen = {found[int(pick.integers(len(found)))] for found in sales.values()}
    return lambda keyed, place: keyed.keys[place] in chosen


@pytest.mark.parametrize("seed", range(2))
def test_a_tiny_tree_is_the_best_of_all_adapted_schedules(seed: int) -> None:
    """Two grants, branches on two days: the program's optimum to the cent."""
    check(tiny_of(scenario(seed), seed))


def tiny_of(given: Scenario, seed: int, keeps: Keeps = lambda _: True) -> TinyTree:
    """Return the tree of a scenario with few columns."""
    tree = tree_of(given)
    return tiny_tree(tree, few(tree, seed), keeps)


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
