"""Warnings: values far from their neighbors, and fields that change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from isoplan.models.scenario import Scenario
from isoplan.models.situation import situation_of
from isoplan.models.warnings.plausibility import scenario_warnings

Fields = dict[str, Any]
SLIP = "; check for a slipped decimal point or a wrong unit"


@pytest.fixture
def warned(changed: Callable[[Fields], Fields]) -> Callable[[Fields], list[str]]:
    """Return a function that changes fields and returns the warnings."""

    def warnings(values: Fields) -> list[str]:
        return scenario_warnings(situation_of(Scenario.model_validate(changed(values))))

    return warnings


def test_a_plain_scenario_gives_no_warning(
    warned: Callable[[Fields], list[str]],
) -> None:
    """Or warnings would not be read."""
    assert warned({}) == []


EXERCISE: Fields = {"on": "2025-12-01", "exercise": "G1", "shares": 10, "value": 9.0}

FAR_OFF: list[Any] = [
    pytest.param(
        {"events": [{**EXERCISE, "on": "2026-01-01", "value": 1_000.0}]},
        "events[0].value is 1000.0, 100 times the share price of 10.00 on 2026-01-01"
        + SLIP,
        id="value-of-an-event-a-hundred-times-too-high",
    ),
    pytest.param(
        {
            "events": [{"on": "2026-01-01", "sell": "L1", "shares": 10, "price": 0.01}],
            "schedules": [],
        },
        "events[0].price is 0.01, 1/1,000 of the share price of 10.00 on 2026-01-01"
        + SLIP,
        id="price-of-an-event-in-the-wrong-unit",
    ),
    pytest.param(
        {"events": [EXERCISE]},
        "household.minimum_tax_credit is not given, although options were exercised in "
        "2025; give { line_26 = ..., amt = ... }, of the last Form 8801 and the last "
        "Form 6251 line 11, or 0 if there is none",
        id="credit-not-looked-up",
    ),
    pytest.param(
        {"grants.0.strike": 2_000.0},
        "grants[0].strike of 'G1' is 2000.0, 179 times the share price of 11.19 on "
        "2026-03-01" + SLIP,
        id="strike-a-thousand-times-too-high",
    ),
    pytest.param(
        {"grants.0.strike": 0.002},
        "grants[0].strike of 'G1' is 0.002, 1/5,593 of the share price of 11.19 on "
        "2026-03-01" + SLIP,
        id="strike-a-thousand-times-too-low",
    ),
    pytest.param(
        {"grants.1": {"like": 0, "name": "G2", "shares": 4_800_000}},
        "grants[1].shares of 'G2' is 4800000, 1,000 times that of 'G1'" + SLIP,
        id="shares",
    ),
    pytest.param(
        {"household.wages": 200},
        "household.wages is 200.0, which is less than $1,000 a year" + SLIP,
        id="wages-in-thousands",
    ),
    pytest.param(
        {"household.wages": 200_000_000},
        "household.wages is 200000000.0, which is more than $50,000,000 a year" + SLIP,
        id="wages-of-millions",
    ),
    pytest.param(
        {"household.interest": {"2026": 1, "2027": 1_000}},
        "household.interest.2027 is 1000.0, 1,000 times that of 2026" + SLIP,
        id="interest-by-year",
    ),
    pytest.param(
        {"lots.0.value_at_exercise": 6_000.0},
        "lots[0].value_at_exercise of 'L1' is 6000.0, 600 times the share price of "
        "10.00 on 2026-01-01" + SLIP,
        id="value-at-exercise",
    ),
    pytest.param(
        {"market.prices.2028-01-01": 40_000.0},
        "market.prices.2028-01-01 is 40000.0, 4,000 times the price of 2026-01-01"
        + SLIP,
        id="price",
    ),
]


@pytest.mark.parametrize(("values", "line"), FAR_OFF)
def test_a_value_far_from_its_neighbors(
    values: Fields, line: str, warned: Callable[[Fields], list[str]]
) -> None:
    """It may be right, so it is a warning."""
    assert line in warned(values)


NO_EFFECT: list[Any] = [
    (
        {"household.state": {"2026-01-01": "CA", "2099-01-01": "WA"}},
        "household.state.2099-01-01 is 'WA', which is not used",
    ),
    ({"household.cash_floor": 5}, "household.cash is not"),
    (
        {"household.dependents": 2},
        "household.dependents is 2, all of whom count as children under 17",
    ),
    (
        {"household.cash": 1, "household.cash_floor": 5},
        "household.cash_floor is 5.0, above the cash at hand",
    ),
    (
        {"household.itemized_deductions": {}, "household.deduction": "standard"},
        "household.itemized_deductions is not used",
    ),
    (
        {"household.wages.2045": 250_000},
        "household.wages.2045 is not used: the plan and its run-off end with 2040",
    ),
    (
        {"plan.kept_shares_tax_rate": 0.3},
        "plan.kept_shares_tax_rate is not used",
    ),
    (
        {
            "plan.at_horizon": "keep",
            "plan.step_up_at_death": True,
            "plan.kept_shares_tax_rate": 0.3,
        },
        "plan.kept_shares_tax_rate is not used: with step_up_at_death no gain",
    ),
    (
        {"household.gifts": {"2026": 0, "2028": 150_000}},
        "household.gifts is 150000.0, in 2028 more than 60% of wages; the part of",
    ),
    (
        {"market.first_sale": "2031-01-01", "schedules": []},
        "market has no day between 2026-03-01 and 2030-12-31",
    ),
    (
        {
            "grants.1": {
                "like": 0,
                "name": "G2",
                "granted_on": "2010-01-01",
                "expires_on": "2019-12-31",
            }
        },
        "grants[1].expires_on of 'G2' is 2019-12-31, before the plan starts",
    ),
    (
        {"grants.1": {"like": 0, "name": "G2", "vesting": {"months": 600}}},
        "grants[1].vesting of 'G2' reaches 960 of 4,800 options",
    ),
    (
        {"grants": [], "lots": [], "schedules": []},
        "grants is missing, so there is nothing to plan",
    ),
]


@pytest.mark.parametrize(("values", "start"), NO_EFFECT)
def test_what_has_no_effect_is_said(
    values: Fields, start: str, warned: Callable[[Fields], list[str]]
) -> None:
    """Nothing that is given is ignored in silence."""
    assert [line[: len(start)] for line in warned(values)] == [start]
