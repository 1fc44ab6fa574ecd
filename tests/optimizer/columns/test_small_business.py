"""Small business stock in plans: tiers of columns, the cap, the best day of sale."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pulp
import pytest

from brute_force import check_optimum, few_columns
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import Columns, columns_of, possible_columns
from isoplan.optimizer.columns.small_business import SMALL_BUSINESS_LINES
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import build_scenario, grant, lot

START = date(2026, 1, 2)
STRIKE = 2.0
PRICES = {date(2025, 1, 1): 10.0, date(2026, 1, 1): 20.0, date(2029, 1, 1): 80.0}


def scenario(
    *,
    shares: int = 8_000,
    last_year: int = 2032,
    used: float = 0.0,
    held: int = 0,
    status: str = "single",
    prices: dict[date, float] | None = None,
    **fields: object,
) -> Scenario:
    """A grant of small business stock, vested, and a lot from before July 2025."""
    options = grant(
        granted_on=date(2024, 1, 2),
        expires_on=date(2034, 1, 1),
        shares=shares,
        strike=STRIKE,
        small_business_stock=True,
    )
    return build_scenario(
        "small business stock",
        plan={
            "start": START,
            "last_year": last_year,
            "decision_dates": "yearly",
            "run_off_years": 3,
        },
        household={
            "filing_status": status,
            "wages": 180_000,
            "small_business_gain_used": used,
        },
        grants=[options | fields],
        lots=[lot(shares=held, value_at_exercise=10.0)] if held else [],
        market={"prices": prices or PRICES},
    )


def lines_of(columns: Columns) -> dict[str, float]:
    """Return the lines of small business stock of one column that are not zero."""
    found = {name: float(columns.lines[name][0]) for name in SMALL_BUSINESS_LINES}
    return {name: amount for name, amount in found.items() if amount}


SOLD = [
    # sold on, tier of the lines; shares exercised on January 2, 2026. Worked.
    pytest.param(date(2029, 1, 1), None, id="not-three-years"),
    pytest.param(date(2029, 1, 2), "half", id="three-years"),
    pytest.param(date(2030, 1, 2), "three_quarters", id="four-years"),
    pytest.param(date(2031, 1, 1), "three_quarters", id="not-five-years"),
    pytest.param(date(2031, 1, 2), "whole", id="five-years"),
]


@pytest.mark.parametrize(("sold_on", "tier"), SOLD)
def test_lines_of_incentive_stock_options(sold_on: date, tier: str | None) -> None:
    """Gain 80 less 2; for the AMT 80 less the value at exercise of about 20. Worked."""
    made = scenario()
    value = made.market.price(START)
    found = lines_of(columns_of(situation_of(made), [Choice(0, START, sold_on)]))
    if tier is None:
        assert found == {}
        return
    assert found == pytest.approx(
        {
            f"small_business_{tier}": 80.0 - STRIKE,
            "small_business_basis_later": STRIKE,
            f"amt_small_business_{tier}": 80.0 - value,
            "amt_small_business_basis_later": value,
        }
    )


def test_lines_of_nonqualified_options() -> None:
    """The gain is that above the value at exercise, in both systems; IRC 83(a)."""
    made = scenario(kind="nso")
    value = made.market.price(START)
    found = lines_of(
        columns_of(situation_of(made), [Choice(0, START, date(2031, 1, 2))])
    )
    assert found == pytest.approx(
        {
            f"{system}small_business_{part}": amount
            for system in ("", "amt_")
            for part, amount in (("whole", 80.0 - value), ("basis_later", value))
        }
    )


def test_lines_of_an_old_lot() -> None:
    """Exercised on June 2, 2025, under the old rule: from June 3, 2030 on."""
    made = scenario(held=100)
    held = date(2025, 6, 2)
    early, late = (
        lines_of(columns_of(situation_of(made), [Choice(1, held, date(2030, 6, day))]))
        for day in (2, 3)
    )
    assert early == {}
    assert late["small_business_earlier"] == 78.0
    assert late["amt_small_business_earlier"] == 70.0
    assert late["amt_small_business_basis_earlier"] == 10.0


def test_a_loss_is_no_eligible_gain() -> None:
    """Sold at 15, between strike and value at exercise: for the AMT it is a loss."""
    made = scenario(prices={date(2026, 1, 1): 20.0, date(2031, 1, 1): 15.0})
    found = lines_of(
        columns_of(situation_of(made), [Choice(0, START, date(2031, 1, 2))])
    )
    assert found == pytest.approx(
        {"small_business_whole": 13.0, "small_business_basis_later": STRIKE}
    )


def test_stock_issued_too_late_is_none() -> None:
    """`small_business_until`: the last day counts, the next one does not."""
    made = scenario(small_business_until=date(2026, 6, 30))
    for day, counts in ((30, True), (31, False)):
        month = 6 if counts else 7
        choice = Choice(0, date(2026, month, day), date(2032, 1, 2))
        assert bool(lines_of(columns_of(situation_of(made), [choice]))) is counts


@pytest.mark.parametrize(("elected", "tier"), [(1, "whole"), (0, "three_quarters")])
def test_the_clock_of_unvested_shares(elected: int, tier: str) -> None:
    """It starts at exercise with an 83(b) election, else at vesting a year later."""
    made = scenario(early_exercise="plan_decides", vesting={"months": 36})
    number = next(
        n
        for n, s in enumerate(situation_of(made).tranches)
        if s.vests_on == date(2027, 1, 2)
    )
    columns = columns_of(
        situation_of(made), [Choice(number, START, date(2031, 6, 2), elected)]
    )
    assert f"amt_small_business_{tier}" in lines_of(columns)


def test_the_plan_waits_for_five_years() -> None:
    """At a level price every share is sold once all its gain is excluded."""
    plan = recommend(scenario(held=1_000))
    sales = [action for action in plan.actions if action.kind == "sell"]
    assert sum(action.shares for action in sales) == 8_000
    assert {action.exclusion for action in sales} == {1.0}
    assert plan.totals.small_business_gain_excluded == pytest.approx(
        8_000 * (80 - STRIKE)
    )


def test_a_falling_price_is_worth_a_smaller_exclusion() -> None:
    """Three quarters at 80 beat all of it at 40: tiers are days of sale."""
    falling = {**PRICES, date(2030, 2, 1): 80.0, date(2031, 1, 1): 40.0}
    plan = recommend(scenario(prices=falling))
    kinds = {action.exclusion for action in plan.actions if action.kind == "sell"}
    assert 0.75 in kinds


def test_small_business_stock_is_never_worth_less() -> None:
    """The same household without the exclusion pays more."""
    with_it = recommend(scenario()).objective.value
    assert recommend(scenario(small_business_stock=False)).objective.value < with_it


def test_the_cap_binds_and_loosening_it_never_costs() -> None:
    """A lot with a gain of 1,560,000; 9,000,000 of 10,000,000 used before. Worked.

    Sales are possible through 2030, and the clock ends in June of that year: the room
    of 1,000,000 is excluded to the last share.
    """
    values, excluded = [], []
    for used in (0.0, 9e6, 9.4e6, 9.9e6):
        made = scenario(shares=20_000, held=20_000, used=used, last_year=2030)
        plan = recommend(made)
        values.append(plan.objective.value)
        excluded.append(plan.totals.small_business_gain_excluded)
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)
    assert excluded[:2] == pytest.approx([1_560_000, 1_000_000], abs=100)


def test_ten_times_the_basis_is_excluded_where_the_cap_is_used_up() -> None:
    """20,000 shares with a basis of 2: up to 400,000 in the year they are sold."""
    made = scenario(shares=20_000, held=20_000, used=10e6, last_year=2030)
    choice = Choice(1, date(2025, 6, 2), date(2030, 6, 3))
    evaluated = evaluate_years(
        situation_of(made),
        columns_of(situation_of(made), [choice]),
        np.array([20_000.0]),
    )
    forms = evaluated.years[4].returns.tax
    assert forms.section_1202.excluded == pytest.approx(400_000)
    assert forms.amt_section_1202.excluded == pytest.approx(1_400_000)


def test_separate_filers_reach_the_cap_at_half() -> None:
    """IRC 1202(b)(3)(A): 5,000,000, of which 4,500,000 was used before."""
    made = scenario(
        shares=20_000,
        held=20_000,
        used=4.5e6,
        status="married_separately",
        last_year=2030,
    )
    plan = recommend(made)
    assert plan.totals.small_business_gain_excluded == pytest.approx(500_000, abs=100)


def test_gain_above_the_cap_is_noted() -> None:
    """In the plan's notes, which say what the exclusion rests on as well."""
    late = {date(2025, 1, 1): 10.0, date(2026, 1, 1): 20.0, date(2030, 6, 2): 80.0}
    plan = recommend(
        scenario(shares=20_000, held=20_000, used=9e6, last_year=2030, prices=late)
    )
    assert any("above the cap" in note for note in plan.notes)
    assert any("company's word" in note for note in plan.notes)


