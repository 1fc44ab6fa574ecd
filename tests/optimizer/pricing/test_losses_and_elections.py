"""Losses given once; shares exercised early with an election and sold early."""

from datetime import date

import pytest

from isoplan.models.inputs.household import LossCarryovers
from isoplan.models.returns.chains import case_returns
from isoplan.models.returns.file import checked_households
from isoplan.models.situation import situation_of
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.recommend import recommend
from scenario_builder import build_scenario, grant, lot


@pytest.mark.parametrize(
    ("given", "amt"),
    [
        pytest.param({"long_term": 9.0, "short_term": 4.0}, (4.0, 9.0), id="once"),
        pytest.param({"long_term": 9.0, "amt_long_term": 0.0}, (0.0, 0.0), id="none"),
        pytest.param({"amt_long_term": 9.0}, (0.0, 9.0), id="of-the-amt-alone"),
    ],
)
def test_losses_given_once_hold_for_the_minimum_tax(
    given: dict[str, float], amt: tuple[float, float]
) -> None:
    """What is left out is as for regular tax, also zero that is given."""
    losses = LossCarryovers.model_validate(given)
    assert (losses.amt_short_term, losses.amt_long_term) == amt
    again = LossCarryovers.model_validate(losses.model_dump(exclude_unset=True))
    assert again == losses


def test_a_loss_given_once_leaves_line_2k_alone() -> None:
    """Worked by the forms: line 2k is 0 and AMT is 16,780, not 17,560."""
    inputs = {
        "year": 2026,
        "filing_status": "single",
        "wages": 150_000,
        "iso_bargain_element": 100_000,
        "loss_carryover": {"long_term": 200_000},
    }
    (worked,) = case_returns(checked_households({"inputs": inputs}, "test").cases)
    assert worked.tax.form_6251.line_2k == 0
    assert worked.tax.form_6251.line_11 == pytest.approx(16_780)


def test_a_loss_given_once_in_a_scenario_leaves_line_2k_alone() -> None:
    """The year without exercises or sales, with 200,000 of losses carried in."""
    scenario = build_scenario(
        household={"loss_carryover": {"long_term": 200_000}}, grants=[grant()]
    )
    (year, *_) = baseline_years(situation_of(scenario)).years
    assert year.returns.tax.form_6251.line_2k == 0
    assert year.returns.tax.carryovers.amt.long_term == 197_000


def test_an_elected_share_sold_early_has_its_year_for_the_amt() -> None:
    """Worked by the forms: TMT is 51,594, not 68,550; line 25 is 34,940.75.

    Exercised on the day of grant with an election, vested a year later at 11, sold at
    16 before two years from grant: long-term for the AMT, short-term for regular tax
    (IRC 56(b)(3), 83(b); 26 CFR 1.422-1(b)(3)).
    """
    granted, vests = date(2024, 3, 1), date(2025, 3, 1)
    options = grant(
        granted_on=granted,
        expires_on=date(2034, 2, 28),
        shares=10_000,
        strike=1.0,
        vesting=[{"on": vests, "shares": 10_000}],
        early_exercise="with_83b",
    )
    shares = lot(
        exercised_on=granted,
        shares=10_000,
        value_at_exercise=1.0,
        vests_on=vests,
        election_83b=True,
        value_when_vested=11.0,
    )
    start = date(2025, 12, 1)
    scenario = build_scenario(
        plan={"start": start, "last_year": 2025},
        household={"wages": 200_000, "minimum_tax_credit": 50_000},
        market={"prices": {start: 16.0}},
        grants=[options],
        lots=[shares],
    )
    year = recommend(scenario).years[0]  # the audit recounts it
    assert year.tentative_minimum_tax == pytest.approx(51_594)
    assert year.credit_used == pytest.approx(34_940.75)
