"""Exercises paid with shares: the two lots that come of each, by published figures."""

from datetime import date

import pytest

from exchange_household import PAID, household
from isoplan.models.inputs.holdings import Holding, Lot
from isoplan.models.restated import without_splits
from isoplan.models.situation import Situation, situation_of
from isoplan.models.tax.shares.exchange import exchanged_basis
from isoplan.optimizer.checking.audit import audit
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.past_sales import past_income
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.recount.evidence import Evidence
from scenario_builder import build_scenario, grant, holding, lot


def held(situation: Situation) -> dict[str, Lot | Holding]:
    """Return the lots and holdings at the start by name."""
    equity = situation.opening_position.equity
    lots = {each.label: each for each in equity.lots}
    return {**lots, **{each.name: each for each in equity.holdings}}


def test_a_published_exchange() -> None:
    """A. Wong, The Tax Adviser, October 2011, exhibits 1 and 2.

    1,000 options at $20, exercised at $50 with cash; 600 of the shares pay for 1,000
    options at $36 when a share is worth $60. Lots: 400 at 20 (AMT 50), 600 at 20 (AMT
    50) held since the first exercise, 400 at nothing (AMT 60).
    """
    second = {"granted_on": "2007-12-03", "expires_on": "2017-12-02"}
    found = held(
        situation_of(
            build_scenario(
                grants=[
                    grant(
                        "first",
                        granted_on="2006-06-01",
                        expires_on="2016-05-31",
                        strike=20.0,
                    ),
                    grant("second", strike=36.0, **second),
                ],
                lots=[
                    lot(
                        "first",
                        name="old",
                        exercised_on="2007-09-04",
                        shares=1_000,
                        value_at_exercise=50.0,
                    )
                ],
                events=[
                    {
                        "on": "2009-01-05",
                        "exercise": "second",
                        "shares": 1_000,
                        "value": 60.0,
                        "name": "new",
                        "paid_with": "old",
                        "shares_given": 600,
                    }
                ],
            )
        )
    )
    old, new, exchanged = found["old"], found["new"], found["new, exchanged"]
    assert isinstance(new, Lot)
    assert isinstance(exchanged, Holding)
    assert old.shares == 400
    assert (new.shares, new.paid, new.value_at_exercise) == (400, 0, 60)
    assert (exchanged.shares, exchanged.basis, exchanged.amt_basis) == (600, 20, 50)
    assert exchanged.acquired_on == date(2007, 9, 4)


def test_the_whole_spread_is_on_line_2i() -> None:
    """100 options of $15 spread: 60 additional shares of $25, kept past the year."""
    situation = situation_of(household(PAID))
    assert baseline_years(situation).years[0].returns.tax.form_6251.line_2i == 1_500
    assert past_income(situation)(2026, "iso_ordinary_income", None) == 0
    exchanged = held(situation)["swap, exchanged"]
    assert isinstance(exchanged, Holding)
    assert (exchanged.basis, exchanged.amt_basis) == (10, 20)
    assert exchanged.sell_from == date(2027, 7, 2)


def test_cash_beside_the_shares_is_basis_of_the_others() -> None:
    """39 shares are $975; $25 in cash for 61 shares, whose spread is $1,500 again."""
    situation = situation_of(household({**PAID, "shares_given": 39}))
    additional = held(situation)["swap"]
    assert isinstance(additional, Lot)
    assert additional.paid == pytest.approx(25 / 61)
    line_2i = baseline_years(situation).years[0].returns.tax.form_6251.line_2i
    assert line_2i == pytest.approx(1_500)


def test_a_disqualifying_sale_of_the_additional_shares() -> None:
    """60 at $30: their value at exercise is all wages, $5 short-term gain each."""
    sale = {"on": "2026-08-03", "sell": "swap", "shares": 60, "price": 30.0}
    income = past_income(situation_of(household(PAID, sale)))
    assert income(2026, "iso_ordinary_income", None) == 1_500
    assert income(2026, "short_term_gain", None) == 300
    assert income(2026, "iso_bargain_element", None) == 0


