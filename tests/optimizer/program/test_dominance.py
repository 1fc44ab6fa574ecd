"""Dominated columns: by hand, and at every optimum."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.preferences import Preferences
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.columns import Columns, possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from random_scenarios import on_two_markets
from scenario_builder import build_scenario, grant, holding

START = date(2026, 1, 2)
CENTS = 0.02


def one_grant(prices: dict[date, float], **home: object) -> Scenario:
    """A grant that is vested and two years old, quarterly dates, two years."""
    return build_scenario(
        "dominance",
        plan={"start": START, "last_year": 2027},
        household={"wages": 150_000, **home},
        grants=[
            grant(granted_on=date(2023, 1, 3), expires_on=date(2033, 1, 2), strike=5.0)
        ],
        market={"prices": prices},
    )


def sold_after_start(scenario: Scenario) -> list[date | None]:
    """Return on which days shares exercised on the first day are sold."""
    columns = drop_dominated(possible_columns(situation_of(scenario)))
    return [c.sold_on for c in columns.choices if c.exercised_on == START]


def test_a_falling_price_leaves_the_first_day_of_each_kind() -> None:
    """Sooner and dearer is better, whatever the tax: 2026, 2027 short, then long."""
    falling = one_grant({START: 50.0, date(2027, 12, 31): 20.0})
    assert sold_after_start(falling) == [START, date(2027, 1, 1), date(2027, 1, 3)]


def test_a_steep_price_leaves_the_last_day_of_each_kind() -> None:
    """A doubling price is worth waiting for, whatever the tax on it."""
    rising = one_grant({START: 20.0, date(2027, 12, 31): 80.0})
    assert sold_after_start(rising) == [
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 12, 31),
    ]


def test_a_gentle_price_keeps_every_day() -> None:
    """At 5.5% a year and 4% discount, the tax on the gain decides."""
    gentle = one_grant({START: 20.0, date(2027, 12, 31): 20.0 * 1.055**2})
    columns = possible_columns(situation_of(gentle))
    assert len(drop_dominated(columns)) == len(columns)


def test_a_states_tax_counts() -> None:
    """At 6.4% a year the later day wins by federal tax, but not with California's."""
    rising = {START: 20.0, date(2027, 12, 31): 20.0 * 1.064**2}
    last_days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31)]
    assert sold_after_start(one_grant(rising)) == last_days
    assert sold_after_start(one_grant(rising, state="TX")) == last_days
    assert START in sold_after_start(one_grant(rising, state="CA"))


def test_a_limit_on_amt_keeps_every_price() -> None:
    """Any other price moves income, and with it AMT: none is dropped."""
    rising = one_grant({START: 20.0, date(2027, 12, 31): 80.0})
    limited = rising.model_copy(update={"preferences": Preferences(no_amt=True)})
    columns = possible_columns(situation_of(limited))
    assert len(drop_dominated(columns)) == len(columns)
    assert len(sold_after_start(rising)) == 3


def test_cash_is_a_reason_to_sell_early() -> None:
    """With limited cash a later day must not leave less in between."""
    rising = {START: 20.0, date(2027, 12, 31): 80.0}
    assert START not in sold_after_start(one_grant(rising))
    assert START in sold_after_start(one_grant(rising, cash=1_000.0))
    falling = {START: 50.0, date(2027, 12, 31): 20.0}
    assert sold_after_start(one_grant(falling, cash=1_000.0)) == sold_after_start(
        one_grant(falling)
    )


def test_the_least_tax_is_paid_on_the_lowest_price() -> None:
    """Proceeds do not count: of two days the cheaper one has less tax."""
    rising = one_grant({START: 20.0, date(2027, 12, 31): 80.0})
    plan = rising.plan.model_copy(update={"objective": "least_tax"})
    assert sold_after_start(rising.model_copy(update={"plan": plan})) == [
        START,
        date(2027, 1, 1),
        date(2027, 1, 3),
    ]


def test_no_column_at_all() -> None:
    """A household with nothing to exercise keeps nothing."""
    empty = one_grant({START: 1.0})
    assert len(drop_dominated(possible_columns(situation_of(empty)))) == 0


def least_cost(scenario: Scenario, columns: Columns) -> float:
    """Return the least cost (dollars); infinite when no plan keeps the limits."""
    traced = traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )
    try:
        solution = solve(program_of(traced), Limits(20, 0.01))
    except InfeasiblePlan:
        return np.inf
    return solution.cost if solution.proven else np.nan


@pytest.mark.parametrize(
    "seed",
    [
        *range(600, 606),
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(607, 619)),
    ],
)
def test_the_optimum_is_the_same_without_dominated_columns(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """All statuses, losses, old credit, both objectives, with and without cash."""
    scenario = random_scenario(seed)
    columns = possible_columns(situation_of(scenario))
    fewer = drop_dominated(columns)
    costs = least_cost(scenario, columns), least_cost(scenario, fewer)
    if not np.isnan(costs).any():
        assert costs[1] == pytest.approx(costs[0], abs=CENTS)


@pytest.mark.parametrize("share", [None, 0.3, 0.6])
@pytest.mark.parametrize(
    "seed",
    [640, 643, *(pytest.param(n, marks=pytest.mark.slow) for n in range(644, 652))],
)
def test_so_it_is_on_several_markets(
    seed: int, share: float | None, random_scenario: Callable[[int], Scenario]
) -> None:
    """A fund and a second company; and with a limit on the stock of the first one."""
    scenario = on_two_markets(random_scenario(seed), seed)
    if share is not None:
        limit = {"most_in_stock": {"share": share, "other_wealth": 50_000}}
        preferences = Preferences.model_validate(limit)
        scenario = scenario.model_copy(update={"preferences": preferences})
    columns = possible_columns(situation_of(scenario))
    fewer = drop_dominated(columns)
    costs = least_cost(scenario, columns), least_cost(scenario, fewer)
    if not np.isnan(costs).any():
        assert costs[1] == pytest.approx(costs[0], abs=CENTS)


def test_shares_of_another_market_compete_on_one_side_of_a_day_of_value() -> None:
    """The company's market closes in November; the fund then counts at a low price.

    Sold in October it brings less than at the end of the year, and is wealth of more
    than November's price: a limit on the stock may need that, so October stays.
    """
    october, december = date(2026, 10, 1), date(2026, 12, 31)
    fund = {date(2026, 1, 1): 30.0, october: 50.0, date(2026, 11, 19): 20.0}
    scenario = build_scenario(
        plan={"start": START, "last_year": 2026},
        holdings=[holding("fund", market="index", acquired_on=date(2020, 1, 2))],
        market={"blackouts": [{"begins": "2026-11-20", "ends": "2026-12-31"}]},
        markets={"index": {"prices": {**fund, december: 90.0}, "trading_days": "any"}},
    )

    def sold(made: Scenario) -> set[date | None]:
        columns = drop_dominated(possible_columns(situation_of(made)))
        return {each.sold_on for each in columns.choices} - {None}

    assert sold(scenario) == {december}
    limit = Preferences.model_validate(
        {"most_in_stock": {"share": 0.5, "other_wealth": 10_000}}
    )
    limited = scenario.model_copy(update={"preferences": limit})
    assert {october, december} <= sold(limited)
