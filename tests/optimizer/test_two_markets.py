"""Two markets in one plan: prices and days alone are new, and a fund is a lever."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date

import numpy as np
import pytest

from brute_force import TriedSchedule, check_optimum, few_columns
from isoplan.models.base.business_days import settlement_day
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import Situation, situation_of
from isoplan.optimizer.checking.audit import evidence_of_schedule
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.columns.decision_dates import gift_dates, sale_dates
from isoplan.optimizer.compare import compare, compare_plan
from isoplan.optimizer.preferences.most_in_stock import wealth_by_year
from isoplan.optimizer.pricing.common_schedules import (
    common_schedules,
    same_day_at_first_chance,
)
from isoplan.optimizer.pricing.evaluated_schedule import (
    baseline_years,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.sales_within_limits import within_limits
from isoplan.optimizer.recommend import solve_and_price, solve_plan
from isoplan.optimizer.reporting.notes import assumptions_of, notes_of
from isoplan.optimizer.solving.solution import Limits
from random_scenarios import on_two_markets
from scenario_builder import (
    Fields,
    build_scenario,
    build_situation,
    grant,
    holding,
    lot,
)

SLOW = range(331, 333)

LISTED: Fields = {
    "prices": {date(2026, 1, 1): 30.0, date(2027, 6, 1): 44.0},
    "growth": 0.06,
    "trading_days": "nyse",
    "sale_cost_per_share": 0.05,
    "blackouts": [{"begins": date(2027, 3, 1), "ends": date(2027, 3, 31)}],
}
HOUSEHOLD: Fields = {
    "filing_status": "married_jointly",
    "wages": 180_000,
    "minimum_tax_credit": 9_000,
    "cash": 60_000,
    "savings_per_year": 5_000,
    "gifts": 4_000,
}
PLAN: Fields = {
    "last_year": 2028,
    "decision_dates": "yearly",
    "run_off_years": 3,
    "at_horizon": "keep",
}


def household(market: str | None, **sections: object) -> Situation:
    """Return options, and a lot and shares bought, those of one ``market``."""
    bought = [holding("bought", shares=900), holding("late", acquired_on="2025-09-01")]
    grants = [grant("A", shares=6_000), grant("B", shares=2_000, strike=2.0)]
    for each in (grants[1], *bought):
        each["market"] = market
    further = {} if market is None else {market: deepcopy(LISTED)}
    return build_situation(
        **{
            "plan": PLAN,
            "household": HOUSEHOLD,
            "grants": grants,
            "lots": [lot("B", shares=400)],
            "holdings": bought,
            "market": LISTED,
            "markets": further,
            **sections,
        }
    )


def worth(situation: Situation) -> Plan:
    """Return the plan of a situation, audited."""
    return solve_plan(situation)[0]


def test_a_market_split_into_two_equal_ones_changes_nothing() -> None:
    """Columns, value and actions are the same to the cent and to the share."""
    one, two = household(None), household("equal")
    assert len(possible_columns(one)) == len(possible_columns(two))
    plan, split = worth(one), worth(two)
    assert split.objective.value == plan.objective.value
    assert split.proof.columns == plan.proof.columns
    assert split.proof.rows == plan.proof.rows
    assert split.proof.binaries == plan.proof.binaries
    assert split.actions == plan.actions
    assert any(each.kind == "give" for each in plan.actions)


def test_prices_days_and_settlement_are_those_of_the_market() -> None:
    """A fund sold on a Sunday is paid at once; the company's share on the next day."""
    monday, sunday = date(2026, 6, 1), date(2026, 6, 7)
    fund: Fields = {"prices": {date(2026, 1, 1): 200.0}, "trading_days": "any"}
    situation = household(None, markets={"fund": fund})
    of_fund = household(
        "fund", markets={"fund": fund}, household={**HOUSEHOLD, "gifts": 0}
    )
    numbers = {each.name: n for n, each in enumerate(of_fund.tranches)}
    choices = [
        Choice(numbers["bought"], date(2024, 6, 3), sunday),
        Choice(numbers["A"], monday, date(2026, 6, 8)),
        Choice(numbers["B"], monday, None),
    ]
    columns = columns_of(of_fund, choices)
    share = of_fund.market.price(date(2026, 6, 8)) - 0.05
    assert columns.sale_price.tolist() == pytest.approx([200.0, share, 0.0])
    assert [int(day) for day in columns.settled] == [
        sunday.toordinal(),
        settlement_day(date(2026, 6, 8)).toordinal(),
        0,
    ]
    assert columns.lines["iso_bargain_element"][2] == pytest.approx(198.0)
    end = of_fund.plan.horizon
    taxed = of_fund.plan.kept_shares_tax_rate * (200.0 - 2.0)
    assert columns.kept_value[2] == pytest.approx(200.0 - taxed)
    assert set(sale_dates(of_fund, "fund")) - set(sale_dates(of_fund, None))
    assert gift_dates(situation, None)[0].year == 2026
    assert end in sale_dates(of_fund, "fund")
    assert end not in sale_dates(of_fund, None)  # a Sunday


