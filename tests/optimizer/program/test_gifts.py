"""Gifts of shares: what a plan makes of them, their limits, and every schedule."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from brute_force import TriedSchedule, check_optimum
from isoplan.models.base.errors import InfeasiblePlan
from isoplan.models.inputs.by_year import every_year
from isoplan.models.results.plan import Plan
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.checking.sale_checks import gift_limits
from isoplan.optimizer.checking.solver_acts import acts_of_solution
from isoplan.optimizer.columns.columns import Columns, columns_of, possible_columns
from isoplan.optimizer.columns.decision_dates import gift_dates
from isoplan.optimizer.columns.year_nodes import present_value_factor
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.program.dominance import drop_dominated
from isoplan.optimizer.program.gifts import income_limits_gifts
from isoplan.optimizer.program.traced_problem import Row, TracedProblem, traced_problem
from isoplan.optimizer.program.writer import program_of
from isoplan.optimizer.recommend import recommend, solve_plan
from isoplan.optimizer.recount.evidence import Evidence
from isoplan.optimizer.solving.solution import Limits
from isoplan.optimizer.solving.solver import solve
from scenario_builder import Fields, build_scenario, grant, holding, lot

START, LAST = date(2026, 1, 1), date(2026, 12, 31)
OPTIONS = grant(shares=10_000, strike=2.0, exercised=10_000)
LOT = lot(exercised_on=date(2024, 3, 1))


def giver(
    plan: Fields | None = None,
    home: Fields | None = None,
    lots: Sequence[Fields] = (),
    **parts: Any,
) -> Scenario:
    """Return a household that gives 5,000 in 2026 and holds 200 shares at 2 dollars."""
    home_of_giver = {
        "wages": 150_000,
        "gifts": 5_000,
        "itemized_deductions": {"other": 30_000},
    }
    sections: Fields = {
        "plan": {"start": START, "run_off_years": 0, **(plan or {})},
        "household": home_of_giver | (home or {}),
        "grants": [OPTIONS],
        "lots": [LOT | each for each in lots] or [LOT | {"shares": 200}],
        "market": {"prices": {date(2023, 1, 1): 50.0}},
    }
    return build_scenario("giver", **(sections | parts))


def given_in(plan: Plan) -> dict[int, int]:
    """Return the shares given by year."""
    return {year.year: year.given for year in plan.years if year.given}


def traced_of(scenario: Scenario, columns: Columns | None = None) -> TracedProblem:
    """Return the problem on some columns, or on all that are drop_dominated."""
    if columns is None:
        columns = drop_dominated(possible_columns(situation_of(scenario)))
    return traced_problem(
        situation_of(scenario), columns, baseline_years(situation_of(scenario))
    )


def optimum(traced: TracedProblem) -> float:
    """Return the least cost in fractions of shares (dollars)."""
    return solve(program_of(traced), Limits(60, 0.001)).cost


def test_half_is_given_and_half_sold() -> None:
    """Worked. At 50 dollars a year's 5,000 are 100 shares; the others sell at once.

    100 shares sold are 4,800 of long-term gain at 15%. They take 24 dollars of gifts
    below the floor of 0.5% (IRC 170(b)(1)(I)), in the 24% bracket: 720 + 5.76 of tax.
    """
    scenario = giver()
    plan = recommend(scenario)
    sold, given = plan.actions[0], plan.actions[1]
    assert (sold.kind, sold.date, sold.shares) == ("sell", START, 100)
    assert (given.kind, given.date, given.shares) == ("give", LAST, 100)
    assert (given.price, given.disposition) == (50.0, None)
    assert plan.totals.tax_caused == pytest.approx(725.76)
    value = 5_000 + 5_000 * present_value_factor(situation_of(scenario), LAST)
    value -= 725.76 * present_value_factor(situation_of(scenario), date(2027, 4, 15))
    assert plan.objective.value == pytest.approx(value, abs=0.01)
    assert plan.years[0].cash == pytest.approx(10_000 - 725.76)
    assert plan.status != "feasible"


def test_cash_that_is_deducted_without_itemizing_is_named() -> None:
    """IRC 170(p): 1,000 dollars in cash, not in shares; 5,000 itemize nothing here."""
    itemizes, standard = (
        [note for note in recommend(giver(home=home)).notes if "gift" in note.lower()]
        for home in ({}, {"itemized_deductions": None})
    )
    assert itemizes == [
        "A gift of shares counts as the cash that it saves, and is deducted like it."
    ]
    assert (
        "(IRC 170(p)), but no shares: these figures leave that out in 2026."
        in (standard[1])
    )


def test_the_lowest_basis_is_given_first() -> None:
    """Of two lots held long enough, the one with more gain."""
    dear = OPTIONS | {"name": "dear", "strike": 30.0}
    scenario = giver(
        grants=[dear, OPTIONS],
        lots=[{"grant": "dear", "shares": 300}, {"shares": 60, "name": "cheap"}],
        home={"gifts": 5_000},
    )
    gifts = {a.lot: a.shares for a in recommend(scenario).actions if a.kind == "give"}
    assert gifts == {"cheap": 60, "dear 2024-03-01": 40}


def test_nothing_is_given_where_nothing_is_given_in_cash() -> None:
    """Without ``gifts`` there is no such column; without itemizing there is."""
    assert not possible_columns(situation_of(giver(home={"gifts": 0}))).given.any()
    assert possible_columns(
        situation_of(giver(home={"itemized_deductions": None}))
    ).given.any()


@pytest.mark.parametrize(
    ("exercised_on", "gives"),
    [(date(2025, 12, 30), True), (date(2025, 12, 31), False)],
)
def test_a_gift_waits_for_the_holding_periods(exercised_on: date, gives: bool) -> None:
    """IRC 422(a)(1), 424(c)(1): a year after exercise; the day itself is too soon."""
    lots = [{"exercised_on": exercised_on, "shares": 200}]
    assert possible_columns(situation_of(giver(lots=lots))).given.any() == gives


def test_a_gift_waits_for_two_years_after_the_grant() -> None:
    """IRC 422(a)(1)."""
    for granted_on, gives in ((date(2024, 12, 30), True), (date(2024, 12, 31), False)):
        scenario = giver(
            grants=[OPTIONS | {"granted_on": granted_on}],
            lots=[{"exercised_on": date(2025, 1, 2), "shares": 9}],
        )
        assert possible_columns(situation_of(scenario)).given.any() == gives


def test_other_shares_are_given_after_a_year_and_purchase_plans_never() -> None:
    """IRC 170(e)(1)(A), 423(c)."""
    of_purchase_plan = holding(
        "c",
        kind="espp",
        acquired_on=date(2023, 5, 31),
        paid=34.0,
        offered_on=date(2022, 12, 1),
        value_when_offered=40.0,
        value_when_bought=45.0,
    )
    in_time, too_late = (
        holding(name, acquired_on=date(2025, 12, day), basis=9.0)
        for name, day in (("a", 30), ("b", 31))
    )
    scenario = giver(holdings=[in_time, too_late, of_purchase_plan])
    columns = possible_columns(situation_of(scenario))
    owners = columns.choices.tranche[columns.given]
    names = {situation_of(scenario).tranches[number].name for number in owners.tolist()}
    assert names == {"G 2024-03-01", "a"}


def test_gifts_wait_for_the_last_open_day_of_the_year() -> None:
    """Where shares are sold in windows, insiders may not give outside of them."""
    windows = [
        {"opens": date(2026, 2, 10), "closes": date(2026, 3, 5)},
        {"opens": date(2026, 11, 9), "closes": date(2026, 12, 4)},
        {"opens": date(2027, 12, 20), "closes": date(2028, 1, 14)},
    ]
    scenario = giver(
        {"last_year": 2029},
        market={"prices": {START: 50.0}, "trading_windows": windows},
    )
    days = [date(2026, 12, 4), date(2027, 12, 31), date(2028, 1, 14)]
    assert gift_dates(situation_of(scenario), None) == days


def test_the_adjustment_of_the_exercise_stays_and_gains_do_not() -> None:
    """Options exercised in 2026 and given in 2027: line 2i, no gain of either kind."""
    options = OPTIONS | {"exercised": 200}
    scenario = giver({"last_year": 2027}, grants=[options])
    columns = possible_columns(situation_of(scenario))
    held = np.array([tranche.held for tranche in situation_of(scenario).tranches])
    place = int(np.flatnonzero(columns.given & ~held[columns.choices.tranche])[0])
    assert columns.per_share("iso_bargain_element", 2026)[place] == pytest.approx(48.0)
    for line in ("long_term_gain", "amt_long_term_gain", "iso_ordinary_income"):
        assert columns.per_share(line, 2027)[place] == 0.0
    assert columns.given_in(2027)[place] == pytest.approx(50.0)


def loosened(traced: TracedProblem, name: str, dollars: float) -> TracedProblem:
    """Return a problem with one row moved."""
    assert name in {row.name for row in traced.rows}
    rows = [
        Row(row.name, row.amount + (dollars if row.name == name else 0.0))
        for row in traced.rows
    ]
    return replace(traced, rows=rows)


def test_what_the_household_gives_binds() -> None:
    """100 dollars more in shares would be worth their tax less a year's interest.

    Worked: two shares, 14.5152 of tax on April 15, 100 dollars a year later.
    """
    scenario = giver()
    traced = traced_of(scenario)
    tight = optimum(traced)
    gains = [tight - optimum(loosened(traced, "giving_2026", by)) for by in (100, 300)]
    saved = 14.5152 * present_value_factor(situation_of(scenario), date(2027, 4, 15))
    saved -= 100 * (1 - present_value_factor(situation_of(scenario), LAST))
    assert gains == pytest.approx([saved, 3 * saved], abs=0.01)
    assert tight <= optimum(loosened(traced, "giving_2026", -100)) - saved + 0.01


def test_what_was_given_before_the_start_counts() -> None:
    """Worked. 30 of 100 shares were given in March: 70 are left to give in 2026."""
    event = {"on": date(2026, 3, 2), "sell": "G", "shares": 30, "given": True}
    scenario = giver({"start": date(2026, 4, 1)}, events=[event])
    plan = recommend(scenario)
    assert given_in(plan) == {2026: 70}
    assert plan.years[0].sold == 100
    assert not given_in(recommend(giver({"start": date(2026, 4, 1)}, {"gifts": 49})))


def test_the_part_of_income_binds() -> None:
    """Worked: 2,000 shares, 60,000 given, and 30% of income is less.

    150,000 of wages and 48 dollars on each of 2,000 - g shares sold: g shares of 50
    dollars are within 30% of that up to g = 73,800 / 64.4 = 1,145.96.
    """
    lots = [{"shares": 2_000}]
    scenario = giver(home={"gifts": 60_000}, lots=lots)
    assert income_limits_gifts(situation_of(scenario), 2026)
    assert given_in(recommend(scenario)) == {2026: 1_145}
    traced = traced_of(scenario)
    assert optimum(loosened(traced, "share_gifts_2026", 500)) < optimum(traced) - 10
    assert not income_limits_gifts(situation_of(giver(home={"gifts": 44_100})), 2026)
    assert income_limits_gifts(situation_of(giver(home={"gifts": 44_101})), 2026)


@pytest.mark.parametrize(("giving", "most"), [(5_000, 100), (60_000, 900)])
def test_the_audit_counts_gifts_from_the_forms(giving: float, most: int) -> None:
    """At 50 dollars: 5,000 are given in cash, or 30% of 150,000 of income."""
    situation = situation_of(giver(home={"gifts": giving}, lots=[{"shares": 1_000}]))
    columns = possible_columns(situation)
    columns = columns.at(np.flatnonzero(columns.given))
    kept, broken = np.array([float(most)]), np.array([most + 1.0])
    assert not list(gift_limits(Evidence(situation, acts_of_solution(columns, kept))))
    (found,) = gift_limits(Evidence(situation, acts_of_solution(columns, broken)))
    assert "are given in 2026" in found


@pytest.mark.parametrize("giving", [9_000, 70_000])
@pytest.mark.parametrize("later", [30.0, 90.0])
def test_dominance_keeps_the_optimum(giving: float, later: float) -> None:
    """Gifts compete with none, and no income falls where it limits them."""
    scenario = giver(
        {"last_year": 2027, "discount_rate": 0.09},
        {"gifts": giving},
        [{"shares": 2_500}],
        market={"prices": {START: 50.0, date(2027, 6, 1): later}},
    )
    everything = possible_columns(situation_of(scenario))
    kept = drop_dominated(everything)
    assert kept.given.sum() == everything.given.sum() > 0
    best = optimum(traced_of(scenario, everything))
    assert optimum(traced_of(scenario, kept)) == pytest.approx(best, abs=0.02)


@pytest.mark.parametrize("giving", [70_000.0, 125_000.0, 400_000.0])
def test_the_program_finds_the_best_schedule(giving: float) -> None:
    """Two lots at 60,000 dollars a share, against every schedule within both limits.

    What is given, and 30% of income, are counted from the float engine's own forms.
    """
    scenario = giver(
        {"last_year": 2027, "decision_dates": "yearly"},
        {"gifts": giving, "itemized_deductions": None},
        [{"grant": "low", "shares": 2}, {"grant": "high", "shares": 2}],
        grants=[
            OPTIONS | {"name": "low", "strike": 1_000.0},
            OPTIONS | {"name": "high", "strike": 40_000.0},
        ],
        market={"prices": {START: 60_000.0, date(2028, 1, 1): 66_000.0}},
    )
    everything = possible_columns(situation_of(scenario))
    days = {START, LAST, date(2027, 12, 31)}
    columns = columns_of(
        situation_of(scenario), [c for c in everything.choices if c.sold_on in days]
    )

    def keeps(tried: TriedSchedule) -> bool:
        return all(
            float(columns.given_in(year.node.year) @ tried.shares)
            <= min(giving, 0.30 * float(year.returns.tax.form_1040.line_11)) + 0.005
            for year in tried.evaluated.years
        )

    check_optimum(columns, keeps)


def with_giving(scenario: Scenario, dollars: float) -> Scenario:
    """Return a scenario whose household gives every year."""
    home = scenario.household.model_copy(update={"gifts": every_year(dollars)})
    return scenario.model_copy(update={"household": home})


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_households_give_within_their_limits(
    seed: int, random_scenario: Callable[[int], Scenario]
) -> None:
    """Audited; each year within giving and 30% of income, at any income and law."""
    scenario = with_giving(random_scenario(seed), 15_000.0)
    try:
        plan, evaluated = solve_plan(situation_of(scenario))
    except InfeasiblePlan:
        return
    assert plan.proof.audit_difference < 0.05
    for year in evaluated.evaluated_years.years:
        given = float(evaluated.columns.given_in(year.node.year) @ evaluated.shares)
        agi = float(year.returns.tax.form_1040.line_11)
        assert given <= min(15_000.0, 0.30 * max(agi, 0.0)) + 0.01
