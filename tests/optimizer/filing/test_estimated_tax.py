"""Form 2210 Part I of each year."""

import pytest

from filed import form_of, lines_of
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.optimizer.filing.filed_schedules import forms_of_schedule
from scenario_builder import build_situation, grant

HABIT = "exercise now and as it vests, hold"
PRIOR = {"tax": 40_000.0, "adjusted_gross_income": 140_000.0}


def forms(**household: object) -> FiledForms:
    """Return the forms of two years, with a large exercise in the first."""
    situation = build_situation(
        plan={"last_year": 2027},
        household={"wages": 200_000.0, "withholding": 30_000.0, **household},
        market={"prices": {"2026-01-01": 310.0}},
        grants=[grant(nonqualified_shares=0)],
    )
    return forms_of_schedule(situation, HABIT)


def test_the_first_year_rests_on_the_year_before() -> None:
    """Form 2210 lines 4 to 10; IRC 6654(d)(1).

    Worked: the year before asks for 100% of 40,000, less than 90% of this year's tax
    with its AMT; 30,000 are withheld, so a quarter of 40,000 is due on each date.
    """
    year = forms(prior_year=PRIOR).years[0]
    form = lines_of(year, "Form 2210")
    assert form["4"] == lines_of(year, "Form 1040")["24"]
    assert form["5"] == pytest.approx(0.9 * form["4"], abs=0.01)
    assert (form["6"], form["8"], form["9"], form["10"]) == (
        30_000,
        40_000,
        40_000,
        10_000,
    )
    assert form["7"] == pytest.approx(form["4"] - 30_000, abs=0.01)
    assert form_of(year, "Form 2210").title.endswith("installments are due")


def test_later_years_ask_for_the_share_of_their_income() -> None:
    """IRC 6654(d)(1)(C): 110% above 150,000 of income in the year before."""
    first, second = forms().years[:2]
    assert not [each for each in first.forms if each.title.startswith("Form 2210")]
    tax = lines_of(first, "Form 1040")["24"]
    assert lines_of(second, "Form 2210")["8"] == pytest.approx(1.1 * tax, abs=0.01)
    poorer = forms(wages=120_000.0).years
    tax = lines_of(poorer[0], "Form 1040")["24"]
    assert lines_of(poorer[1], "Form 2210")["8"] == pytest.approx(tax, abs=0.01)


def test_where_withholding_is_enough_nothing_is_due() -> None:
    """Form 2210 line 9 and the box under it; line 7 below 1,000 ends the form."""
    year = forms(prior_year=PRIOR, withholding=40_000.0).years[0]
    assert form_of(year, "Form 2210").title.endswith("withholding is enough")
    assert "10" not in lines_of(year, "Form 2210")
    tax = lines_of(year, "Form 1040")["24"]
    most = forms(prior_year=PRIOR | {"tax": 139_000.0}, withholding=tax - 999.0)
    assert "too little is left" in form_of(most.years[0], "Form 2210").title
