"""The deduction as a decision: the plan's elections are the best of all."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from isoplan.models.situation import Situation
from isoplan.optimizer.pricing.evaluated_years import EvaluatedYears, evaluate_years
from isoplan.optimizer.pricing.year_returns import elections_in_reach
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.solving.solution import Limits
from scenario_builder import build_situation, grant

CENT = 0.01


def household(**home: Any) -> Situation:
    """A small grant, two years to decide and two of run-off."""
    return build_situation(
        "small",
        plan={
            "last_year": 2027,
            "inflation": 0.02,
            "run_off_years": 2,
            "decision_dates": "yearly",
        },
        household={"filing_status": "single", "wages": 160_000, **home},
        grants=[grant(shares=6_000, strike=2.0)],
        market={"prices": {"2026-01-01": 40.0, "2027-06-01": 44.0}, "growth": 0.0},
    )


HOMES: dict[str, dict[str, Any]] = {
    "mortgage below the standard deduction": {"itemized_deductions": {"other": 15_000}},
    "with an old credit": {
        "itemized_deductions": {"other": 13_500},
        "minimum_tax_credit": 30_000,
    },
    "California tax alone": {"state": "CA", "wages": 320_000},
    "California, mortgage": {"state": "CA", "itemized_deductions": {"other": 9_000}},
    "gifts and a top bracket": {
        "wages": 700_000,
        "gifts": 9_000,
        "itemized_deductions": {"other": 8_000, "state_and_local_taxes": 4_000},
    },
    "a state that follows": {
        "state": "DC",
        "itemized_deductions": {"other": 14_000, "real_estate_taxes": 5_000},
    },
}


def value(evaluated: EvaluatedYears) -> float:
    return evaluated.present_value_before_tax - evaluated.present_value_of_tax


def combinations(situation: Situation, years: EvaluatedYears) -> list[Sequence[bool]]:
    """Every way in which the years can be elected."""
    ways = [elections_in_reach(situation, y.node.year) for y in years.years]
    return list(product(*ways))


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_no_other_elections_are_better(home: dict[str, Any]) -> None:
    """All combinations, for the plan's shares and for those of other plans."""
    situation = household(**home)
    plan, evaluated = solve_plan(situation, Limits(60, CENT))
    ours = evaluated.evaluated_years
    ways = combinations(situation, ours)
    assert len(ways) > 1
    idle = value(evaluated.baseline)
    idle_shares = np.zeros_like(evaluated.shares)
    for shares in (evaluated.shares, idle_shares, np.floor(evaluated.shares / 2)):
        best = max(
            value(evaluate_years(situation, evaluated.columns, shares, way))
            for way in ways
        )
        found = value(evaluate_years(situation, evaluated.columns, shares))
        assert found == pytest.approx(best, abs=CENT)
        assert best - idle <= plan.objective.bound + CENT
    assert plan.objective.value == pytest.approx(value(ours) - idle, abs=CENT)
    assert plan.status != "feasible"


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
def test_what_an_election_saved_is_what_the_other_costs(home: dict[str, Any]) -> None:
    situation = household(**home)
    plan, evaluated = solve_plan(situation, Limits(60, CENT))
    taken = list(evaluated.evaluated_years.itemizes)
    for place, year in enumerate(plan.years):
        assert (year.deduction_taken == "itemized") == taken[place]
        if len(elections_in_reach(situation, year.year)) == 1:
            assert year.deduction_saved == 0.0
            continue
        other = [made != (n == place) for n, made in enumerate(taken)]
        turned = evaluate_years(situation, evaluated.columns, evaluated.shares, other)
        saved = value(evaluated.evaluated_years) - value(turned)
        assert year.deduction_saved == pytest.approx(saved, abs=CENT)
        assert year.deduction_saved >= -CENT


@pytest.mark.parametrize("word", ["standard", "itemized"])
def test_a_household_may_force_it(word: str) -> None:
    """One word for all years, or by year; what is left after all tax is no more.

    The plan's value is measured against the same household without any exercise, which
    is forced as well, and so it may be higher.
    """
    home: dict[str, Any] = {"itemized_deductions": {"other": 15_000}}
    _, free = solve_plan(household(**home))
    forced, _ = solve_plan(household(**home, deduction=word))
    assert {year.deduction_taken for year in forced.years} == {word}
    by_year = {"2026": word, "2027": "best"}
    first, evaluated = solve_plan(household(**home, deduction=by_year))
    assert first.years[0].deduction_taken == word
    left = value(evaluated.evaluated_years)
    assert left <= value(free.evaluated_years) + CENT


def test_a_larger_deduction_for_both_taxes_is_no_decision() -> None:
    """Nor is a smaller one: neither takes a binary of the program."""
    for home, taken in (
        ({"itemized_deductions": {"other": 40_000}}, (True,)),
        ({"itemized_deductions": {"state_and_local_taxes": 9_000}}, (False,)),
        ({}, (False,)),
        ({"itemized_deductions": {"other": 15_000}}, (False, True)),
        ({"state": "CA"}, (False, True)),
        ({"state": "TX"}, (False,)),
    ):
        assert elections_in_reach(household(**home), 2026) == taken


def test_the_word_of_earlier_versions_means_the_best() -> None:
    home: dict[str, Any] = {"itemized_deductions": {"other": 15_000}}
    larger, _ = solve_plan(household(**home, deduction="larger"))
    best, _ = solve_plan(household(**home))
    assert larger.objective.value == best.objective.value