FORCED: Fields = {
    "start": date(2026, 1, 1),
    "last_year": 2028,
    "decision_dates": "yearly",
    "run_off_years": 2,
}


def tiny(seed: int, **sections: object) -> Situation:
    """Return two options and two shares of a fund, large enough for every kink."""
    pick = np.random.default_rng(seed)

    def prices() -> dict[date, float]:
        moved = 60_000.0 * np.exp(pick.normal(0.2, 0.5, 3))
        days = [date(2025, 12, 31), *(date(year, 7, 1) for year in (2026, 2027, 2028))]
        return dict(zip(days, [60_000.0, *moved.round(2).tolist()], strict=True))

    window = {"opens": date(2027, 1, 4), "closes": date(2027, 12, 31)}
    limited = {"trading_windows": [{**window, "most_shares": 1}, LATER]}
    fund = holding("fund", market="index", shares=2, basis=20_000.0)
    return build_situation(
        **{
            "plan": FORCED,
            "household": {
                "filing_status": "single",
                "wages": 140_000,
                "minimum_tax_credit": 25_000,
                "loss_carryover": {"amt_long_term": 60_000.0},
            },
            "grants": [grant(shares=2, strike=3_000.0)],
            "holdings": [fund],
            "market": {"prices": prices()},
            "markets": {"index": {"prices": prices(), "trading_days": "any"} | limited},
            **sections,
        }
    )


LATER: Fields = {"opens": date(2028, 1, 3), "closes": date(2028, 12, 31)}


def fund_within_its_window(tried: TriedSchedule) -> bool:
    """Return whether at most one share of the fund is sold in 2027, and none before."""
    sold = {2026: 0.0, 2027: 0.0, 2028: 0.0}
    for number in np.flatnonzero(tried.shares).tolist():
        choice = tried.columns.choices[number]
        if choice.tranche == 1 and choice.sold_on is not None:
            sold[choice.sold_on.year] += float(tried.shares[number])
    return sold[2026] == 0.0 and sold[2027] <= 1.0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_program_finds_the_best_schedule_on_two_markets(seed: int) -> None:
    """Against every schedule there is, the fund in windows of its own."""
    columns = few_columns(tiny(seed), np.random.default_rng(seed), most=5)
    check_optimum(columns, fund_within_its_window)


def test_a_limit_on_the_stock_counts_the_fund_as_other_wealth() -> None:
    """The stock is that of the company; shares of the fund are wealth beside it.

    Of this household the limit takes a tenth of what the best schedule leaves.
    """
    limit = {"share": 0.5, "other_wealth": 50_000.0}
    situation = tiny(4, preferences={"most_in_stock": limit})

    def keeps(tried: TriedSchedule) -> bool:
        evidence = evidence_of_schedule(situation, tried.in_full)
        return fund_within_its_window(tried) and all(
            each.stock <= 0.5 * (each.stock + each.other) + 0.005
            for each in wealth_by_year(evidence)
        )

    columns = few_columns(situation, np.random.default_rng(4), most=4)
    check_optimum(columns, keeps)
    kept = columns_of(situation, [Choice(1, date(2024, 6, 3), None)])
    idle = TriedSchedule(kept, np.array([2.0]), baseline_years(situation)).in_full
    at_start = wealth_by_year(evidence_of_schedule(situation, idle))[0]
    price = situation.markets["index"].price(at_start.day)
    assert at_start.other == pytest.approx(50_000.0 + 2 * price, abs=0.01)


