"""What outcomes come to by year: cash, shares, and their spread."""

from datetime import date
from math import fsum

import pytest

from isoplan.models.base.errors import AuditFailure
from isoplan.optimizer.reporting.outcome_facts import outcomes_report_of, quantile
from made_tree_report import MAY_FAIL, SWINGS, made_tree


@pytest.mark.parametrize("name", [MAY_FAIL, SWINGS])
def test_at_the_end_wealth_is_all_that_was_traded_less_all_tax(name: str) -> None:
    """All shares are sold; settled or not, paid or not, each dollar counts once."""
    report = made_tree(name).report
    for outcome, facts in zip(report.plan.outcomes, report.outcomes, strict=True):
        signs = {"exercise": -1.0, "sell": 1.0, "write_off": 1.0}
        traded = fsum(
            signs[each.kind] * each.shares * each.price for each in outcome.actions
        )
        last = facts.wealth[-1]
        tax = fsum(e.tax_caused for e in outcome.years if e.year <= last.date.year)
        assert last.shares == 0.0
        assert last.wealth == last.cash
        assert last.cash == pytest.approx(traded - tax, abs=0.5)


def test_shares_held_count_at_their_price() -> None:
    """As the first year ends: what was exercised, at the day's price."""
    made = made_tree(MAY_FAIL)
    day = date(2026, 12, 31)
    bought = made.report.plan.now.actions[0]
    assert bought.date <= day
    price = made.scenario.market.price(day)
    for facts in made.report.outcomes:
        assert facts.wealth[0].date == day
        assert facts.wealth[0].shares == pytest.approx(bought.shares * price)
        assert facts.wealth[0].cash == pytest.approx(-bought.shares * 1.20, abs=5.0)


def test_until_the_future_parts_all_outcomes_are_alike() -> None:
    """The fan opens where it does."""
    report = made_tree(MAY_FAIL).report
    for fan in report.wealth:
        alike = fan.date < report.plan.parts_on
        assert (fan.least == fan.most) == alike
        assert fan.least <= fan.low <= fan.middle <= fan.high <= fan.most
        assert fan.least <= fan.mean <= fan.most + 0.01


def test_the_mean_is_weighted() -> None:
    """By each outcome's probability."""
    report = made_tree(MAY_FAIL).report
    chances = [each.probability for each in report.plan.outcomes]
    amounts = [each.wealth[-1].wealth for each in report.outcomes]
    mean = fsum(c * a for c, a in zip(chances, amounts, strict=True))
    assert report.wealth[-1].mean == pytest.approx(mean, abs=0.01)


@pytest.mark.parametrize(
    ("part", "amount"), [(0.1, 1.0), (0.3, 1.0), (0.31, 2.0), (0.5, 2.0), (0.9, 4.0)]
)
def test_a_quantile_is_the_least_amount_not_exceeded(
    part: float, amount: float
) -> None:
    """Of weighted amounts in any order."""
    assert quantile([2.0, 4.0, 1.0], [0.4, 0.3, 0.3], part) == amount


def test_a_report_is_refused_where_an_outcome_does_not_tie() -> None:
    """As of one path: here the cash needed is another."""
    made = made_tree(MAY_FAIL)
    plan = made.planned.plan
    first = plan.outcomes[0]
    wrong = first.cash_needed.model_copy(update={"amount": 1.0})
    outcomes = (first.model_copy(update={"cash_needed": wrong}), *plan.outcomes[1:])
    with pytest.raises(AuditFailure, match="cash needed"):
        outcomes_report_of(
            plan.model_copy(update={"outcomes": outcomes}),
            made.planned.situations,
            made.planned.evaluated,
        )
