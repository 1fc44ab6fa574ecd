"""Faults planted in the optimizer: whatever it builds wrongly, no plan comes of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from math import nan
from typing import Any

import numpy as np
import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.models.equity import iso_split, tranches
from isoplan.models.equity.tranche import Tranche
from isoplan.models.inputs.market import Market
from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer import compare, recommend
from isoplan.optimizer.columns import columns, share_tax
from isoplan.optimizer.columns.columns import Columns
from isoplan.optimizer.pricing import evaluated_schedule, past_sales
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.program import traced_problem as traced
from isoplan.optimizer.solving.solution import Solution
from isoplan.optimizer.tracing.inventory_bounds import Block

ISO_PARTS = tranches.iso_parts
Plant = Callable[[pytest.MonkeyPatch], None]
Named = Callable[[str], Scenario]


def in_return(place: Any, name: str, change: Callable[[Any], Any]) -> Plant:
    """Return a fault in what a function or method of a module returns."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        right = getattr(place, name)
        patch.setattr(place, name, lambda *of, **by: change(right(*of, **by)))

    return plant


def instead(place: Any, name: str, wrong: Any) -> Plant:
    """Return a fault that puts something else in the place of a function."""
    return lambda patch: patch.setattr(place, name, wrong)


def with_more(blocks: Iterable[Block]) -> list[Block]:
    """Return the inventory with 5,000 options too many in each block."""
    return [replace(block, shares=block.shares + 5_000) for block in blocks]


def not_forced(blocks: Iterable[Block]) -> list[Block]:
    """Return the inventory, nothing of which must be used."""
    return [replace(block, must_be_used=False) for block in blocks]


def first_share_lost(solution: Solution) -> Solution:
    """Return a solution whose first amount is no number."""
    shares = solution.shares.copy()
    shares[0] = nan
    return replace(solution, shares=shares)


def of_actions(
    **fields: Callable[[Any], Any],
) -> Callable[[EvaluatedSchedule], EvaluatedSchedule]:
    """Return a change of the sale of shares held at the start."""

    def change(made: EvaluatedSchedule) -> EvaluatedSchedule:
        actions = list(made.actions)
        place = [action.grant for action in actions].index("bought")
        sale = actions[place]
        wrong = {name: change(getattr(sale, name)) for name, change in fields.items()}
        actions[place] = sale.model_copy(update=wrong)
        return replace(made, actions=tuple(actions))

    return change


def of_totals(**fields: float) -> Callable[[EvaluatedSchedule], EvaluatedSchedule]:
    """Return a change of an outcome's totals."""
    return lambda made: replace(made, totals=made.totals.model_copy(update=fields))


def dearer(prices: np.ndarray) -> np.ndarray:
    """Return prices that are a hundredth too high."""
    return prices * 1.01


def untaxed(made: Columns) -> Columns:
    """Return columns whose exercises are no adjustment of the minimum tax."""
    lines = {
        **made.lines,
        "iso_bargain_element": 0.0 * made.lines["iso_bargain_element"],
    }
    return replace(made, lines=lines)


def without_gains(made: Columns) -> Columns:
    """Return columns without any capital gain."""
    gains = {name: 0.0 * line for name, line in made.lines.items() if "gain" in name}
    return replace(made, lines={**made.lines, **gains})


def cheaper(tranches: Iterable[Tranche]) -> list[Tranche]:
    """Return options whose strike is half of what it is."""
    return [replace(options, paid=options.paid / 2) for options in tranches]


def none_yet(*_: object) -> list[object]:
    """Return no rows."""
    return []