def crashed(*, fund: bool) -> Situation:
    """Return shares with an AMT basis of 40 dollars at a price of 8, and a credit."""
    index: Fields = {"prices": {date(2026, 1, 1): 300.0}}
    return build_situation(
        plan={"last_year": 2027, "decision_dates": "yearly", "run_off_years": 4},
        household={"wages": 60_000, "minimum_tax_credit": 80_000},
        grants=[grant(strike=5.0, shares=8_000)],
        lots=[lot(shares=8_000, exercised_on="2025-01-06", value_at_exercise=40.0)],
        holdings=[holding("fund", market="index", shares=600, basis=50.0)]
        if fund
        else [],
        market={"prices": {date(2026, 1, 1): 8.0}},
        markets={"index": index} if fund else {},
    )


def test_gains_of_a_fund_free_a_credit_that_is_stuck() -> None:
    """Regular tax on 150,000 of gain is paid out of the credit: the AMT has a loss.

    Without the fund the household's few thousands of headroom a year are all that come
    back. With it the loss on the AMT basis (32 dollars on each of 8,000 shares) takes
    the gain out of the AMT, so what the gain costs is the credit, and no dollar more.
    """
    without, plan = worth(crashed(fund=False)), worth(crashed(fund=True))
    assert without.totals.credit_used < 80_000
    assert plan.totals.credit_used > without.totals.credit_used + 15_000
    years = {each.date.year for each in plan.actions if each.lot == "fund"}
    assert years == {each.date.year for each in plan.actions if each.grant == "G"}
    received = sum(
        each.shares * each.price for each in plan.actions if each.lot == "fund"
    )
    assert received == pytest.approx(600 * 300.0)
    tax = plan.totals.tax_caused - without.totals.tax_caused
    assert tax < 0.02 * 150_000


def test_a_limit_on_one_market_puts_off_its_own_sales_alone() -> None:
    """Habits: options wait for the company's window, the fund is sold at once."""
    offer = {"on": date(2026, 3, 2), "most_shares": 100}
    market = {
        "prices": {date(2026, 1, 1): 30.0},
        "first_sale": date(2027, 1, 4),
        "tender_offers": [offer],
    }
    index: Fields = {"prices": {date(2026, 1, 1): 300.0}, "trading_days": "any"}
    situation = build_situation(
        plan={"last_year": 2027, "decision_dates": "yearly"},
        grants=[grant()],
        holdings=[holding("fund", market="index", shares=600)],
        market=market,
        markets={"index": index},
    )
    held = within_limits(situation, same_day_at_first_chance(situation))
    sales = {(choice.tranche, choice.sold_on): n for choice, n in held.items()}
    assert sales[1, date(2026, 1, 2)] == 600
    assert sales[0, date(2026, 3, 2)] == 100
    assert sales[0, date(2027, 1, 4)] == 900
    for schedule in common_schedules(situation)[1:]:
        sold = {choice.sold_on for choice in schedule.holdings if choice.tranche == 1}
        assert sold == {date(2026, 1, 2)}


def test_an_own_schedule_sells_a_fund_and_the_plan_is_no_worse() -> None:
    """The fund brings 300 dollars a share on a day of its own; all is audited."""
    index: Fields = {"prices": {date(2026, 1, 1): 300.0}, "growth": 0.05}
    mine = {
        "name": "mine",
        "actions": [
            {"on": date(2026, 2, 1), "sell": "fund", "shares": 200},
            {"on": date(2026, 6, 1), "exercise": "G", "shares": 500},
            {"on": date(2027, 6, 2), "sell": "G", "shares": 500},
        ],
    }
    compared = compare(
        build_scenario(
            plan={"last_year": 2027, "decision_dates": "yearly"},
            grants=[grant()],
            holdings=[holding("fund", market="index", shares=600)],
            markets={"index": index},
            schedules=[mine],
        )
    )
    own = compared.schedules[-1]
    first = next(each for each in own.actions if each.lot == "fund")
    assert (first.date, first.shares) == (date(2026, 2, 2), 200)  # a Monday
    assert first.price == pytest.approx(300.0 * 1.05 ** (32 / 365.25), abs=1e-4)
    assert own.worse_by >= 0.0


