"""Why an action stops where it does: constructed cases, plans perturbed by force."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from isoplan.models.results.plan import Action, Plan
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.columns.places_like import place_like
from isoplan.optimizer.explaining import why
from isoplan.optimizer.explaining.law_lines import ThreePoints
from isoplan.optimizer.explaining.planned_actions import (
    PlannedAction,
    planned_actions,
)
from isoplan.optimizer.pricing.evaluated_schedule import (
    evaluate_schedule,
    objective_value,
)
from isoplan.optimizer.pricing.evaluated_years import evaluate_years
from isoplan.optimizer.recommend import recommend, solve_plan
from scenario_builder import build_scenario, grant, rebuild

Explain = Callable[[Scenario], Any]

PLAN = {"last_year": 2028, "decision_dates": "yearly", "run_off_years": 3}
RISING = {"prices": {date(2026, 1, 1): 30.0, date(2028, 12, 31): 90.0}}
LATE = {
    "prices": {date(2026, 1, 1): 30.0, date(2028, 1, 1): 90.0},
    "first_sale": date(2028, 6, 1),
}


def first(plan: Plan, kind: str) -> Action:
    """Return the first action of a kind."""
    return next(action for action in plan.actions if action.kind == kind)


def reason(action: Action) -> Any:
    """Return the numbers of an action, which are there."""
    assert action.reason is not None
    assert action.why
    return action.reason


@pytest.fixture(scope="module")
def at_the_line(explain: Explain) -> Any:
    """Plan a single filer with 200,000 of wages and 3,000 options, spread 20."""
    return explain(
        build_scenario(
            plan=PLAN,
            household={"wages": 200_000},
            grants=[grant(shares=3_000)],
            market=RISING,
        )
    )


@pytest.fixture(scope="module")
def few_savings() -> Scenario:
    """A household whose cash pays 400 strikes before anything can be sold."""
    return build_scenario(
        plan=PLAN,
        household={"wages": 200_000, "cash": 4_005},
        grants=[grant()],
        market=LATE,
    )


def test_the_amt_line(at_the_line: Any) -> None:
    """The last share costs nothing and the next one AMT: by the float law as well."""
    action = at_the_line.plan.actions[0]
    found = reason(action)
    assert (action.kind, found.stopped_by, found.year) == (
        "exercise",
        "amt_begins",
        2026,
    )
    assert found.tax_on_last_share == 0.0
    assert found.tax_on_next_share > 1.0
    place = place_like(
        at_the_line.evaluated.columns,
        at_the_line.evaluated.columns.choices[
            int(np.flatnonzero(at_the_line.evaluated.shares)[0])
        ],
    )
    amts = []
    for more in (0.0, 1.0):
        shares = at_the_line.evaluated.shares.copy()
        shares[place] += more
        years = evaluate_years(
            at_the_line.as_shares.traced.columns.situation,
            at_the_line.evaluated.columns,
            shares,
        )
        amts.append(float(years.years[0].returns.tax.form_6251.line_11))
    assert amts[0] == 0.0
    assert amts[1] == pytest.approx(found.tax_on_next_share, abs=0.01)
    adds, loses = found.tax_on_next_share, found.next_best_loses
    assert action.why == (
        f"Exercise {action.shares:,}: AMT of 2026 begins here; the next share would "
        f"add ${adds:,.2f} of tax in 2026, the last one added $0.00; "
        f"next best is to {found.next_best}, which loses ${loses:,.2f}."
    )


def test_shares_and_alternatives_by_force(at_the_line: Any) -> None:
    """Each share and each alternative of the small plan, priced by the float engine."""
    _check_by_force(at_the_line)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["leaving_town", "bought_for_cash"])
def test_the_same_for_shipped_scenarios(
    name: str, root: Path, explain: Explain
) -> None:
    """With moves between states, options that must go, cash and a takeover."""
    scenario = load_scenario(root / "scenarios" / f"{name}.toml")
    found = explain(scenario)
    assert len(found.plan.actions) >= 6
    _check_by_force(found)


def _check_by_force(found: Any) -> None:
    for each in planned_actions(found.plan.actions, found.as_shares):
        assert each is not None
        _check_tax_of_shares(found, each)
        _check_next_best(found, each)


def _check_tax_of_shares(found: Any, each: PlannedAction) -> None:
    """One share more and one less: the tax of the year, worked out with floats."""
    evaluated, situation = found.evaluated, each.columns.situation
    itemizes = evaluated.evaluated_years.itemizes
    taxes = []
    for more in (-1.0, 0.0, 1.0):
        shares = evaluated.shares.copy()
        shares[each.places[0]] += more
        years = evaluate_years(situation, evaluated.columns, shares, itemizes)
        number = each.action.date.year - situation.plan.start.year
        taxes.append(years.years[number].tax)
    numbers = reason(each.action)
    assert numbers.tax_on_last_share == pytest.approx(taxes[1] - taxes[0], abs=0.002)
    assert numbers.tax_on_next_share == pytest.approx(taxes[2] - taxes[1], abs=0.002)


def _check_next_best(found: Any, each: PlannedAction) -> None:
    """No alternative that keeps all limits loses less, by the float engine."""
    plan, evaluated = found.as_shares, found.evaluated
    situation = each.columns.situation
    sign = 1.0 if situation.plan.objective == "after_tax_value" else -1.0
    losses: dict[str, float] = {}
    for said, move in each.alternatives():
        shares = evaluated.shares.copy()
        for place, count in move.items():
            shares[place] += count
        if not plan.traced.keeps_limits(shares, plan.on):
            continue
        other = evaluate_schedule(
            situation,
            "other",
            evaluated.columns,
            shares,
            evaluated.baseline,
            itemizes=evaluated.evaluated_years.itemizes,
        )
        lost = sign * (
            objective_value(situation, evaluated) - objective_value(situation, other)
        )
        losses[said] = min(lost, losses.get(said, np.inf))
    numbers = reason(each.action)
    if each.action.kind in why.BY_THEMSELVES or not losses:
        assert numbers.next_best_loses is None
        return
    assert numbers.next_best_loses == pytest.approx(min(losses.values()), abs=0.005)
    assert losses[numbers.next_best] == pytest.approx(min(losses.values()), abs=0.005)


def test_cash(few_savings: Scenario) -> None:
    """The cash pays 400 strikes and no more; with 50 dollars more it pays 405."""
    action = first(recommend(few_savings), "exercise")
    found = reason(action)
    assert (action.shares, found.stopped_by, found.on) == (400, "cash", action.date)
    assert f"cash is at its floor on {action.date}" in action.why
    assert found.next_share_loses < 0
    richer = first(
        recommend(rebuild(few_savings, {"household.cash": 4_055})), "exercise"
    )
    assert richer.shares == 405


def test_no_alternative_breaks_a_limit(
    few_savings: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred more would gain, without cash for it: only the guard keeps it out."""
    assert reason(first(recommend(few_savings), "exercise")).next_best_loses > 0

    def all_fine(self: Any) -> np.ndarray:
        return np.ones(len(self.costs), dtype=bool)

    monkeypatch.setattr("isoplan.optimizer.explaining.moves.PricedMoves.keeps_limits",
                        all_fine)  # fmt: skip
    unguarded = reason(first(recommend(few_savings), "exercise"))
    assert unguarded.next_best_loses < 0
    assert unguarded.next_best == "100 more"


