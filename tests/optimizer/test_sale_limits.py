"""Plans under limits on sales: each binds, and none is broken or tightened."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.program import traced_problem as traced
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.reporting.notes import notes_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from limited_market import (
    APRIL,
    JULY,
    OCTOBER,
    OFFER,
    START,
    small,
    sold_between,
    windows,
)
from scenario_builder import rebuild


def value_of(scenario: Scenario) -> float:
    """Return the greatest after-tax value (dollars), proven to the cent."""
    columns = drop_dominated(possible_columns(situation_of(scenario)))
    problem = traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )
    solution = solve(program_of(problem), Limits(60, 0.001))
    assert solution.proven
    return -solution.cost


LOOSER: list[Any] = [
    pytest.param(
        windows(JULY, APRIL, OCTOBER, most=100),
        windows(JULY, APRIL, OCTOBER, most=150),
        id="shares-a-window",
    ),
    pytest.param(
        windows(JULY, most=100), windows(JULY, APRIL, most=100), id="one-window-more"
    ),
    pytest.param(
        {"ipo": {"on": "2028-12-31"}, "tender_offers": [{**OFFER, "most_shares": 9}]},
        {"ipo": {"on": "2028-12-31"}, "tender_offers": [{**OFFER, "most_shares": 90}]},
        id="shares-of-an-offer",
    ),
    pytest.param(
        {
            "ipo": {"on": "2028-12-31"},
            "tender_offers": [{**OFFER, "most_of_vested": 0.1}],
        },
        {
            "ipo": {"on": "2028-12-31"},
            "tender_offers": [{**OFFER, "most_of_vested": 0.2}],
        },
        id="part-of-the-vested",
    ),
    pytest.param(
        {"ipo": {"on": "2026-07-01", "lock_up_days": 184}},
        {"ipo": {"on": "2026-07-01", "lock_up_days": 0}},
        id="lock-up",
    ),
    pytest.param({"first_sale": "2027-01-01"}, {}, id="first-day-of-sale"),
    pytest.param(
        {"blackouts": [{"begins": "2026-01-02", "ends": "2026-12-31"}]},
        {"blackouts": [{"begins": "2026-01-03", "ends": "2026-12-30"}]},
        id="blackout",
    ),
    pytest.param(
        {"sale_cost_per_share": 1.5}, {"sale_cost_per_share": 0.5}, id="cost-of-sale"
    ),
]


@pytest.mark.parametrize(("tight", "loose"), LOOSER)
def test_each_limit_binds(tight: dict[str, Any], loose: dict[str, Any]) -> None:
    """Where the price falls, more sales or sooner ones are worth money."""
    assert value_of(small(loose)) > value_of(small(tight)) + 1.0


def seeds(first: int, fast: int, every: int) -> list[Any]:
    """Return seeds of random households, all but the first few for the slow suite."""
    slow = range(first + fast, first + every)
    return [
        *range(first, first + fast),
        *(pytest.param(seed, marks=pytest.mark.slow) for seed in slow),
    ]


@pytest.mark.parametrize("seed", seeds(700, 2, 12))
def test_loosening_never_lowers_the_value(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Random households, each limit of a random market made looser in turn."""
    scenario = limited(random_scenario(seed), seed)
    tight = value_of(scenario)
    for looser in (
        [
            {**each, "most_shares": 2 * each["most_shares"]}
            for each in limits_of(scenario)
        ],
        [{**each, "most_shares": None} for each in limits_of(scenario)],
    ):
        fields = {**scenario.market.model_dump(), "trading_windows": looser}
        assert value_of(with_market(scenario, fields)) >= tight - 0.01
    offers = [
        {**each, "most_of_vested": min(2 * each["most_of_vested"], 1.0)}
        for each in scenario.market.model_dump()["tender_offers"]
    ]
    fields = {**scenario.market.model_dump(), "tender_offers": offers}
    assert value_of(with_market(scenario, fields)) >= tight - 0.01


def limits_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the windows of a market as fields."""
    found: list[dict[str, Any]] = scenario.market.model_dump()["trading_windows"]
    return found


def with_market(scenario: Scenario, market: dict[str, Any]) -> Scenario:
    """Return a scenario with another market."""
    return rebuild(scenario, market=market)


def limited(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario with two windows a year, an offer, a blackout and a cost.

    Its objective is the after-tax value, for the least tax may then have no plan.
    """
    pick = np.random.default_rng(seed)
    plan, shares = (
        scenario.plan,
        sum(each.shares for each in situation_of(scenario).tranches),
    )
    market: dict[str, Any] = {
        "prices": scenario.market.prices,
        "trading_windows": [
            {
                "opens": date(year, month, 5),
                "closes": date(year, month + 1, 20),
                "most_shares": max(int(shares * pick.uniform(0.02, 0.3)), 1),
            }
            for year in plan.years
            for month in (5, 11)
        ],
        "tender_offers": [
            {
                "on": date(plan.last_year, 3, 3),
                "most_of_vested": pick.uniform(0.02, 0.2),
            }
        ],
        "blackouts": [
            {"begins": date(plan.last_year, 6, 1), "ends": date(plan.last_year, 6, 9)}
        ],
        "sale_cost_per_share": 0.02,
    }
    return rebuild(scenario, {"plan.objective": "after_tax_value"}, market=market)