def test_gifts_of_two_markets_share_what_the_household_gives() -> None:
    """No year gives more than 4,000 dollars in shares, whichever they are."""
    fund: Fields = {"prices": {date(2026, 1, 1): 210.0}, "growth": 0.03}
    plan = worth(household("fund", markets={"fund": fund}))
    given: dict[int, float] = {}
    for each in plan.actions:
        if each.kind == "give":
            year = each.date.year
            given[year] = given.get(year, 0.0) + each.shares * each.price
    assert given
    assert max(given.values()) <= 4_000.0
    assert min(given.values()) > 4_000.0 - 240.0  # a share of the fund


@pytest.mark.parametrize(("market", "warns"), [(None, True), ("other", False)])
def test_a_wash_sale_is_one_of_the_same_company(
    market: str | None, warns: bool
) -> None:
    """IRC 1091(a) asks for substantially identical stock.

    A lot worth 60 dollars at exercise is sold at 50, on the day of an exercise of
    another grant: of the same company or of another one.
    """
    prices: Fields = {"prices": {date(2025, 1, 1): 50.0}, "trading_days": "any"}
    other = {} if market is None else {market: prices}
    situation = build_situation(
        grants=[grant("A"), grant("B", market=market, granted_on=date(2024, 5, 1))],
        lots=[lot("B", value_at_exercise=60.0)],
        market=prices,
        markets=other,
    )
    start = situation.plan.start
    choices = [Choice(0, start, None), Choice(2, date(2025, 6, 2), start)]
    columns = columns_of(situation, choices)
    evaluated = evaluate_schedule(situation, "mine", columns, np.array([5.0, 100.0]))
    assert evaluated.actions[-1].disposition == "disqualifying"
    notes = notes_of(situation, evaluated)
    assert any("wash sale" in note for note in notes) == warns
    said = assumptions_of(situation)["prices"]
    assert (" other: smooth" in str(said)) is not warns


@pytest.mark.parametrize(
    "seed",
    [301, 309, 321, *(pytest.param(n, marks=pytest.mark.slow) for n in SLOW)],
)
def test_random_households_on_three_markets(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """A fund, and grants of two companies: audited, and no habit is better."""
    situation = situation_of(on_two_markets(random_scenario(seed), seed))
    plan, evaluated = solve_and_price(situation, Limits(30, 0.01))
    compared = compare_plan(situation, plan, evaluated)
    counts = plan.objective.name == "after_tax_value"
    slack = plan.objective.gap + 0.02
    for other in compared.schedules[1:]:
        if counts and other.affordable:
            assert plan.objective.value >= other.objective_value - slack
        elif not counts and other.disposes_of_all:
            assert plan.objective.value <= other.objective_value + slack


@pytest.mark.parametrize(
    "end",
    [
        pytest.param({"acquisition": {"on": "2027-09-01", "price": 60.0}}, id="bought"),
        pytest.param({"worthless_on": date(2027, 9, 1)}, id="failed"),
    ],
)
def test_a_second_company_ends_alone(end: Fields) -> None:
    """The audit passes the comparison: all shares of it go, the others stay."""
    other = {"prices": {date(2026, 1, 1): 50.0}, "growth": 0.1}
    scenario = build_scenario(
        household=HOUSEHOLD,
        market=LISTED,
        markets={"other": {**other, **end}},
        plan={"start": date(2026, 1, 2), "last_year": 2028, "at_horizon": "keep"},
        grants=[grant("A"), grant("B", market="other")],
        holdings=[holding("H"), holding("O", market="other")],
    )
    actions = compare(scenario).schedules[0].actions
    last = date(2027, 12, 31) if "worthless_on" in end else date(2027, 9, 1)
    of_other = [each for each in actions if each.grant in {"B", "O"}]
    kinds = {"exercise", "cash_out"}
    gone = sum(each.shares for each in of_other if each.kind not in kinds)
    exercised = sum(each.shares for each in of_other if each.kind == "exercise")
    assert max(each.date for each in of_other) <= last
    assert gone == exercised + 100
    ended = {"cash_out", "write_off"}
    assert not any(a.kind in ended for a in actions if a.grant in {"A", "H"})