def test_vesting() -> None:
    """All that has vested is exercised before the price rises; more vests in March."""
    vesting = [
        {"on": date(2025, 1, 1), "shares": 300},
        {"on": date(2027, 3, 1), "shares": 4_000},
    ]
    plan = recommend(
        build_scenario(
            plan=PLAN,
            household={"wages": 200_000},
            grants=[grant(shares=4_300, vesting=vesting, strike=5.0)],
            market=LATE,
        )
    )
    early = [each for each in plan.actions if each.date < date(2027, 3, 1)]
    assert sum(each.shares for each in early) == 300
    found = reason(early[-1])
    assert (found.stopped_by, found.on) == ("vesting", date(2027, 3, 1))
    assert "more vests on 2027-03-01" in early[-1].why


def test_the_holding_period() -> None:
    """A sale waits for the first qualifying day, and a day earlier loses more."""
    plan = recommend(
        build_scenario(
            plan=PLAN,
            household={"wages": 300_000},
            grants=[grant(shares=50)],
            market={"prices": {date(2026, 1, 1): 30.0, date(2028, 12, 31): 31.0}},
        )
    )
    sale = first(plan, "sell")
    found = reason(sale)
    assert sale.disposition == "qualifying"
    assert found.stopped_by == "holding_date"
    assert found.on == sale.date


def test_a_limit_on_sales(root: Path) -> None:
    """The tender takes 9,000 shares of a company that then fails."""
    plan = recommend(load_scenario(root / "scenarios" / "company_that_failed.toml"))
    sale = first(plan, "sell")
    found = reason(sale)
    assert (found.stopped_by, found.on) == ("sale_limit", sale.date)
    assert "takes 9,000 shares and no more" in sale.why
    written_off = first(plan, "write_off")
    assert reason(written_off).stopped_by == "company_end"
    assert reason(written_off).next_best == ""