def test_without_a_cap_in_reach_nothing_is_added() -> None:
    """No binary and no kink of the cap: the same program as with twice the cap."""
    far, near = (
        program_of(
            traced_problem(
                situation_of(made),
                drop_dominated(possible_columns(situation_of(made))),
                base,
            )
        ).problem.numVariables()
        for made in (scenario(held=1_000), scenario(held=1_000, used=9e6))
        for base in [baseline_years(situation_of(made))]
    )
    assert far == near


def tiny(seed: int) -> Columns:
    """Two shares of each regime at a large price, the cap nearly used; few columns."""
    pick = np.random.default_rng(seed)
    prices = {date(2025, 1, 1): 60_000.0, date(2026, 1, 1): 70_000.0}
    for year in range(2027, 2033):
        prices[date(year, 7, 1)] = round(90_000 * float(np.exp(pick.normal(0, 0.5))), 2)
    made = scenario(
        shares=4,
        held=2,
        strike=float(pick.choice([500.0, 30_000.0])),
        used=float(pick.choice([0.0, 9.9e6, 14.9e6])),
        status=str(pick.choice(["single", "married_jointly", "head_of_household"])),
        prices=prices,
    )
    return few_columns(
        situation_of(made),
        pick,
        most=5,
        wanted=lambda choice: (
            choice.sold_on is not None and choice.sold_on.year >= 2029
        ),
    )


