"""Shares given away in the plan's first year before its start, worked by hand."""

from typing import Any

import pytest

from isoplan.models.situation import Situation
from isoplan.optimizer.checking.audit import AuditFailure, audit
from isoplan.optimizer.pricing import past_sales
from isoplan.optimizer.pricing.evaluated_schedule import baseline_years
from isoplan.optimizer.pricing.past_sales import past_deduction_lost, past_income
from isoplan.optimizer.pricing.year_returns import YearReturns
from isoplan.optimizer.program.gifts import given_before
from isoplan.optimizer.recommend import recommend
from isoplan.optimizer.recount.evidence import Evidence
from scenario_builder import Fields, build_situation, grant, holding, lot

EXERCISED: Fields = {"on": "2026-01-12", "exercise": "G", "shares": 100, "value": 25.0}
GIVEN: Fields = {"on": "2026-03-02", "shares": 100, "given": True}
EARLY = lot(name="early", exercised_on="2025-06-02", value_at_exercise=20.0)
LATE_GRANT = lot("H", name="long", exercised_on="2025-01-06", value_at_exercise=15.0)


def household(*events: Fields, **home: Any) -> Situation:
    """Return a single filer: wages of $100,000, $30,000 itemized, $30 a share."""
    income = {
        "wages": 100_000.0,
        "itemized_deductions": {"other": 30_000},
        "gifts": 3_000,
    }
    return build_situation(
        plan={"start": "2026-04-01", "last_year": 2026, "run_off_years": 2},
        household=income | home,
        grants=[grant(), grant("H", granted_on="2024-06-03", shares=500)],
        lots=[EARLY, LATE_GRANT],
        holdings=[
            holding(acquired_on="2025-06-03"),
            holding(
                "plan",
                kind="espp",
                acquired_on="2025-06-30",
                paid=17.0,
                offered_on="2025-01-02",
                value_when_offered=20.0,
                value_when_bought=22.0,
            ),
        ],
        events=events,
    )


def first_year(situation: Situation) -> YearReturns:
    """Return the forms of 2026, nothing else done in it."""
    return baseline_years(situation).years[0].returns


def test_given_to_a_person_in_the_year_of_exercise() -> None:
    """Form 1040: wages 100,000 + 1,500 of income; no gain, no line 2i, no gift."""
    gift = {**GIVEN, "sell": "G 2026-01-12", "given_to": "person"}
    found = first_year(household(EXERCISED, gift, gifts=0))
    assert found.tax.form_1040.line_11 == 101_500
    assert found.tax.form_1040.line_15 == 71_500
    assert found.tax.form_6251.line_2i == 0
    assert found.tax.form_6251.line_2k == 0
    assert found.tax.form_6251.line_4 == 71_500


def test_given_to_charity_in_the_year_of_exercise() -> None:
    """$30 a share less $5 of short-term gain: 2,500 deducted; $15 of income.

    AGI 101,500, of which 0.5% are a floor of gifts: 507.50 (IRC 170(b)(1)(I)). Line 15:
    101,500 - 30,000 - (2,500 - 507.50).
    """
    found = first_year(household(EXERCISED, {**GIVEN, "sell": "G 2026-01-12"}))
    assert found.tax.form_1040.line_11 == 101_500
    assert found.tax.form_1040.line_15 == pytest.approx(69_507.5)
    assert found.tax.form_6251.line_4 == pytest.approx(69_507.5)


def test_given_in_the_year_after_the_exercise() -> None:
    """Exercised at $20 in June 2025, given within the year: $10 a share are income.

    AMTI had them in 2025: Form 6251 line 2k is -1,000.
    """
    gift = {**GIVEN, "sell": "early", "given_to": "person"}
    found = first_year(household(gift, gifts=0))
    assert found.tax.form_1040.line_15 == 71_000
    assert found.tax.form_6251.line_2k == -1_000
    assert found.tax.form_6251.line_4 == 70_000