def test_what_cannot_wait_is_sold_now() -> None:
    """The price rises, and the last window takes 100 shares: the rest goes before."""
    windows = [
        {"opens": date(2026, 3, 1), "closes": date(2026, 3, 31)},
        {"opens": date(2027, 3, 1), "closes": date(2027, 3, 31), "most_shares": 100},
    ]
    market = {"prices": {date(2026, 1, 1): 30.0, date(2027, 3, 1): 90.0}}
    plan = recommend(
        build_scenario(
            plan={**PLAN, "last_year": 2027},
            household={"wages": 90_000},
            grants=[grant(kind="nso")],
            market={**market, "trading_windows": windows},
        )
    )
    action = first(plan, "sell")
    found = reason(action)
    assert action.shares == 900
    assert found.stopped_by == "sale_limit"
    assert (
        "no more of them can wait: the window of 2027-03-01 to 2027-03-31 takes 100 "
        "shares and no more"
    ) in action.why


def test_an_amount_without_words_of_its_own(
    at_the_line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no line is known, the traced amount that bends says its name."""
    monkeypatch.setattr(ThreePoints, "_of_year", lambda *_: iter(()))
    plain = at_the_line.plan.actions[:1]
    action = why.explained(plain, at_the_line.as_shares)[0]
    assert reason(action).stopped_by == "rate"
    assert reason(action).year == 2026
    assert "form 6251" in action.why


def test_an_amount_that_a_question_makes_is_worked_out(at_the_line: Any) -> None:
    """Asking a form may add an atom to the graph after the moves were priced."""
    plan = at_the_line.as_shares
    priced = plan.moved([{plan.used[0]: 1.0}, {plan.used[0]: -1.0}])
    points = ThreePoints(plan.traced, priced.values[:, [2, 0, 1]], 1.0)
    line_4 = plan.traced.returns[0].tax.form_6251.line_4
    middle = float(points.at(line_4)[1])
    over = plan.traced.graph.positive_part(line_4 - middle)
    assert max(over.terms) >= len(priced.values)
    assert points.at(over) == pytest.approx([0.0, 0.0, points.slopes(line_4)[1]])


def test_options_that_must_go_have_no_way_out(root: Path) -> None:
    """With ``least_tax`` nothing may lapse: "exercise none" is no alternative."""
    plan = recommend(load_scenario(root / "scenarios" / "leaving_town.toml"))
    for action in plan.actions:
        assert reason(action).next_best != "not exercised"
        assert reason(action).next_best_loses > 0
    assert {reason(action).stopped_by for action in plan.actions} >= {
        "net_investment_tax",
        "holding_date",
        "all_options",
    }


def test_the_credit_s_last_dollar(root: Path) -> None:
    """The first exercise leaves just the regular tax that uses the old credit up."""
    plan = recommend(load_scenario(root / "scenarios" / "public_company_windows.toml"))
    found = reason(plan.actions[0])
    assert (found.stopped_by, found.year) == ("credit", 2026)
    assert plan.years[0].credit_used == pytest.approx(plan.totals.credit_brought, abs=5)
    assert found.tax_on_last_share == 0.0
    assert found.tax_on_next_share > 0.0


def test_a_plan_beside_others_is_not_explained(at_the_line: Any) -> None:
    """Where nobody asks for reasons, none are worked out."""
    situation = situation_of(
        build_scenario(grants=[grant(shares=10)], household={"wages": 90_000})
    )
    plan, _ = solve_plan(situation)
    assert plan.actions
    assert {(each.why, each.reason) for each in plan.actions} == {("", None)}


def test_the_first_actions_alone_are_explained(
    at_the_line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is bounded; what is not explained stays as it is."""
    plain = tuple(
        each.model_copy(update={"why": "", "reason": None})
        for each in at_the_line.plan.actions
    )
    monkeypatch.setattr(why, "MOST_ACTIONS", 1)
    some = why.explained(plain, at_the_line.as_shares)
    assert [bool(each.why) for each in some] == [True, *[False] * (len(plain) - 1)]
    assert some[1:] == plain[1:]
    assert some[0] == at_the_line.plan.actions[0]


def test_rows_of_a_data_frame_are_plain(at_the_line: Any) -> None:
    """The numbers stand beside the sentence, in columns of their own."""
    rows = at_the_line.plan.to_rows("actions")
    assert rows[0]["why_stopped_by"] == "amt_begins"
    assert rows[0]["why_next_best_loses"] > 0
    assert "reason" not in rows[0]
    assert all(row.keys() == rows[0].keys() for row in rows)
