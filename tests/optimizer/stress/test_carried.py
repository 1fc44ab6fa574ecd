"""What a path planned anew carries from year to year: nothing of a file is left out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.units import FileModel
from isoplan.models.results.plan import Action
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.columns.by_day import cash_by_day
from isoplan.optimizer.columns.choices import PLAIN, Choice, ChoiceFlag
from isoplan.optimizer.pricing.common_schedules import CommonSchedule
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.last_exercises import Holdings
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from isoplan.optimizer.recommend import recommend, solve_plan
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.stress.path_scenario import scenario_on_path
from isoplan.optimizer.stress.price_paths import (
    NEVER_FAILS,
    PricePaths,
    Simulation,
    one_path,
)
from isoplan.optimizer.stress.replanning import Base, LivedPath, lived
from isoplan.optimizer.stress.stress import followed_over
from isoplan.optimizer.stress.year_on_path import YearsOnPath
from scenario_builder import build_scenario, grant, holding, lot, rebuild, rsu

LIMITS = Limits(30.0, 0.01)
NEXT = date(2027, 1, 1)
CLOSING = date(2027, 9, 14)
FUND = {"fund": {"prices": {"2026-01-01": 50.0}, "growth": 0.05}}
VESTED_IN_2026 = (date(2026, 4, 1), date(2026, 5, 4), date(2026, 9, 1))
"""Days on which something vests in the first year, whose prices count later."""
LOAN = {"most": 60_000.0, "rate": 0.08}


def household(*, plan: Any = None, market: Any = None, **more: Any) -> Scenario:
    """Options of a share that rises; planned yearly for three years."""
    home = {"cash": 120_000.0, "wages": 150_000} | more.pop("household", {})
    return build_scenario(
        plan={"last_year": 2028, "decision_dates": "yearly"} | (plan or {}),
        household=home,
        market={"growth": 0.15} | (market or {}),
        **{"grants": [grant(shares=5_000)], **more},
    )


def two_markets() -> Scenario:
    """A fund with a gain, and options of another company."""
    return household(
        holdings=[holding(market="fund", shares=900)],
        grants=[grant(), grant("H", market="tiny", shares=2_000, strike=2.0)],
        markets=FUND | {"tiny": {"prices": {"2026-01-01": 9.0}, "growth": 0.1}},
    )


def bought(**terms: Any) -> Scenario:
    """A company that a buyer pays cash for, with options that vest later."""
    steps = [{"on": date(2026, 6, 1), "shares": 2_000}]
    steps.append({"on": date(2028, 6, 1), "shares": 1_000})
    return household(
        market={"acquisition": {"on": CLOSING, "price": 45.0, **terms}},
        grants=[grant(shares=3_000, vesting=steps)],
        restricted_units=[rsu(shares=200)],
    )


def fails() -> Scenario:
    """A company that is worthless from a day on, beside a fund."""
    return household(
        market={"worthless_on": date(2027, 5, 3)},
        lots=[lot(shares=400)],
        holdings=[holding(market="fund", shares=900)],
        markets=FUND,
    )


def borrows() -> Scenario:
    """A household that borrows for its exercise, and for the tax on it."""
    return household(
        household={"cash": 2_000.0, "savings_per_year": 6_000.0, "loan": LOAN},
        grants=[grant(shares=3_000, strike=5.0, expires_on="2026-11-30")],
        market={"first_sale": "2027-06-01"},
    )


def early() -> Scenario:
    """Options that may be exercised before they vest, a part of them nonqualified."""
    vesting = [
        {"on": date(2026, 4, 1), "shares": 1_000},
        {"on": date(2027, 4, 1), "shares": 1_000},
        {"on": date(2028, 4, 1), "shares": 1_000},
    ]
    options = grant(
        shares=3_000,
        strike=4.0,
        vesting=vesting,
        granted_on=date(2025, 4, 1),
        expires_on=date(2035, 3, 31),
        early_exercise="plan_decides",
        nonqualified_shares=900,
    )
    return household(grants=[options], market={"prices": {"2026-01-01": 5.0}})


def unvested() -> Scenario:
    """Shares exercised before they vest, with an election and without one."""
    held = {"exercised_on": date(2025, 8, 1), "shares": 300, "value_at_exercise": 12.0}
    return household(
        grants=[grant(), grant("N", kind="nso")],
        lots=[
            lot(name="a", vests_on=date(2027, 3, 1), **held),
            lot(name="b", vests_on=date(2026, 5, 4), election_83b=True, **held),
            lot("N", name="c", nonqualified=True, vests_on=date(2026, 9, 1), **held),
        ],
    )


def limited() -> Scenario:
    """A limit on the stock, which what was brought in counts for."""
    limit = {"share": 0.4, "other_wealth": 30_000.0}
    return household(
        preferences={"most_in_stock": limit},
        lots=[lot(shares=2_000)],
        plan={"last_year": 2027},
    )


def moved() -> Scenario:
    """A move out of a state whose credit does not come along."""
    moves = {"2026-01-01": "CA", "2027-07-01": "WA"}
    return household(household={"state": moves, "wages": 90_000, "cash": 400_000.0})


CASES: dict[str, Callable[[], Scenario]] = {
    "two markets": two_markets,
    "bought": bought,
    "bought with acceleration": lambda: bought(accelerates=True),
    "fails": fails,
    "a loan": borrows,
    "exercised early": early,
    "not vested": unvested,
    "a limit on the stock": limited,
    "a move": moved,
}


def lived_on(scenario: Scenario, simulation: Simulation, first: Holdings) -> LivedPath:
    """One path, planned anew each January."""
    found = lived(Base(scenario, first, simulation, "auto", LIMITS), 0, 0.0)
    assert not found.why
    return found


@pytest.mark.parametrize("case", CASES)
def test_at_its_own_prices_nothing_changes(case: str) -> None:
    """Planned anew, the plan is worth what it was, within its gaps.

    What is owed on a loan is counted on the days on which cash moves, so a dollar of
    interest hangs on the days that a plan has looked at.
    """
    scenario, own = CASES[case](), Simulation({}, {}, 1, 1)
    situation = situation_of(scenario)
    plan, best = solve_plan(situation, LIMITS)
    found = lived_on(scenario, own, best.holdings)
    assert (found.years_without, found.years_helped) == (0, 0)
    schedule = CommonSchedule("plan", best.holdings)
    value = followed_over(situation, [schedule], own)[0]["plan"].value[0]
    near = 2.0 if case == "a loan" else 0.5
    assert found.amounts is not None
    assert found.amounts["value"] == pytest.approx(value, abs=near + plan.objective.gap)


CHAINS = ("two markets", "bought", "fails", "a loan", "exercised early", "not vested")


@pytest.mark.parametrize("case", CHAINS)
@pytest.mark.parametrize("path", [0, 1])
def test_a_random_path_is_a_chain_made_by_hand(case: str, path: int) -> None:
    """Two years: the file of the second is written anew, with lots and not events."""
    scenario = rebuild(CASES[case](), {"plan.last_year": 2027})
    own = situation_of(scenario)
    simulation = Simulation(dict.fromkeys(own.markets, 0.3), {}, 20 + path, 1)
    days = {
        own.plan.start + timedelta(n)
        for n in range((own.plan.horizon - own.plan.start).days + 1)
    }
    prices = one_path(own, simulation, 0, days)
    at_path = situation_of(scenario_on_path(own, prices, 0, days))
    first, best = solve_plan(own, LIMITS)
    done = [each for each in first.actions if each.date < NEXT]
    year = evaluated(at_path, done)
    again = recommend(next_file(own, prices, done, year), LIMITS)
    by_hand = evaluated(at_path, [*done, *again.actions])
    found = lived_on(scenario, simulation, best.holdings)
    assert (found.years_without, found.years_helped) == (0, 0)
    assert found.amounts is not None
    assert found.amounts["value"] == pytest.approx(by_hand.after_tax_value, abs=2.0)


def evaluated(at_path: Situation, actions: list[Action]) -> EvaluatedSchedule:
    """Evaluate the actions of plans at the prices of a path."""
    numbers = {each.name: n for n, each in enumerate(at_path.tranches)}
    held: dict[str, list[Any]] = {
        str(each.lot): [Choice(numbers[each.name], each.acquired_on, None), each.shares]
        for each in at_path.tranches
        if each.acquired_on is not None
    }
    holdings: Holdings = {}
    taken = dict.fromkeys(numbers, 0)
    for each in sorted(actions, key=lambda e: (e.date, e.kind != "exercise")):
        options = each.options or each.grant
        if each.kind == "exercise" and options in numbers:
            tranche = at_path.tranches[numbers[options]]
            if tranche.available(each.date) - taken[options] < each.shares:
                options += " (vests 2026-04-01)"  # vested when the second plan began
        if each.kind == "exercise":
            taken[options] += each.shares
            way = ChoiceFlag.ELECTED_83B if each.election_83b else PLAIN
            made = Choice(numbers[options], each.date, None, way)
            held.setdefault(each.lot, [made, 0])[1] += each.shares
        elif each.kind == "cash_out":
            gone = Choice(numbers[options], each.date, each.date, ChoiceFlag.CASHED_OUT)
            holdings[gone] = holdings.get(gone, 0) + each.shares
        else:
            lot_held = held[each.lot]
            gone = replace(lot_held[0], sold_on=each.date)
            lot_held[1] -= each.shares
            holdings[gone] = holdings.get(gone, 0) + each.shares
    for choice, left in held.values():
        assert left >= 0
        if left:
            holdings[choice] = holdings.get(choice, 0) + left
    return evaluate_schedule(at_path, "", *columns_and_shares(at_path, holdings))


def next_file(
    own: Situation, prices: PricePaths, done: list[Action], year: EvaluatedSchedule
) -> Scenario:
    """Write the file of the next January by hand: lots, holdings, figures, cash."""
    changes: dict[str, Any] = {"plan.start": NEXT, "household": next_home(own, year)}
    for name, market in own.markets.items():
        table = "market" if name is None else f"markets.{name}"
        changes[f"{table}.prices"] = {
            str(day): float(prices.price(name, day)[0])
            for day in (own.plan.start, *VESTED_IN_2026, NEXT)
        }
        if market.acquisition is not None:
            price = market.acquisition.price * float(prices.factor(name, NEXT)[0])
            changes[f"{table}.acquisition.price"] = price
    sold = Counter[str]()
    for each in done:
        sold[each.lot] += each.shares if each.kind == "sell" else 0
    lots = [as_written(each) for each in own.scenario.lots]
    lots += [new_lot(own, prices, each) for each in done if each.kind == "exercise"]
    exercised = Counter[str]()
    for held in lots:
        exercised[held["grant"]] += held["shares"]
        held["shares"] -= sold[held.get("name") or f"{held['grant']} 2025-06-02"]
    arrived = [
        {
            "name": each.name,
            "acquired_on": str(each.acquired_on),
            "shares": each.shares - sold[each.name],
            "basis": float(prices.price(None, each.acquired_on)[0]),
        }
        for each in own.tranches
        if each.grant == "RSU" and each.acquired_on is not None
    ]
    bought_before = [
        as_written(each) | {"shares": each.shares - sold[each.name]}
        for each in own.scenario.holdings
    ]
    sections = {
        "lots": [each for each in lots if each["shares"]],
        "holdings": [e for e in (*bought_before, *arrived) if e["shares"]],
        "grants": [
            as_written(each) | {"exercised": exercised[each.name]}
            for each in own.grants
        ],
    }
    return rebuild(own.scenario, changes, **sections)


def new_lot(own: Situation, prices: PricePaths, done: Action) -> dict[str, Any]:
    """The fields of a lot that an exercise made."""
    options = next(e for e in own.tranches if e.name == (done.options or done.grant))
    later = options.vests_on is not None and options.vests_on > done.date
    return {
        "name": done.lot,
        "grant": done.grant,
        "exercised_on": str(done.date),
        "shares": done.shares,
        "value_at_exercise": float(prices.price(options.market, done.date)[0]),
        "nonqualified": options.treatment.nonqualified,
        "vests_on": str(options.vests_on) if later else None,
        "election_83b": done.election_83b,
    }


def as_written(part: FileModel) -> dict[str, Any]:
    """The fields of a part of a file that it gives."""
    return part.model_dump(mode="json", exclude_unset=True)


def next_home(own: Situation, year: EvaluatedSchedule) -> dict[str, Any]:
    """Return the household of the next January: what its returns say, and its cash."""
    filed, home = year.evaluated_years.years[0], own.household
    carried = filed.returns.tax.carryovers
    given = as_written(home)
    given["minimum_tax_credit"] = float(filed.credit.line_26)
    given["loss_carryover"] = {
        "short_term": float(carried.regular.short_term),
        "long_term": float(carried.regular.long_term),
        "amt_short_term": float(carried.amt.short_term),
        "amt_long_term": float(carried.amt.long_term),
    }
    assert home.cash is not None
    days = (NEXT - own.plan.start).days
    cash = home.cash + home.savings_per_year.at(2026) * days / 365
    moves = cash_by_day(year.columns).moved_by(year.shares)
    cash += sum(moved for day, moved in moves.items() if day < NEXT)
    tax = filed.tax - year.baseline.years[0].tax
    unpaid = 0.0
    if home.loan is not None:  # from one day on, as the test sees to
        borrows_on = [each for each in year.cash if each.owed and each.day < NEXT]
        assert len(borrows_on) == 1
        (day,) = borrows_on
        unpaid = float(day.owed) * home.loan.rate * (NEXT - day.day).days / 365
    given["cash"] = max(cash, 0.0)
    given["payments_due"] = {str(NEXT): max(-cash, 0.0), "2027-04-15": tax + unpaid}
    return given


def seen_on(scenario: Scenario, factor: float, done: Choice) -> Scenario:
    """The file of the next January, where the price is a multiple of its own."""
    own = situation_of(scenario)
    days = {date(2026, 1, 3) + timedelta(n) for n in range(1_200)}
    factors = {name: dict.fromkeys(days, np.array([factor])) for name in own.markets}
    never = {name: np.array([NEVER_FAILS]) for name in own.markets}
    household = YearsOnPath.at_start(own, PricePaths(own, factors, never))
    household.do(own, {done: 300}, own.plan.start, NEXT)
    return household.file_on(NEXT, scenario)


def test_a_buyer_s_price_moves_with_the_share() -> None:
    """Worked: half the price, half of 45 dollars; 30 * 1.15 a year later is 17.25."""
    file = seen_on(bought(), 0.5, Choice(0, date(2026, 7, 1), None))
    assert file.market.acquisition is not None
    assert file.market.acquisition.price == pytest.approx(22.5)
    assert file.market.price(NEXT) == pytest.approx(17.25, abs=0.01)


def test_an_election_and_the_day_of_vesting_go_along() -> None:
    """Of 300 options exercised in March, of those that vest in April 2027."""
    names = [each.name for each in situation_of(early()).tranches]
    way = ChoiceFlag.ELECTED_83B
    number = names.index("G (vests 2027-04-01)")
    file = seen_on(early(), 2.0, Choice(number, date(2026, 3, 2), None, way))
    (held,) = situation_of(file).opening_position.equity.lots
    assert (held.shares, held.vests_on) == (300, date(2027, 4, 1))
    assert held.election_83b
    assert held.value_at_exercise == pytest.approx(10.0 * 1.15 ** (60 / 365), rel=0.01)