def test_given_when_it_has_lost() -> None:
    """Worth $15 when given, $20 when exercised: a sale is $5 of income, a gift $10."""
    prices = {"prices": {"2026-01-01": 15.0}}

    def income(**how: Any) -> float:
        situation = build_situation(
            plan={"start": "2026-04-01"},
            market=prices,
            grants=[grant()],
            lots=[EARLY],
            events=[{"on": "2026-03-02", "sell": "early", "shares": 100, **how}],
        )
        return past_income(situation)(2026, "iso_ordinary_income", None)

    assert income() == 500
    assert income(given=True) == income(given=True, given_to="person") == 1_000


def test_given_more_than_a_year_after_exercise_and_less_than_two_after_grant() -> None:
    """Granted in June 2024: $5 of income, the rest long-term: all of it deducted."""
    situation = household({**GIVEN, "sell": "long"})
    assert past_income(situation)(2026, "iso_ordinary_income", None) == 500
    assert past_deduction_lost(situation, 2026) == 0


def test_held_long_enough_nothing_is_income() -> None:
    """Two years from grant, one from exercise: the value is deducted, as before."""
    gift = {**GIVEN, "sell": "early", "on": "2026-06-03"}
    situation = build_situation(
        plan={"start": "2026-07-01"}, grants=[grant()], lots=[EARLY], events=[gift]
    )
    lines = ("iso_ordinary_income", "long_term_gain", "amt_long_term_gain")
    income = past_income(situation)
    assert [income(2026, line, None) for line in lines] == [0, 0, 0]
    assert past_deduction_lost(situation, 2026) == 0


def test_shares_of_a_purchase_plan_and_bought_ones() -> None:
    """$5 a share of spread are income, $8 are lost; of bought ones the gain of $18."""
    plan = household({**GIVEN, "sell": "plan"})
    assert past_income(plan)(2026, "iso_ordinary_income", None) == 500
    assert past_deduction_lost(plan, 2026) == 800
    bought = household({**GIVEN, "sell": "bought"})
    assert past_income(bought)(2026, "iso_ordinary_income", None) == 0
    assert past_deduction_lost(bought, 2026) == 1_800


def test_nonqualified_options_given_at_once_keep_their_pay() -> None:
    """Exercised this year: the spread of $15 is wages whoever has the shares now."""
    situation = build_situation(
        plan={"start": "2026-04-01"},
        grants=[grant(kind="nso")],
        events=[EXERCISED, {**GIVEN, "sell": "G 2026-01-12"}],
    )
    assert past_income(situation)(2026, "wages", None) == 1_500
    assert past_deduction_lost(situation, 2026) == 500


def test_a_gift_to_a_person_is_no_part_of_what_charity_gets() -> None:
    """Nor does it take from what the plan may still give."""
    to_person = household({**GIVEN, "sell": "early", "given_to": "person"})
    assert given_before(to_person, 2026) == 0
    assert past_deduction_lost(to_person, 2026) == 0
    assert given_before(household({**GIVEN, "sell": "early"}), 2026) == 3_000


def test_gifts_of_earlier_years_are_over() -> None:
    """Their income belongs to a return that is filed."""
    situation = household({**GIVEN, "on": "2025-12-01", "sell": "early"})
    assert past_income(situation)(2025, "iso_ordinary_income", None) == 0
    assert not situation.sold_tranches


@pytest.mark.parametrize("to", ["charity", "person"])
def test_the_audit_counts_gifts_anew(to: str) -> None:
    """A plan after both kinds of gifts passes it, walked from the file."""
    gifts = [
        EXERCISED,
        {**GIVEN, "sell": "G 2026-01-12", "shares": 60, "given_to": to},
        {**GIVEN, "sell": "early", "shares": 10, "given_to": to},
        {**GIVEN, "sell": "plan", "shares": 10, "given_to": to},
    ]
    situation = household(*gifts)
    assert recommend(situation.scenario).actions
    assert not audit(Evidence(situation, ()))


def test_the_audit_finds_a_deduction_that_is_not_lowered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The program's own way says nothing is lost; the walk says 1,000."""
    situation = household({**GIVEN, "sell": "early"})
    monkeypatch.setattr(past_sales, "_shares", lambda given: [0.0] * len(given))
    with pytest.raises(AuditFailure, match=r"lose 0\.00 of deduction, not 1,000\.00"):
        audit(Evidence(situation, ()))