FAULTS: dict[str, tuple[str, Plant, str]] = {
    "5,000 options too many": (
        "vesting",
        in_return(traced, "inventory", with_more),
        "vesting",
    ),
    "5,000 shares of each tranche too many": (
        "vesting",
        in_return(Tranche, "available", lambda there: there + 5_000),
        "vesting",
    ),
    "unvested options": (
        "vesting",
        instead(Tranche, "available", lambda tranche, _: tranche.shares),
        "vesting",
    ),
    "the day of vesting ignored by the calendar": (
        "vesting",
        in_return(
            tranches,
            "_left_of_iso",
            lambda left: dict.fromkeys(left, ((date(2025, 6, 1), 4_000),)),
        ),
        "vesting",
    ),
    "vesting after leaving": (
        "leaving_with_years_to_go",
        instead(tranches, "iso_parts", lambda grants, _: ISO_PARTS(grants, None)),
        "vesting",
    ),
    "exercise long after leaving": (
        "leaving",
        instead(tranches, "last_exercise", lambda grant, _: grant.expires_on),
        "exercise days",
    ),
    "the $100,000 limit ignored": (
        "beyond_the_limit",
        instead(iso_split, "iso_shares", lambda steps, _: [s.shares for s in steps]),
        "vesting",
    ),
    "withheld units sold": (
        "units",
        instead(tranches, "whole_shares", lambda shares: round(shares / 0.7)),
        "shares held",
    ),
    "cash rows dropped": (
        "cash",
        instead(traced, "cash_rows", none_yet),
        "cash floor",
    ),
    "the program's cash not told": (
        "cash",
        instead(traced, "cash_margins", none_yet),
        "program's cash",
    ),
    "a share that is no number": (
        "vesting",
        in_return(recommend, "solve", first_share_lost),
        "numbers",
    ),
    "a cost that is no number": (
        "vesting",
        in_return(recommend, "solve", lambda solved: replace(solved, cost=nan)),
        "numbers",
    ),
    "a bound that is no number": (
        "vesting",
        in_return(recommend, "solve", lambda solved: replace(solved, bound=nan)),
        "numbers",
    ),
    "a price that is no number": (
        "rising",
        in_return(recommend, "evaluate_schedule", of_actions(price=lambda _: nan)),
        "numbers",
    ),
    "a plan better than its bound": (
        "rising",
        in_return(
            recommend, "solve", lambda found: replace(found, bound=found.bound + 1.0)
        ),
        "bound",
    ),
    "a price too high": (
        "rising",
        in_return(share_tax, "_sale_price", dearer),
        "program's cost",
    ),
    "an exercise without its adjustment": (
        "keeping",
        in_return(columns, "columns_of", untaxed),
        "program's cost",
    ),
    "a day of sale that is not the priced one": (
        "rising",
        in_return(
            recommend,
            "evaluate_schedule",
            of_actions(date=lambda on: on - timedelta(days=90)),
        ),
        "sale prices",
    ),
    "a price that is not the day's": (
        "rising",
        in_return(
            recommend, "evaluate_schedule", of_actions(price=lambda it: it + 0.01)
        ),
        "sale prices",
    ),
    "a sale before the plan": (
        "rising",
        in_return(
            recommend,
            "evaluate_schedule",
            of_actions(date=lambda on: on.replace(year=2025)),
        ),
        "dates",
    ),
    "a sale of shares of another lot": (
        "rising",
        in_return(
            recommend, "evaluate_schedule", of_actions(lot=lambda lot: lot + "?")
        ),
        "names",
    ),
    "a disposition by the wrong name": (
        "rising",
        instead(evaluated_schedule, "disposition", lambda *_: "qualifying"),
        "dispositions",
    ),
    "a strike too low": (
        "rising",
        in_return(tranches, "_tranches", cheaper),
        "program's cost",
    ),
    "a blackout ignored": (
        "blackout",
        instead(Market, "_closed_until", lambda *_: None),
        "open days",
    ),
    "a cap ignored": (
        "windows",
        instead(traced, "_sale_rows", none_yet),
        "sale limits",
    ),
    "everything kept although all must be sold": (
        "least_tax",
        in_return(traced, "inventory", not_forced),
        "disposal",
    ),
    "gifts beyond what is given": (
        "giver",
        instead(traced, "gift_limits", none_yet),
        "gift limits",
    ),
    "a preference ignored": (
        "careful",
        instead(traced, "preference_rows", none_yet),
        "preferences",
    ),
    "wrong totals": (
        "rising",
        in_return(
            recommend, "evaluate_schedule", of_totals(credit_carryforward_out=1.0)
        ),
        "totals",
    ),
    "a year that is not the forms'": (
        "rising",
        instead(evaluated_schedule, "in_cents", lambda amount: float(amount) + 0.02),
        "years",
    ),
    "units that vest without wages": (
        "units",
        in_return(tranches, "rsu_vestings", lambda _: []),
        "pay of units",
    ),
    "earlier sales untaxed": (
        "replanned",
        in_return(past_sales, "columns_of", without_gains),
        "earlier sales",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_plan_comes_of_a_fault(
    fault: str, scenario_named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planned from the file to the end, with the fault in the way: refused."""
    name, plant, finding = FAULTS[fault]
    scenario = scenario_named(name)
    plant(monkeypatch)
    with pytest.raises(AuditFailure, match=rf"\({finding}\)"):
        recommend.recommend(scenario)


@pytest.mark.parametrize("name", sorted({name for name, _, _ in FAULTS.values()}))
def test_without_the_fault_there_is_a_plan(name: str, scenario_named: Named) -> None:
    """The same scenarios as they are: each has a plan, and a comparison."""
    scenario = scenario_named(name)
    situation = situation_of(scenario)
    plan, best = recommend.solve_plan(situation)
    assert plan.status != "feasible"
    compare.compare_plan(situation, plan, best)


def test_a_common_schedule_is_audited_as_well(
    scenario_named: Named, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is shown beside the plan that was not walked."""
    scenario = scenario_named("rising")
    situation = situation_of(scenario)
    plan, best = recommend.solve_plan(situation)
    monkeypatch.setattr(Tranche, "vested", lambda tranche, _: tranche.shares + 5_000)
    with pytest.raises(AuditFailure, match="vesting"):
        compare.compare_plan(situation, plan, best)


def test_a_situation_with_stale_options_is_refused(
    scenario_named: Named,
) -> None:
    """Half of the options, in a situation that still remembers all of them."""
    scenario = scenario_named("rising")
    fewer = scenario.grants[0].model_copy(update={"shares": 2_000})
    fresh = situation_of(scenario.model_copy(update={"grants": (fewer,)}))
    stale = replace(fresh, tranches=situation_of(scenario).tranches)
    with pytest.raises(AuditFailure, match="vesting"):
        recommend.solve_plan(stale)


def test_lots_of_one_day_are_told_apart(scenario_named: Named) -> None:
    """What an event exercised on the first day, and what a schedule exercises then."""
    compared = compare.compare(scenario_named("exercised_today"))
    lots = {each.lot for schedule in compared.schedules for each in schedule.actions}
    assert {"hire 2026-06-15", "hire 2026-06-15, by the plan"} <= lots
