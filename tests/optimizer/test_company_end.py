"""A company that fails, or is bought: what happens to its holders by itself."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from isoplan.models.results.plan import Plan
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of, possible_columns
from isoplan.optimizer.columns.completed import completed
from isoplan.optimizer.columns.inventory import inventory
from isoplan.optimizer.compare import compare
from isoplan.optimizer.pricing.common_schedules import common_schedules
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.recommend import solve_and_price
from scenario_builder import Fields, build_situation, grant, holding, lot, rsu

CLOSING = date(2027, 9, 14)
LAST_DAY = date(2027, 12, 31)
PLAN = {"last_year": 2029, "run_off_years": 2, "decision_dates": "yearly"}
LATE = {"start": date(2027, 9, 1)}
FAILS = {"worthless_on": date(2027, 5, 3)}


def of(market: Fields, *, plan: Fields | None = None, **sections: Any) -> Situation:
    """Return the household of the builder with a company that ends in 2027."""
    return build_situation(market=market, plan=PLAN | (plan or {}), **sections)


def bought(**terms: object) -> Fields:
    """Return a market on which a buyer pays 50 dollars a share."""
    return {"acquisition": {"on": CLOSING, "price": 50.0, **terms}}


def flat(**terms: object) -> Fields:
    """Return the same of a private company worth as much since September."""
    known = {"prices": {date(2027, 8, 31): 50.0}, "first_sale": date(2031, 1, 2)}
    return bought(**terms) | known


def planned(situation: Situation) -> Plan:
    """Return its plan, audited."""
    return solve_and_price(situation)[0]


def left_alone(situation: Situation) -> EvaluatedSchedule:
    """Return what becomes of a household that does nothing."""
    nothing = next(s for s in common_schedules(situation) if s.name == "do nothing")
    columns = columns_of(situation, nothing.holdings)
    shares = np.array([float(n) for n in nothing.holdings.values()])
    return evaluate_schedule(situation, "nothing", columns, shares)


def done(result: Plan | EvaluatedSchedule) -> list[tuple[str, str, int, float]]:
    """Return day, kind, shares and price of each action."""
    return [(str(a.date), a.kind, a.shares, a.price) for a in result.actions]


def test_the_losses_of_merlo() -> None:
    """Both losses of Merlo v. Commissioner, 126 T.C. 205 (2006), a court's figures.

    46,125 shares at 20 cents, with a spread of 1,066,064 at exercise in December, fail
    in the year after: a loss of 9,225 for regular tax and of 1,075,289 for the AMT,
    each a capital one, of which 3,000 is deducted. 26 years later here.
    """
    shares = 46_125
    exercised = {
        "exercised_on": date(2025, 12, 21),
        "shares": shares,
        "value_at_exercise": 0.20 + 1_066_064 / shares,
    }
    situation = of(
        {"worthless_on": date(2026, 9, 26), "prices": {date(2025, 12, 31): 1.0}},
        plan={"start": date(2026, 10, 1)},
        grants=[grant(shares=shares, strike=0.20)],
        lots=[lot(**exercised)],
    )
    year = left_alone(situation).evaluated_years.years[0].returns
    assert year.income.long_term_gain == pytest.approx(-9_225, abs=0.01)
    assert year.income.amt_long_term_gain == pytest.approx(-1_075_289, abs=0.01)
    carried = year.tax.carryovers
    assert year.tax.schedule_d.line_21 == 3_000
    assert year.tax.amt_schedule_d.line_21 == 3_000
    assert carried.regular.long_term == pytest.approx(6_225, abs=0.01)
    assert carried.amt.long_term == pytest.approx(1_072_289, abs=0.01)
    # Both systems deduct 3,000 in the year: line 2k is nothing, and stays nothing.
    assert year.tax.form_6251.line_2k == pytest.approx(0.0)


def test_shares_that_fail_in_the_year_of_exercise_have_no_adjustment() -> None:
    """422(c)(2) and 56(b)(3), read so: neither wages nor line 2i, and one loss."""
    fails = {"worthless_on": date(2026, 9, 26)}
    own = {"name": "own", "actions": []}
    own["actions"] = [{"on": "2026-02-02", "exercise": "G", "shares": 100}]
    situation = of(fails, grants=[grant()], schedules=[own])
    held, added = completed(situation, situation.schedules[0])
    assert added == {}
    columns = columns_of(situation, held)
    assert columns.lines["iso_bargain_element"].tolist() == [0.0]
    assert columns.lines["iso_ordinary_income"].tolist() == [0.0]
    assert columns.lines["short_term_gain"].tolist() == [-10.0]
    assert columns.lines["amt_short_term_gain"].tolist() == [-10.0]


@pytest.mark.parametrize(
    ("acquired_on", "long_term"),
    [(date(2026, 12, 30), True), (date(2026, 12, 31), False)],
)
def test_the_last_day_of_the_year_tells_the_term(
    acquired_on: date, long_term: bool
) -> None:
    """More than a year from the purchase to December 31, whenever it failed."""
    situation = of(
        FAILS,
        plan={"start": date(2027, 1, 4)},
        holdings=[holding(acquired_on=acquired_on)],
    )
    year = left_alone(situation).evaluated_years.years[0].returns.income
    assert (year.long_term_gain, year.short_term_gain) == (
        (-1_200.0, 0.0) if long_term else (0.0, -1_200.0)
    )


def test_nothing_can_be_done_after_the_failure() -> None:
    """No sale, no exercise; a price of nothing."""
    situation = of(FAILS, grants=[grant()], lots=[lot()])
    market, choices = situation.market, left_alone(situation).columns.choices
    assert list(choices) == [Choice(1, date(2025, 6, 2), LAST_DAY)]
    assert market.can_sell(date(2027, 5, 2))
    assert not market.can_sell(date(2027, 5, 3))
    assert market.next_sale_date(date(2027, 5, 3)) is None
    assert market.price(date(2027, 5, 2)) > 0 == market.price(date(2027, 5, 3))
    assert situation.tranches[0].last_exercise == date(2027, 5, 2)


@pytest.mark.parametrize(
    "closed",
    [
        {"blackouts": [{"begins": "2026-01-02", "ends": "2029-12-31"}]},
        {"first_sale": "2031-01-01"},
        {"trading_windows": [{"opens": "2026-01-01", "closes": "2026-01-01"}]},
    ],
)
def test_shares_go_whatever_closes_the_market(closed: Fields) -> None:
    """Nobody sells them: no window, blackout or lock-up holds them back."""
    plan = planned(of(FAILS | closed, grants=[grant()], lots=[lot()]))
    assert done(plan) == [("2027-12-31", "write_off", 100, 0.0)]
    assert [year.written_off for year in plan.years] == [0, 100, 0, 0, 0, 0]
    closing = bought() | closed
    plan = planned(of(closing, lots=[lot()], grants=[grant(exercised=1_000)]))
    assert done(plan) == [("2027-09-14", "sell", 100, 50.0)]


def test_a_household_whose_company_has_failed_already() -> None:
    """The plan starts in the year: nothing to decide, and the losses of both kinds."""
    situation = of(
        FAILS,
        plan={"start": date(2027, 6, 1)},
        grants=[grant(shares=20_000)],
        lots=[lot(shares=10_000, value_at_exercise=40.0)],
        household={"wages": 250_000, "minimum_tax_credit": 90_000},
    )
    plan = planned(situation)
    assert done(plan) == [("2027-12-31", "write_off", 10_000, 0.0)]
    texts = " ".join(plan.notes)
    assert "count as sold for nothing on 2027-12-31 (IRC 165(g)(1))" in texts
    assert "Minimum tax credit stays" in texts
    assert "at that pace the rest is by" in texts


def test_the_plan_sells_before_the_failure_if_it_can() -> None:
    """Everything is sold while it has a price."""
    opens = {"first_sale": date(2027, 5, 2)}
    plan = planned(of(FAILS | opens, grants=[grant()], lots=[lot()]))
    assert {kind for _, kind, _, _ in done(plan)} == {"exercise", "sell"}
    assert max(a.date for a in plan.actions) == date(2027, 5, 2)


def test_exercising_before_the_closing_saves_payroll_tax() -> None:
    """Incentive stock options are sold into it: 7.65% less on wages below the base.

    Worked: 1,000 options at a spread of 40 are 40,000 of pay either way. Cashed out, it
    bears 6.2 and 1.45%: 3,060.
    """
    situation = of(flat(), plan=LATE, grants=[grant()])
    plan = planned(situation)
    into = [
        ("2027-09-14", "exercise", 1_000, 10.0),
        ("2027-09-14", "sell", 1_000, 50.0),
    ]
    assert done(plan) == into
    idle = left_alone(situation)
    assert done(idle) == [("2027-09-14", "cash_out", 1_000, 40.0)]
    year = idle.evaluated_years.years[0].returns
    assert year.income.equity_pay == 40_000
    assert year.income.iso_bargain_element == 0
    assert float(year.tax.payroll_tax.total) == pytest.approx(3_060)
    saved = plan.totals.after_tax_value - idle.after_tax_value
    years = (date(2028, 4, 17) - date(2027, 9, 1)).days / 365.25
    assert saved == pytest.approx(3_060 / 1.04**years, abs=1.0)


@pytest.mark.parametrize("accelerates", [True, False])
def test_the_inventory_lets_no_option_lapse_that_is_paid_for(
    accelerates: bool,
) -> None:
    """600 of 1,000 vest in time; those under water may lapse."""
    vests = [{"on": "2025-01-02", "shares": 600}, {"on": "2028-01-03", "shares": 400}]
    grants = [grant(vesting=vests), grant("high", strike=60.0)]
    blocks = inventory(
        possible_columns(of(bought(accelerates=accelerates), grants=grants))
    )
    there = {0: 1_000.0 if accelerates else 600.0}
    for block in blocks:
        assert block.must_be_used == (block.tranche in there)
    assert sum(b.shares for b in blocks if b.tranche == 0) == there[0]


def test_a_note_says_how_incentive_options_are_cashed_out() -> None:
    """Those that vest with the closing cannot be exercised before it."""
    vests = [{"on": "2028-01-03", "shares": 1_000}]
    plan = planned(of(bought(accelerates=True), grants=[grant(vesting=vests)]))
    assert done(plan) == [("2027-09-14", "cash_out", 1_000, 40.0)]
    assert any(note.startswith("1,000 options are cashed out") for note in plan.notes)


def test_nonqualified_options_are_cashed_out_at_the_same_tax() -> None:
    """An exercise into the closing would be the same: one way is enough."""
    plan = planned(of(flat(), plan=LATE, grants=[grant(kind="nso")]))
    assert done(plan) == [("2027-09-14", "cash_out", 1_000, 40.0)]
    assert [year.cashed_out for year in plan.years[:2]] == [1_000, 0]
    assert not any("are cashed out" in note for note in plan.notes)


def test_unvested_options_lapse_or_vest_on_the_closing() -> None:
    """600 vest in time; the others with acceleration alone."""
    vests = [{"on": "2025-01-02", "shares": 600}, {"on": "2028-01-03", "shares": 400}]
    grants = [grant(kind="nso", vesting=vests)]
    assert done(planned(of(flat(), plan=LATE, grants=grants))) == [
        ("2027-09-14", "cash_out", 600, 40.0)
    ]
    assert done(planned(of(flat(accelerates=True), plan=LATE, grants=grants))) == [
        ("2027-09-14", "cash_out", 1_000, 40.0)
    ]


def test_options_under_water_and_expired_ones_are_not_cashed_out() -> None:
    """The buyer pays what the price exceeds the strike by."""
    grants = [
        grant("high", kind="nso", strike=50.0),
        grant("gone", kind="nso", expires_on=date(2027, 9, 13)),
    ]
    assert of(bought(), grants=grants).cash_outs == {}


def test_units_vest_on_the_closing_or_lapse() -> None:
    """100 units that would vest in 2028 are pay of 2027, or nothing at all."""
    units = rsu(vesting=[{"on": "2028-06-01", "shares": 100}], withheld=0.3)
    for closing, pay in ((bought(), 0.0), (bought(accelerates=True), 5_000.0)):
        situation = of(closing, restricted_units=[units], grants=[grant()])
        year = left_alone(situation).evaluated_years.years[1].returns
        assert year.income.equity_pay == pay + 40_000
        sold = [row for row in done(planned(situation)) if row[2] == 70]
        assert len(sold) == (pay > 0)
    fails = of(FAILS, restricted_units=[units], grants=[grant()])
    assert all(tranche.lot is None for tranche in fails.tranches)


def test_shares_exercised_early_vest_with_the_closing() -> None:
    """A lot that would vest in 2028 is sold into it, its spread measured then."""
    early = lot(vests_on=date(2028, 1, 3), value_at_exercise=10.0)
    options = grant(
        early_exercise="plan_decides",
        vesting=[
            {"on": "2024-01-02", "shares": 500},
            {"on": "2028-01-03", "shares": 500},
        ],
    )
    situation = of(bought(accelerates=True), grants=[options], lots=[early])
    plan = planned(situation)
    assert sum(a.shares for a in plan.actions if a.kind == "sell") == 1_000
    without = of(bought(), grants=[options])
    assert all(tranche.vests_on is None for tranche in without.tranches)
    assert sum(a.shares for a in planned(without).actions if a.kind == "sell") == 500


@pytest.mark.parametrize("market", [FAILS, bought(), bought(accelerates=True)])
def test_own_and_common_schedules_end_with_the_company(market: Fields) -> None:
    """What they leave goes by itself; the audit passes each of them."""
    own = {
        "name": "own",
        "actions": [{"on": "2026-03-02", "exercise": "G", "shares": 300}],
    }
    situation = of(
        market,
        grants=[grant(expires_on=date(2029, 6, 1))],
        lots=[lot()],
        schedules=[own],
    )
    table = compare(situation.scenario)
    assert {row.name for row in table.schedules} >= {"own", "do nothing"}
    for schedule in common_schedules(situation):
        assert all(choice.sold_on for choice in schedule.holdings), schedule.name
        options = sum(n for c, n in schedule.holdings.items() if c.tranche == 0)
        assert options == 900 or market == FAILS, schedule.name
        assert schedule.note == "", schedule.name


@pytest.mark.parametrize(
    ("preferences", "market", "kinds"),
    [
        ({"no_disqualifying_sales": True}, bought(), ["cash_out", "sell"]),
        ({"no_disqualifying_sales": True}, FAILS, ["write_off"]),
        ({"actions_per_year": 1}, bought(), ["exercise", "sell", "sell"]),
        ({"smallest_trade": 500}, FAILS, ["write_off"]),
        ({"whole_lots": True}, bought(), ["exercise", "sell", "sell"]),
    ],
)
def test_what_goes_by_itself_breaks_no_preference(
    preferences: Fields, market: Fields, kinds: list[str]
) -> None:
    """It is no action of the household's, and no sale that it could put off."""
    closed = {"first_sale": "2031-01-01"}
    acquired = lot(exercised_on=date(2026, 12, 1), value_at_exercise=30.0)
    situation = of(
        market | closed,
        plan={"start": date(2027, 1, 4)},
        grants=[grant(shares=700, exercised=100)],
        lots=[acquired],
        preferences=preferences,
    )
    assert [kind for _, kind, _, _ in done(planned(situation))] == kinds