def test_shares_not_held_long_enough_are_disposed_of() -> None:
    """IRC 424(c)(3): $10 a share are income; line 2k takes them off, AMTI had them."""
    situation = situation_of(household({**PAID, "on": "2026-03-02"}))
    income = past_income(situation)
    assert income(2026, "iso_ordinary_income", None) == 400
    assert income(2026, "iso_ordinary_income_later", None) == 400
    assert income(2026, "short_term_gain", None) == 0
    found = held(situation)["swap, exchanged"]
    assert isinstance(found, Holding)
    assert (found.basis, found.amt_basis) == (20, 20)


def test_shares_exercised_in_the_same_year() -> None:
    """$5 a share are income, no line 2i; both systems agree on a basis of $15."""
    first = {"on": "2026-02-02", "exercise": "G", "shares": 60, "value": 15.0}
    swap = {**PAID, "paid_with": "G 2026-02-02"}
    situation = situation_of(household(first, swap))
    income = past_income(situation)
    assert income(2026, "iso_ordinary_income", None) == 200
    assert income(2026, "iso_ordinary_income_later", None) == 0
    assert income(2026, "iso_bargain_element", None) == 0
    found = held(situation)["swap, exchanged"]
    assert isinstance(found, Holding)
    assert (found.basis, found.amt_basis) == (15, 15)


def test_bought_shares_and_those_of_nonqualified_options() -> None:
    """Their basis goes on: $12 of bought ones, strike and pay of the others."""
    bought = held(
        situation_of(
            household({**PAID, "paid_with": "bought"}, holdings=[holding(amt_basis=14)])
        )
    )["swap, exchanged"]
    assert isinstance(bought, Holding)
    assert (bought.basis, bought.amt_basis) == (12, 14)
    of_nso = lot("N", name="early", value_at_exercise=20.0)
    grants = [grant(shares=300), grant("N", kind="nso")]
    nso = held(situation_of(household(PAID, lots=[of_nso], grants=grants)))
    found = nso["swap, exchanged"]
    assert isinstance(found, Holding)
    assert (found.basis, found.amt_basis) == (20, 20)


def test_the_law_adds_income_to_the_basis() -> None:
    """Worked: basis 10, AMT basis 25, income 15 in a later year and in the same one."""
    later = exchanged_basis(10.0, 25.0, 15.0, same_year=False)
    assert (later.regular, later.amt) == (25, 25)
    losing = exchanged_basis(10.0, 18.0, 15.0, same_year=True)
    assert (losing.regular, losing.amt) == (25, 25)
    none = exchanged_basis(10.0, 25.0, 0.0, same_year=True)
    assert (none.regular, none.amt) == (10, 25)


def test_a_plan_after_an_exchange_is_that_of_its_lots() -> None:
    """The lots written by hand bring the same plan, audited from either file."""
    across = recommend(household(PAID))
    by_hand = household(
        grants=[grant(shares=300, exercised=200)],
        lots=[
            lot(name="early", shares=60),
            lot(
                name="swap",
                exercised_on="2026-07-01",
                shares=60,
                value_at_exercise=25.0,
                paid=0.0,
            ),
        ],
        holdings=[
            holding(
                "swap, exchanged",
                acquired_on="2025-06-02",
                shares=40,
                basis=10.0,
                amt_basis=20.0,
                sell_from="2027-07-02",
            )
        ],
    )
    other = recommend(by_hand)
    assert across.years == other.years
    sales = [each for each in across.actions if each.lot == "swap, exchanged"]
    assert sum(each.shares for each in sales) == 40
    assert all(each.date >= date(2027, 7, 2) for each in sales)


def test_a_split_after_an_exchange() -> None:
    """Everything in new shares, as if exchanged in them."""
    split = {"on": "2026-07-15", "split": 3}
    prices = {"2026-01-01": 30.0, "2026-07-14": 30.0, "2028-12-31": 15.0}
    situation = situation_of(household(PAID, split, market={"prices": prices}))
    found = held(situation)
    exchanged, new = found["swap, exchanged"], found["swap"]
    assert isinstance(exchanged, Holding)
    assert isinstance(new, Lot)
    assert (found["early"].shares, new.shares, exchanged.shares) == (180, 180, 120)
    assert exchanged.basis == pytest.approx(10 / 3)
    assert new.paid == 0
    assert baseline_years(situation).years[0].returns.tax.form_6251.line_2i == (
        pytest.approx(1_500)
    )
    assert not audit(Evidence(situation, ()))
    paid = household(lots=[lot(paid=3.0)], events=[split])
    assert without_splits(paid).lots[0].paid == 1