@pytest.mark.parametrize(
    "seed",
    [*range(4), *(pytest.param(n, marks=pytest.mark.slow) for n in range(4, 7))],
)
def test_the_program_finds_the_best_schedule(seed: int) -> None:
    """Equal to the cent with trying everything: both regimes, the cap in reach."""
    check_optimum(tiny(seed))


@pytest.mark.parametrize("used", [0.0, 9.9e6, 14.8e6])
def test_the_traced_law_is_the_law(
    used: float,
    random_plan: Callable[..., np.ndarray],
    fixed_value: Callable[..., float],
) -> None:
    """At random plans, in the graph and in the program pulled both ways."""
    made = scenario(shares=12_000, held=5_000, used=used)
    columns, base = (
        possible_columns(situation_of(made)),
        baseline_years(situation_of(made)),
    )
    traced = traced_problem(situation_of(made), columns, base)
    pick = np.random.default_rng(3)
    for _ in range(3):
        shares = random_plan(traced, pick)
        evaluated = evaluate_years(situation_of(made), columns, shares)
        exact = evaluated.present_value_of_tax - base.present_value_of_tax
        exact -= evaluated.present_value_before_tax
        assert traced.cost_of(shares) == pytest.approx(exact, abs=0.01)
        for sense in (pulp.LpMinimize, pulp.LpMaximize):
            found = fixed_value(traced, traced.cost, shares, sense)
            assert found == pytest.approx(exact, abs=1.0)


@pytest.mark.parametrize("used", [0.0, 9.8e6])
@pytest.mark.parametrize("shares", [9_000, 12_000])
def test_the_optimum_is_the_same_without_dominated_columns(
    used: float, shares: int
) -> None:
    """Whether the cap is in reach or not."""
    made = scenario(shares=shares, held=6_000, used=used, last_year=2031)
    columns, base = (
        possible_columns(situation_of(made)),
        baseline_years(situation_of(made)),
    )
    fewer = drop_dominated(columns)
    assert len(fewer) < len(columns)
    costs = [
        solve(
            program_of(traced_problem(situation_of(made), each, base)), Limits(60, 0.01)
        ).cost
        for each in (columns, fewer)
    ]
    assert costs[0] == pytest.approx(costs[1], abs=0.05)
