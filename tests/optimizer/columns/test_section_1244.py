"""Section 1244 stock in a plan: which shares, which losses, and the best of all."""

from datetime import date

import numpy as np
import pytest

from brute_force import check_optimum
from isoplan.models.situation import Situation
from isoplan.optimizer.columns.choices import Choice
from isoplan.optimizer.columns.columns import columns_of
from isoplan.optimizer.columns.section_1244 import SECTION_1244_LINES
from isoplan.optimizer.pricing.year_returns import most_ordinary_loss
from isoplan.optimizer.recommend import solve_and_price
from scenario_builder import Fields, build_situation, grant, holding, lot, rsu

PRICE = {"prices": {date(2026, 1, 1): 4.0}}


def lines(situation: Situation, choice: Choice) -> dict[str, float]:
    """Return the losses of one share by line, those of nothing left out."""
    columns = columns_of(situation, [choice])
    found = {name: float(columns.lines[name][0]) for name in SECTION_1244_LINES}
    return {name: amount for name, amount in found.items() if amount}


@pytest.mark.parametrize("qualifies", [True, False])
def test_a_lot_loses_on_each_basis(qualifies: bool) -> None:
    """Paid 10, worth 20 at exercise in June 2025, sold at 4: 6 and 16."""
    situation = build_situation(
        market=PRICE, grants=[grant(section_1244=qualifies)], lots=[lot()]
    )
    early = Choice(1, date(2025, 6, 2), date(2026, 3, 2))
    late = Choice(1, date(2025, 6, 2), date(2026, 6, 3))
    assert lines(situation, early) == (
        {
            "section_1244_short_term_loss": 6.0,
            "amt_section_1244_short_term_loss": 16.0,
        }
        if qualifies
        else {}
    )
    assert lines(situation, late) == (
        {"section_1244_long_term_loss": 6.0, "amt_section_1244_long_term_loss": 16.0}
        if qualifies
        else {}
    )


def test_a_gain_is_no_loss_and_kept_shares_lose_nothing() -> None:
    """At 30 the lot gains; unsold it does neither."""
    situation = build_situation(
        plan={"at_horizon": "keep"}, grants=[grant(section_1244=True)], lots=[lot()]
    )
    held = date(2025, 6, 2)
    assert lines(situation, Choice(1, held, date(2026, 6, 3))) == {}
    assert lines(situation, Choice(1, held, None)) == {}


def test_holdings_say_so_themselves_and_units_never_are() -> None:
    """Shares for services are none (26 CFR 1.1244(c)-1(d))."""
    situation = build_situation(
        market=PRICE,
        grants=[grant()],
        holdings=[holding(section_1244=True), holding("other")],
        restricted_units=[rsu()],
    )
    marked = [each.name for each in situation.tranches if each.section_1244]
    assert marked == ["bought"]
    assert most_ordinary_loss(situation, situation.law(2026)) == 50_000


def house(status: str, seed: int, **market: object) -> Situation:
    """Return two dear shares each of an option and of a lot that has lost much."""
    pick = np.random.default_rng(seed)
    options: Fields = {"section_1244": True, "granted_on": date(2023, 1, 3)}
    return build_situation(
        plan={"last_year": 2028, "run_off_years": 2, "decision_dates": "yearly"},
        household={
            "filing_status": status,
            "wages": float(pick.choice([60_000, 180_000, 420_000])),
            "minimum_tax_credit": float(pick.choice([0, 60_000])),
            "long_term_gain": float(pick.choice([0, 30_000])),
        },
        grants=[
            grant("G", shares=2, strike=5_000.0, **options),
            grant("H", shares=2, strike=45_000.0, exercised=2, **options),
        ],
        lots=[lot("H", shares=2, value_at_exercise=90_000.0)],
        market={"prices": {date(2026, 1, 1): 20_000.0}, "growth": 0.04, **market},
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("status", ["single", "married_jointly"])
@pytest.mark.parametrize("market", [{}, {"worthless_on": "2028-05-01"}])
def test_tiny_cases_by_brute_force(status: str, seed: int, market: Fields) -> None:
    """Losses of 25,000 and 70,000 a share: when to take them, in which system."""
    situation = house(status, seed, **market)
    held = date(2025, 6, 2)
    last = situation.shares_go_on(None) or date(2028, 12, 31)
    days = [date(2026, 3, 2), date(2026, 12, 31), date(2027, 6, 1), last]
    choices = [
        *(Choice(0, date(2026, 1, 2), day) for day in (days[0], date(2027, 1, 4))),
        *(Choice(2, held, day) for day in days),
    ]
    check_optimum(columns_of(situation, choices))


def test_the_plan_spreads_its_losses_over_two_years() -> None:
    """A loss of 140,000 for the AMT, of which 50,000 a year are ordinary.

    The audit recounts each; the notes say what it rests on.
    """
    situation = house("single", 1)
    plan, evaluated = solve_and_price(situation)
    sold = {action.date.year for action in plan.actions if action.kind == "sell"}
    assert len(sold) > 1
    years = [year.returns.tax for year in evaluated.evaluated_years.years]
    assert sum(each.amt_ordinary_loss.line_10 for each in years) > 50_000
    assert any("section 1244 stock" in note for note in plan.notes)


def test_more_than_the_years_income_is_said_to_be_lost() -> None:
    """Wages of 20,000 and an ordinary loss of 50,000: a net operating loss."""
    situation = build_situation(
        household={"wages": 20_000},
        market=PRICE | {"worthless_on": date(2026, 6, 1), "first_sale": "2030-01-02"},
        grants=[grant(shares=9_000, section_1244=True)],
        lots=[lot(shares=9_000)],
    )
    plan, _ = solve_and_price(situation)
    texts = [note for note in plan.notes if "net operating loss" in note]
    assert len(texts) == 1
    assert texts[0].startswith("In 2026 ")


def test_a_sale_of_january_counts_against_the_years_limit() -> None:
    """An event of 30,000 of loss before the start, and 30,000 more of the plan.

    Together 60,000 of the year, of which 50,000 are ordinary.
    """
    situation = build_situation(
        plan={"start": date(2026, 2, 2)},
        market=PRICE,
        grants=[grant(shares=10_000, section_1244=True)],
        lots=[lot(shares=10_000)],
        events=[{"on": date(2026, 1, 15), "sell": "G", "shares": 5_000, "price": 4.0}],
    )
    _, evaluated = solve_and_price(situation)
    year = evaluated.evaluated_years.years[0].returns
    assert year.income.section_1244_short_term_loss == 60_000
    assert year.tax.ordinary_loss.line_10 == 50_000
    assert year.tax.schedule_d.line_7 == -10_000
