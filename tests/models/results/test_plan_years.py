"""Which years of a plan are shown."""

from typing import Any

import pytest

from isoplan.models.results.plan_years import PlanYear, years_shown

DOLLARS = (
    "regular_tax",
    "tentative_minimum_tax",
    "amt",
    "credit_generated",
    "credit_used",
    "credit_carryforward_out",
    "niit",
    "additional_medicare_tax",
    "total_tax",
    "tax_caused",
    "cash",
)


def year(number: int, *, run_off: bool = True, **moved: Any) -> PlanYear:
    """Return a year in which nothing happens but what is given."""
    counts = {"exercised": 0, "sold": 0, "projected": False, "run_off": run_off}
    return PlanYear(**({"year": number} | counts | dict.fromkeys(DOLLARS, 0.0) | moved))


@pytest.mark.parametrize(
    ("moved", "shown"),
    [
        pytest.param({}, 1, id="nothing moves"),
        pytest.param({"run_off": False}, 3, id="a decision"),
        pytest.param({"credit_used": 0.01}, 3, id="credit used"),
        pytest.param({"credit_generated": -0.01}, 3, id="credit made below zero"),
        pytest.param({"state_credit_used": 0.01}, 3, id="a state's credit used"),
        pytest.param({"tax_caused": -600.0}, 3, id="a loss of earlier years"),
        pytest.param({"tax_caused": 0.5}, 1, id="half a dollar of tax"),
        pytest.param({"credit_carryforward_out": 9.0}, 1, id="credit that rests"),
    ],
)
def test_years_are_shown_down_to_the_last_one_that_changes(
    moved: dict[str, Any], shown: int
) -> None:
    """A year between them is shown, whatever is in it."""
    years = [year(2026, run_off=False), year(2027), year(2028, **moved), year(2029)]
    assert years_shown(years) == shown
