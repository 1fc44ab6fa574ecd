"""Limits on sales: days, prices, the plan within them, and what others do."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.choices import Choice, completed
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.columns.decision_dates import exercise_dates, sale_dates
from isoplan.optimizer.pricing.common_schedules import (
    common_schedules,
    exercise_at_once,
    same_day_at_first_chance,
)
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.sales_within_limits import sold_by_limit, within_limits
from isoplan.optimizer.program import traced_problem as traced
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.traced_problem import traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.reporting.notes import notes_of
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve

START = date(2026, 1, 2)
ACQUIRED = date(2025, 6, 2)
FALLING = {date(2025, 6, 2): 40.0, date(2026, 1, 1): 60.0, date(2028, 12, 31): 45.0}
JULY = {"opens": "2026-07-01", "closes": "2026-07-31"}
APRIL = {"opens": "2027-04-01", "closes": "2027-04-30"}
OCTOBER = {"opens": "2027-10-01", "closes": "2027-10-29"}
OFFER = {"on": "2026-03-10"}


def small(
    market: dict[str, Any], plan: dict[str, Any] | None = None, **parts: object
) -> Scenario:
    """A lot of 600 shares, 400 options vested at a strike of 10; three years."""
    return Scenario.model_validate(
        {
            "name": "small",
            "plan": {
                "start": START,
                "last_year": 2028,
                "inflation": 0.0,
                "decision_dates": "yearly",
                "run_off_years": 2,
                **(plan or {}),
            },
            "household": {"filing_status": "single", "wages": 150_000},
            "grants": [
                {
                    "name": "G",
                    "granted_on": date(2022, 1, 3),
                    "expires_on": date(2032, 1, 2),
                    "shares": 1_000,
                    "strike": 10.0,
                    "vesting": {"cliff_months": 0, "months": 0},
                }
            ],
            "lots": [
                {
                    "name": "L",
                    "grant": "G",
                    "exercised_on": ACQUIRED,
                    "shares": 600,
                    "value_at_exercise": 40.0,
                }
            ],
            "market": {"prices": FALLING, **market},
            **parts,
        }
    )


def windows(*given: dict[str, Any], most: int | None = None) -> dict[str, Any]:
    """Return windows as fields of a market, each with the limit."""
    limit = {} if most is None else {"most_shares": most}
    return {"trading_windows": [{**each, **limit} for each in given]}


def test_edges_of_what_closes_the_market_are_days_of_sale() -> None:
    """The day before a blackout, the first after it, the offer, and the day after it.

    Worked by hand: the grid and the year ends besides; 31 December 2027 is blacked out
    and stands for 8 January, as 1 January does.
    """
    scenario = small(
        {
            "blackouts": [{"begins": "2027-12-20", "ends": "2028-01-07"}],
            "tender_offers": [{"on": "2026-12-31"}, {"on": "2025-12-30"}],
        }
    )
    assert sale_dates(situation_of(scenario)) == [
        START,
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 12, 19),
        date(2028, 1, 8),
        date(2028, 12, 31),
    ]


def test_the_end_of_the_lock_up_is_a_day_of_sale_and_the_ipo_one_of_exercise() -> None:
    """180 days from 1 September 2026: sales from 28 February 2027."""
    scenario = small({"ipo": {"on": "2026-09-01"}, "tender_offers": [OFFER]})
    assert sale_dates(situation_of(scenario))[:2] == [
        date(2026, 3, 10),
        date(2027, 2, 28),
    ]
    options = situation_of(scenario).tranches[0]
    days = exercise_dates(situation_of(scenario), options)
    assert {date(2026, 3, 10), date(2026, 9, 1), date(2027, 2, 28)} <= set(days)


def test_what_an_offer_and_a_sale_cost_do_to_the_return() -> None:
    """Worked by hand, at a market price of 60 and an offer of 66, cost of sale 0.50.

    The amount realized is 65.50 (26 CFR 1.263(a)-1(e)(1)). Options exercised on the
    day: ordinary income is the spread by market value, 50 (IRC 421(b), 83(a)), and the
    rest of 65.50 - 10 is short-term gain. On the market 59.50 is realized, less than
    the value at exercise: ordinary income is the gain, 49.50 (IRC 422(c)(2)). Of the
    lot's gain of 55.50, ordinary income is the spread at exercise, 30.
    """
    flat = {date(2025, 6, 2): 60.0}
    offer = {"on": START, "price": 66.0}
    scenario = small(
        {"prices": flat, "tender_offers": [offer], "sale_cost_per_share": 0.5}
    )
    next_day = date(2026, 1, 3)
    columns = columns_of(
        situation_of(scenario),
        [
            Choice(0, START, START),
            Choice(0, next_day, next_day),
            Choice(1, ACQUIRED, START),
        ],
    )
    assert columns.sale_price.tolist() == [65.5, 59.5, 65.5]
    assert columns.lines["iso_ordinary_income"].tolist() == [50.0, 49.5, 30.0]
    assert columns.lines["iso_ordinary_income_later"].tolist() == [0.0, 0.0, 30.0]
    assert columns.lines["short_term_gain"].tolist() == [5.5, 0.0, 25.5]


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
    return Scenario.model_validate({**scenario.model_dump(), "market": market})


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
    fields = scenario.model_dump()
    fields["plan"]["objective"] = "after_tax_value"
    return with_market(Scenario.model_validate(fields), market)


@pytest.mark.parametrize("seed", seeds(730, 3, 16))
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


@pytest.mark.parametrize("seed", seeds(770, 3, 24))
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


def sold_between(plan: Plan, first: date, last: date) -> int:
    """Return the shares that a plan sells on days from one to another."""
    return sum(
        action.shares
        for action in plan.actions
        if action.kind == "sell" and first <= action.date <= last
    )


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
    """Two windows of 200 shares: 200 of the lot are left, and count as nothing."""
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
    """Room for every share, and a floor that no sale reaches."""
    poor = {"filing_status": "single", "wages": 0, "cash": 10, "cash_floor": 1e9}
    least_tax = {"objective": "least_tax"}
    with pytest.raises(InfeasiblePlan, match="cash falls below"):
        recommend(small(windows(JULY, APRIL, most=999), least_tax, household=poor))


def test_sales_wait_for_room_in_order() -> None:
    """Worked by hand: 250 a window, 600 of the lot planned for July.

    250 are sold in July, 250 in April; in October 100 of the lot come before those
    planned for October, of which 150 find room. The last 250 are options, and are not
    exercised, for they can never be sold.
    """
    scenario = small(windows(JULY, APRIL, OCTOBER, most=250))
    july, april, october = date(2026, 7, 1), date(2027, 4, 1), date(2027, 10, 1)
    planned = {Choice(1, ACQUIRED, july): 600, Choice(0, START, october): 400}
    assert within_limits(situation_of(scenario), planned) == {
        Choice(1, ACQUIRED, july): 250,
        Choice(1, ACQUIRED, april): 250,
        Choice(1, ACQUIRED, october): 100,
        Choice(0, START, october): 150,
    }
    kept = small(windows(JULY, APRIL, OCTOBER, most=250), {"at_horizon": "keep"})
    assert within_limits(situation_of(kept), planned)[Choice(0, START, None)] == 250


def test_an_exercise_waits_for_the_sale_of_its_day() -> None:
    """600 of the lot come first; 400 options are exercised where room is left."""
    scenario = small(windows(JULY, APRIL, OCTOBER, most=450))
    held = within_limits(
        situation_of(scenario), same_day_at_first_chance(situation_of(scenario))
    )
    july, april, october = date(2026, 7, 1), date(2027, 4, 1), date(2027, 10, 1)
    assert held == {
        Choice(1, ACQUIRED, july): 450,
        Choice(1, ACQUIRED, april): 150,
        Choice(0, april, april): 300,
        Choice(0, october, october): 100,
    }


def test_an_exercise_does_not_wait_beyond_expiry() -> None:
    """Options that expire before the next window lapse."""
    scenario = small(windows(JULY, APRIL, most=500))
    short = scenario.grants[0].model_copy(update={"expires_on": date(2027, 3, 31)})
    scenario = Scenario.model_validate({**scenario.model_dump(), "grants": [short]})
    held = within_limits(
        situation_of(scenario), {Choice(0, date(2026, 7, 1), date(2026, 7, 1)): 700}
    )
    assert held == {Choice(0, date(2026, 7, 1), date(2026, 7, 1)): 500}


def test_without_limits_nothing_waits() -> None:
    """Whatever is planned stays as it is."""
    scenario = small(windows(JULY, APRIL))
    planned = exercise_at_once(situation_of(scenario))
    assert within_limits(situation_of(scenario), planned) == planned


def test_schedules_people_follow_say_what_limits_stop() -> None:
    """Of 1,000 shares 300 find room in the one window."""
    notes = {
        each.name: each.note
        for each in common_schedules(situation_of(small(windows(JULY, most=300))))
    }
    assert notes["do nothing"] == ""
    assert notes["same-day sale at the first chance"] == (
        "limits on sales leave no room for 700 shares"
    )


def test_the_users_schedule_is_completed_within_limits() -> None:
    """100 sold in October leave room for 150; 250 more are sold in April, 100 never."""
    own = {
        "name": "mine",
        "actions": [{"on": date(2027, 10, 4), "sell": "L", "shares": 100}],
    }
    scenario = small(windows(APRIL, OCTOBER, most=250), schedules=[own])
    held, added = completed(situation_of(scenario), scenario.schedules[0])
    april, october = date(2027, 4, 30), date(2027, 10, 29)
    assert held == {
        Choice(1, ACQUIRED, date(2027, 10, 4)): 100,
        Choice(1, ACQUIRED, october): 150,
        Choice(1, ACQUIRED, april): 250,
        Choice(1, ACQUIRED, None): 100,
    }
    assert added == {october: 150, april: 250}
    note = common_schedules(situation_of(scenario))[-1].note
    assert note == "400 shares left unsold are sold on 2027-04-30, 2027-10-29"


def test_shares_are_counted_by_limit() -> None:
    """Sales of one window add up; others count nowhere."""
    scenario = small(windows(JULY, most=100))
    days = [date(2026, 7, 3), date(2026, 7, 31), date(2028, 1, 1)]
    columns = columns_of(
        situation_of(scenario), [Choice(1, ACQUIRED, day) for day in days]
    )
    (sold,) = sold_by_limit(columns, np.array([30.0, 20.5, 7.0])).values()
    assert sold == 50.5