@pytest.mark.parametrize("seed", seeds(730, 3, 9))
def test_the_optimum_is_the_same_without_dominated_columns(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """A column may not be dropped for one that takes room others need."""
    scenario = limited(random_scenario(seed), seed)
    problem = traced_problem(
        situation_of(scenario),
        possible_columns(situation_of(scenario)),
        baseline_years(situation_of(scenario)),
    )
    solution = solve(program_of(problem), Limits(60, 0.001))
    assert -solution.cost == pytest.approx(value_of(scenario), abs=0.02)


@pytest.mark.parametrize("seed", seeds(750, 3, 10))
def test_bounds_by_limits_change_no_optimum(
    seed: int,
    random_scenario: Callable[[int], Scenario],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kinks that limits put out of reach are left out, and nothing else."""
    scenario = limited(random_scenario(seed), seed)
    with_limits = value_of(scenario)
    monkeypatch.setattr(traced, "SharedLimits", lambda *_: None)
    assert value_of(scenario) == pytest.approx(with_limits, abs=0.02)


@pytest.mark.parametrize("seed", seeds(770, 3, 12))
def test_a_plan_in_whole_shares_keeps_every_limit(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Audited, half a share from the bound, and no share too many anywhere.

    Where a plan lies on a kink, whole shares cost a part of one, whatever it is worth.
    """
    scenario = limited(random_scenario(seed), seed)
    plan = recommend(scenario)
    half = 0.5 * max((action.price for action in plan.actions), default=0.0)
    assert plan.objective.gap <= max(half, 5.0)
    for limit in situation_of(scenario).sale_limits:
        assert sold_between(plan, limit.first, limit.last) <= limit.most_shares


@pytest.mark.parametrize(("offered", "warns"), [(None, False), (50.0, True)])
def test_a_cost_of_sale_is_no_falling_price(offered: float | None, warns: bool) -> None:
    """A sale on the day of exercise brings less than the value by its cost alone.

    That is no reason to warn of a wash sale; an offer below the value is one.
    """
    first, second = date(2026, 7, 1), date(2026, 7, 2)
    offers = [{"on": second, "price": offered}]
    scenario = small({"sale_cost_per_share": 0.5, "tender_offers": offers})
    columns = columns_of(
        situation_of(scenario), [Choice(0, first, first), Choice(0, second, second)]
    )
    evaluated = evaluate_schedule(
        situation_of(scenario), "mine", columns, np.array([5.0, 5.0])
    )
    notes = notes_of(situation_of(scenario), evaluated)
    assert any("wash sale" in note for note in notes) == warns


def test_a_lot_that_cannot_be_sold_is_said() -> None:
    """Two windows of 200 shares: 200 of the lot are left, and are worth nothing."""
    plan = recommend(small(windows(JULY, APRIL, most=200)))
    assert sold_between(plan, START, date(2028, 12, 31)) == 400
    assert (
        "Limits on sales are reached in: 2026-07-01 to 2026-07-31, 2027-04-01 to "
        "2027-04-30." in plan.notes
    )
    assert any(note.startswith("200 shares held are not sold") for note in plan.notes)


def test_the_least_tax_needs_room_for_every_share() -> None:
    """1,000 shares, and room for 300 in each of two windows: 400 are too many."""
    least_tax = {"objective": "least_tax"}
    with pytest.raises(InfeasiblePlan) as caught:
        recommend(small(windows(JULY, APRIL, most=300), least_tax))
    assert str(caught.value) == (
        "least_tax must exercise and sell every share, and whatever is done, 400 of "
        "them go beyond most_shares or most_of_vested of market.trading_windows[0] "
        "(2026-07-01 to 2026-07-31), market.trading_windows[1] (2027-04-01 to "
        "2027-04-30); raise them, give plan.last_year a later year, or take objective "
        "= 'after_tax_value'"
    )
    enough = recommend(small(windows(JULY, APRIL, most=500), least_tax))
    assert sold_between(enough, START, date(2028, 12, 31)) == 1_000


def test_cash_is_still_named_where_it_is_the_reason() -> None:
    """RemainingCapacity for every share, and a floor that no sale reaches."""
    poor = {"wages": 0, "cash": 10, "cash_floor": 1e9}
    least_tax = {"objective": "least_tax"}
    with pytest.raises(InfeasiblePlan, match="cash falls below"):
        recommend(small(windows(JULY, APRIL, most=999), least_tax, household=poor))
