"""A plan carried out and made anew: what is left of it is what is planned."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from isoplan.cli.main import main
from isoplan.models.inputs.events import ExerciseEvent, SaleEvent
from isoplan.models.inputs.household import LossCarryovers
from isoplan.models.results.plan import Action, Plan
from isoplan.models.scenario import Scenario, load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.pricing.cash import other_cash_until
from isoplan.optimizer.pricing.credited_years import EvaluatedYear
from isoplan.optimizer.pricing.evaluated_schedule import EvaluatedSchedule
from isoplan.optimizer.recommend import solve_plan
from isoplan.optimizer.reporting.replanning import changes_since
from scenario_builder import build_scenario, grant, rebuild

FOLDER = Path(__file__).parents[2] / "scenarios"
CENT = 0.01


def rhythm(scenario: Scenario, decision_dates: str) -> Scenario:
    """Return a scenario that is decided so often, without the user's schedules.

    A user's schedule may act on days of its own, which no longer count once they are
    past.
    """
    plan = scenario.plan.model_copy(update={"decision_dates": decision_dates})
    return rebuild(scenario, plan=plan, schedules=())


def carried_out(
    scenario: Scenario, plan: Plan, evaluated: EvaluatedSchedule, start: date
) -> Any:
    """Return the scenario as it is on a later day, everything done as planned.

    What the household would take from its returns comes from the plan's own forms.
    """
    done = [action for action in plan.actions if action.date < start]
    filed = [
        year for year in evaluated.evaluated_years.years if year.node.year < start.year
    ]
    home = scenario.household
    values: dict[str, Any] = from_return(filed[-1]) if filed else {}
    if home.cash is not None:
        sold = sum(a.shares * a.price for a in done if a.kind == "sell")
        paid = sum(a.shares * a.price for a in done if a.kind == "exercise")
        tax = sum(year.tax_caused for year in plan.years if year.year < start.year)
        saved = other_cash_until(situation_of(scenario), start)
        values["cash"] = home.cash + saved + sold - paid - tax
    return rebuild(
        scenario,
        plan=scenario.plan.model_copy(update={"start": start}),
        household=home.model_copy(update=values),
        events=tuple(as_event(action) for action in done),
    )


def from_return(year: EvaluatedYear) -> dict[str, Any]:
    """Return what the next year takes from a year's return."""
    carried = year.returns.tax.carryovers
    losses = {
        "short_term": carried.regular.short_term,
        "long_term": carried.regular.long_term,
        "amt_short_term": carried.amt.short_term,
        "amt_long_term": carried.amt.long_term,
    }
    return {
        "minimum_tax_credit": float(year.credit.line_26),
        "loss_carryover": LossCarryovers(
            **{name: round(float(loss), 2) for name, loss in losses.items()}
        ),
    }


def as_event(action: Action) -> ExerciseEvent | SaleEvent:
    """Return an action as the event that it has become.

    The options exercised are those that its lot is named after: a grant, or a part.
    """
    if action.kind == "sell":
        return SaleEvent(
            on=action.date, sell=action.lot, shares=action.shares, price=action.price
        )
    options = action.lot.removesuffix(", 83(b)").removesuffix(f" {action.date}")
    return ExerciseEvent(
        on=action.date,
        exercise=options,
        shares=action.shares,
        election_83b=action.election_83b,
    )


def assert_goes_on(scenario: Scenario, start: date) -> None:
    """Plan, carry out until ``start``, plan again: the rest is worth the same.

    Neither plan can be told from the best possible by more than its own gap.
    """
    first, evaluated = solve_plan(situation_of(scenario))
    later = carried_out(scenario, first, evaluated, start)
    assert later.events
    second, _ = solve_plan(situation_of(later))
    changes = changes_since(first, situation_of(later), second)
    unknown = first.objective.gap + second.objective.gap + CENT
    assert first.objective.gap < 2
    assert second.objective.gap < 2
    assert changes.now.present_value == pytest.approx(
        changes.then.present_value, abs=unknown
    )
    assert all(
        each.done == each.planned_then for each in changes.actions if each.date < start
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "decision_dates", "start"),
    [
        pytest.param("series_b_engineer", "yearly", "2027-01-01", id="an-exercise"),
        pytest.param("amt_credit_timeline", "yearly", "2027-01-01", id="itemized"),
        pytest.param("series_b_engineer", "quarterly", "2030-01-01", id="four-years"),
        pytest.param("stuck_credit", "yearly", "2029-01-01", id="old-credit-and-lots"),
        pytest.param("crash_after_exercise", "yearly", "2028-01-01", id="losses"),
    ],
)
def test_the_rest_of_a_plan_is_the_plan_of_the_rest(
    name: str, decision_dates: str, start: str
) -> None:
    """From January 1 on, with the credit and losses of the return before."""
    scenario = rhythm(load_scenario(FOLDER / f"{name}.toml"), decision_dates)
    assert_goes_on(scenario, date.fromisoformat(start))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start"),
    [
        pytest.param("series_b_engineer", "2029-07-01", id="exercised-and-sold"),
        pytest.param("stuck_credit", "2030-07-01", id="sold-after-new-year"),
        pytest.param("pre_ipo_couple", "2028-10-01", id="sold-on-the-day"),
    ],
)
def test_the_rest_of_a_year_too(name: str, start: str) -> None:
    """On July 1: what was exercised and sold since January is in the year's forms."""
    scenario = rhythm(load_scenario(FOLDER / f"{name}.toml"), "quarterly")
    assert_goes_on(scenario, date.fromisoformat(start))


@pytest.mark.parametrize("start", ["2027-01-01", "2028-01-01"])
def test_options_exercised_before_vesting(start: str) -> None:
    """With elections or without, within the $100,000 limit and beyond."""
    early = grant(
        granted_on="2025-01-06",
        expires_on="2034-12-31",
        shares=30_000,
        strike=5.0,
        vesting={"every_months": 12},
        early_exercise="plan_decides",
    )
    prices = {
        "2026-01-01": 6.0,
        "2027-01-01": 15.0,
        "2028-01-01": 30.0,
        "2029-01-01": 28.0,
    }
    scenario = build_scenario(
        "early exercise",
        plan={
            "start": "2026-01-05",
            "last_year": 2029,
            "inflation": 0.025,
            "decision_dates": "yearly",
            "run_off_years": 5,
        },
        household={"wages": 200_000.0},
        grants=[early],
        market={"prices": prices, "first_sale": "2027-06-01"},
    )
    assert_goes_on(scenario, date.fromisoformat(start))


def test_the_shipped_year_later() -> None:
    """The command of the README: what was done, and what has changed."""
    command = ["plan", str(FOLDER / "one_year_later.toml"), "--against"]
    command += [str(FOLDER / "earlier" / "series_b_engineer.json"), "--quick"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0
    section = done.stdout.split("\n\nChanges from the earlier plan\n\n")[1]
    assert section.startswith("Until 2027-01-01, beside the plan of 2026-01-15: ")
    assert "from 2027-01-01 through 2041" in section
    printed = json.loads(CliRunner().invoke(main, [*command, "--json"]).stdout)
    changes = printed["against"]
    assert changes["earlier_start"] == "2026-01-15"
    assert changes["now"]["objective"] == printed["objective"]["value"]
    done_by = [each for each in changes["actions"] if each["done"]]
    assert [each["date"] for each in done_by] == ["2026-02-10", "2026-11-20"]