def test_a_closing_is_no_action_although_the_market_pays_more() -> None:
    """Two lots and a single action a year: one is sold at 60, the other goes at 50."""
    lots = [lot("G", name="one"), lot("G", name="two", exercised_on=date(2025, 6, 3))]
    market = bought() | {"prices": {date(2027, 1, 1): 60.0}}
    situation = of(
        market,
        plan={"start": date(2027, 9, 1)},
        grants=[grant(shares=200)],
        lots=lots,
        preferences={"actions_per_year": 1},
    )
    assert sorted(price for *_, price in done(planned(situation))) == [50.0, 60.0]


@pytest.mark.parametrize("market", [FAILS, flat(), flat(accelerates=True)])
def test_options_in_the_money_cannot_be_left_to_lapse(market: Fields) -> None:
    """Where more income costs more than it brings: ``least_tax`` has no way out."""
    plan = {"objective": "least_tax", "start": date(2027, 1, 4)}
    known = {"prices": {date(2026, 8, 31): 50.0}}
    situation = of(market | known, plan=plan, grants=[grant()], lots=[lot()])
    gone = sum(
        shares for _, kind, shares, _ in done(planned(situation)) if kind != "exercise"
    )
    assert gone == (100 if market == FAILS and "first_sale" in market else 1_000)
