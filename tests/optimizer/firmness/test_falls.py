"""What a fall costs: by hand where there is no AMT, and by chains of returns."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from isoplan import tax
from isoplan.models.base.errors import AuditFailure
from isoplan.models.results.firmness import Fall
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.firmness import falls
from isoplan.optimizer.firmness.falls import fall
from isoplan.optimizer.pricing.evaluated_schedule import (
    EvaluatedSchedule,
    evaluate_schedule,
)
from isoplan.optimizer.pricing.schedule_rules import columns_and_shares
from scenario_builder import build_situation, grant, lot

START, SOLD = date(2022, 1, 3), date(2024, 6, 3)
PLAN = {"start": START, "last_year": 2025, "run_off_years": 1}
OPTIONS = grant(granted_on=date(2019, 1, 3), expires_on=date(2029, 1, 2))


def household(
    value: float = 30.0, wages: int = 100_000, **sections: Any
) -> tuple[Situation, EvaluatedSchedule]:
    """All options are exercised when the plan starts, and sold in June 2024."""
    market = {"prices": {date(2021, 1, 1): value}, **sections.pop("market", {})}
    situation = build_situation(
        plan=sections.pop("plan", PLAN),
        household={"wages": wages},
        market=market,
        **{"grants": [OPTIONS], **sections},
    )
    number = next(n for n, each in enumerate(situation.tranches) if not each.held)
    shares = situation.tranches[number].shares
    return situation, evaluated(situation, {Choice(number, START, SOLD): shares})


def evaluated(situation: Situation, holdings: dict[Choice, int]) -> EvaluatedSchedule:
    """A schedule with all that follows from it."""
    columns, shares = columns_and_shares(situation, holdings)
    return evaluate_schedule(situation, "plan", columns, shares)


def found(price: float = 0.0, after: date = START, **household_of: Any) -> Fall:
    """The fall of such a household."""
    situation, plan = household(**household_of)
    result = fall(situation, plan, None, after, price)
    assert result is not None
    return result


def test_a_loss_comes_back_three_thousand_a_year() -> None:
    """Worked by hand: 1,000 options at 10 dollars are lost, and no AMT is due.

    At wages of 100,000 each dollar of loss saves 22 cents from 2023 to 2026: 3,000 of
    loss 660 dollars in each of three years, the last 1,000 another 220.
    """
    lost = found()
    assert (lost.on, lost.paid, lost.shares) == (date(2023, 1, 1), 10_000.0, 1_000)
    assert (lost.tax_added, lost.amt_added, lost.proceeds) == (0.0, 0.0, 0.0)
    assert (lost.tax_returned, lost.returned_by, lost.credit_left) == (2_200, 2026, 0)
    back = {2024: 660.0, 2025: 660.0, 2026: 660.0, 2027: 220.0}
    worth = sum(
        amount * 1.04 ** (-(date(year, 4, 15) - START).days / 365.25)
        for year, amount in back.items()
    )
    assert lost.loss == pytest.approx(10_000 - worth, abs=0.01)


def test_a_fall_to_a_price_sells_there() -> None:
    """Worked by hand: 4 dollars come back a share, and 6,000 are lost short-term."""
    lost = found(price=4.0)
    assert (lost.price, lost.proceeds) == (4.0, 4_000.0)
    assert (lost.tax_returned, lost.returned_by) == (1_320.0, 2024)


YEARS = range(2022, 2027)


def by_chain(wages: int, gains: dict[int, dict[str, float]]) -> tuple[list[float], ...]:
    """Tax after credits and AMT of each year, as `isoplan tax` works them out."""
    years = [
        {"year": year, "inputs": {"wages": wages, **gains.get(year, {})}}
        for year in YEARS
    ]
    chain = {"id": "x", "filing_status": "single", "years": years}
    rows = list(tax({"chains": [chain]}))
    left = [row["credit_carryforward_out"] for row in rows]
    total = [row["federal_tax_after_credit"] for row in rows]
    return total, [row["amt"] for row in rows], left


@pytest.mark.parametrize("price", [90.0, 200.0])
def test_amt_is_paid_at_once_and_comes_back_slowly(price: float) -> None:
    """Against chains of returns: the same incomes, worked out by another route.

    A lot held before is lost with the shares or without them: 1,000 dollars of basis,
    and 2,000 for the AMT.
    """
    options = grant(**(OPTIONS | {"shares": 3_000, "exercised": 100}))
    held = lot(exercised_on=date(2021, 6, 1), value_at_exercise=20.0)
    lost = found(value=price, wages=250_000, grants=[options], lots=[held])
    spread = 2_900 * (price - 10.0)
    lot_alone = {"long_term_gain": -1_000.0, "long_term_gain_amt": -2_000.0}
    both = {
        "long_term_gain": -30_000.0,
        "long_term_gain_amt": -2_000.0 - 2_900 * price,
    }
    acted = by_chain(250_000, {2022: {"iso_bargain_element": spread}, 2023: both})
    idle = by_chain(250_000, {2023: lot_alone})
    more = [a - b for a, b in zip(acted[0], idle[0], strict=True)]
    assert lost.amt_added > 10_000.0
    assert lost.amt_added == pytest.approx(sum(acted[1]) - sum(idle[1]), abs=0.02)
    assert lost.tax_added == pytest.approx(sum(t for t in more if t > 0), abs=0.02)
    assert lost.tax_returned == pytest.approx(-sum(t for t in more if t < 0), abs=0.02)
    assert lost.credit_left == pytest.approx(acted[2][-1] - idle[2][-1], abs=0.02)
    assert (lost.paid, lost.shares) == (29_000.0, 2_900)


def test_what_was_sold_before_the_fall_is_no_loss() -> None:
    """After the sale of June 2024 nothing is held, and the gain is there."""
    situation, plan = household()
    late = fall(situation, plan, None, date(2024, 12, 31))
    assert late is not None
    assert (late.shares, late.proceeds) == (0, 30_000.0)
    assert late.loss < 0.0


@pytest.mark.parametrize("after", [START, date(2024, 12, 31)])
@pytest.mark.parametrize("price", [0.0, 4.0])
def test_the_parts_of_a_loss_add_up_without_discount(after: date, price: float) -> None:
    """Strikes and tax paid, less tax that comes back and what sales bring more."""
    nearly_none = PLAN | {"discount_rate": 1e-9}
    lost = found(price, after, value=200.0, wages=250_000, plan=nearly_none)
    parts = lost.paid + lost.tax_added - lost.tax_returned - lost.proceeds
    assert lost.tax_added > 10_000.0
    assert lost.loss == pytest.approx(parts, abs=0.05)


def test_what_the_windows_do_not_take_is_kept() -> None:
    """Strikes that were paid stay paid, also where the fallen shares find no room."""
    window = {"opens": date(2023, 2, 1), "closes": date(2025, 6, 30)}
    market = {"trading_windows": [window | {"most_shares": 200}]}
    lost = found(price=4.0, market=market)
    assert (lost.paid, lost.proceeds, lost.shares) == (10_000.0, 800.0, 1_000)


def test_there_is_no_fall_when_the_plan_or_the_market_has_ended() -> None:
    """The share cannot fall any more."""
    situation, plan = household()
    assert fall(situation, plan, None, date(2025, 3, 3)) is None
    bought = {"acquisition": {"on": date(2022, 11, 1), "price": 40.0}}
    situation, _ = household()
    closed = build_situation(
        plan=PLAN, grants=[OPTIONS], market={"prices": {START: 30.0}} | bought
    )
    assert fall(closed, plan, None, START) is None


def test_a_schedule_after_a_fall_is_audited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cent too much in one of its years, and it is not shown."""
    situation, plan = household()

    def wrong(*given: Any) -> EvaluatedSchedule:
        made = evaluate_schedule(*given)
        year = made.years[0]
        changed = year.model_copy(update={"amt": year.amt + 1.0})
        return replace(made, years=(changed, *made.years[1:]))

    monkeypatch.setattr(falls, "evaluate_schedule", wrong)
    with pytest.raises(AuditFailure):
        fall(situation, plan, None, START)
