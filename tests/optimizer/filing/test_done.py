"""The forms of what was done: the events, and nothing that was not given."""

from pathlib import Path
from typing import Any

import pytest

from filed import done, lines_of, year_of
from isoplan.models.base.errors import ScenarioErrors, UnknownLawYear
from isoplan.models.filing.filed_forms import FiledForms
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.filing.filed_schedules import forms_of_events, forms_of_schedule
from scenario_builder import build_situation, grant, lot

EXERCISE: dict[str, Any] = {
    "on": "2024-03-01",
    "exercise": "G",
    "shares": 1_000,
    "value": 260.0,
}


def test_the_shipped_file_gives_the_amt_that_it_states(root: Path) -> None:
    """scenarios/one_year_later.toml: 6,500 exercised in 2026, 400 sold in November.

    Worked: (6.40 - 1.15) x 6,100 = 32,025 on line 2i; of the 400, 5.25 a share are
    wages and 9.10 - 6.40 short-term gain. The file says that AMT was 98.
    """
    path = root / "scenarios" / "one_year_later.toml"
    forms = forms_of_events(situation_of(load_scenario(path)))
    (year,) = forms.years
    assert year.exercises[0].line_2i == 32_025.0
    (sale,) = year.sales
    assert (sale.ordinary_income, sale.gain, sale.amt_gain) == (2_100.0, 1_080.0, 1_080)
    assert (sale.reported_basis, sale.adjustment) == (460.0, -2_100.0)
    assert lines_of(year, "Form 1040")["1z"] == 192_000 + 2_100
    assert lines_of(year, "Form 6251, Parts")["11"] == pytest.approx(98, abs=0.5)
    assert lines_of(year, "Form 8801 of 2027")["21"] == pytest.approx(98, abs=0.5)
    assert not any("gives 98" in note for note in forms.notes)


def test_years_go_on_to_the_plan() -> None:
    """Also those without an event: credit comes back in them."""
    forms = done([EXERCISE])
    assert [year.year for year in forms.years] == [2024, 2025]
    first, second = forms.years
    amt = lines_of(first, "Form 6251, Parts")["11"]
    assert amt > 10_000
    assert lines_of(second, "Form 8801, filed")["21"] == pytest.approx(amt, abs=0.01)
    assert lines_of(second, "Form 8801, filed")["25"] > 0
    assert not second.exercises


def test_what_is_not_known_is_said() -> None:
    """Credit, losses and wages of a year that the file does not give."""
    wages = {2025: 150_000.0, 2026: 160_000.0}
    forms = done([EXERCISE], household={"wages": wages, "minimum_tax_credit": 5_000.0})
    notes = " ".join(forms.notes)
    assert "No credit and no losses are taken to be brought into 2024" in notes
    assert "no wages of 2024" in notes
    assert lines_of(forms.years[0], "Form 8801, filed")["21"] == 0.0
    known = done([EXERCISE], household={"wages": 150_000.0})
    assert "no wages" not in " ".join(known.notes)


CREDITS = [{"line_26": 53_202.0, "amt": 0.0}, 53_202.0]


def fallen(
    credit: object, events: list[dict[str, Any]], *, start: str = "2026-01-02"
) -> FiledForms:
    """Return what was done with shares exercised in 2022, which fell before 2024."""
    situation = build_situation(
        plan={"start": start},
        household={
            "deduction": "standard",
            "wages": {2024: 213_549.0, 2025: 219_955.0},
            "interest": {2024: 1_005.0, 2025: 1_644.0},
            "minimum_tax_credit": credit,
        },
        grants=[
            grant(
                granted_on="2019-01-02",
                expires_on="2028-12-29",
                shares=22_307,
                strike=0.4,
                nonqualified_shares=0,
            )
        ],
        lots=[lot(exercised_on="2022-06-01", shares=22_307, value_at_exercise=19.21)],
        events=events,
    )
    return forms_of_events(situation)


@pytest.mark.parametrize("credit", CREDITS, ids=["line 26", "one number"])
def test_an_old_credit_is_walked_back_from_what_is_left(credit: object) -> None:
    """Oracle: chain-14, whose shares were exercised in 2022 and fell before 2024.

    The file knows what is left for 2026: 53,202 dollars. So 105,688 were brought into
    2024, of which 43,481 and 9,005 came back.
    """
    sale = {"on": "2024-07-01", "sell": "G", "shares": 22_307, "price": 10.72}
    forms = fallen(credit, [sale])
    first, second = (lines_of(year, "Form 8801, filed") for year in forms.years)
    assert first["21"] == pytest.approx(105_688.29, abs=2)
    assert first["25"] == pytest.approx(43_481, abs=2)
    assert second["25"] == pytest.approx(9_005, abs=2)
    assert second["26"] == pytest.approx(53_202, abs=0.01)
    assert "A federal credit of 105,68" in " ".join(forms.notes)


@pytest.mark.parametrize("credit", CREDITS, ids=["line 26", "one number"])
def test_events_of_the_plans_own_year_leave_the_old_credit(credit: object) -> None:
    """What is left for 2026 is as true when something was sold in January of it."""
    sale = {"on": "2024-07-01", "sell": "G", "shares": 22_000, "price": 10.72}
    later = {"on": "2026-02-02", "sell": "G", "shares": 307, "price": 11.0}
    before = fallen(credit, [sale], start="2026-03-02")
    forms = fallen(credit, [sale, later], start="2026-03-02")
    brought = [lines_of(year, "Form 8801, filed")["21"] for year in forms.years]
    assert brought[:2] == [
        lines_of(year, "Form 8801, filed")["21"] for year in before.years
    ]
    assert brought == pytest.approx([105_212.68, 62_206.94, 53_202.0], abs=0.011)


def test_an_amt_that_the_file_gives_otherwise_is_said() -> None:
    """Form 6251 line 11 of last year, in the file and by the events."""
    event = EXERCISE | {"on": "2025-03-03"}
    given = {"minimum_tax_credit": {"line_26": 0.0, "amt": 1_000.0}}
    forms = done([event], household=given)
    amt = lines_of(forms.years[0], "Form 6251, Parts")["11"]
    said = f"The file gives 1,000.00 as AMT of 2025; by these forms it is {amt:,.2f}."
    assert said in forms.notes
    right = {"minimum_tax_credit": {"line_26": 0.0, "amt": round(amt)}}
    assert said[:14] not in " ".join(done([event], household=right).notes)


def test_the_plans_own_year_begins_with_what_the_file_gives() -> None:
    """An event of the first year, before the start within it."""
    event = EXERCISE | {"on": "2026-02-02", "value": 25.0}
    household = {
        "minimum_tax_credit": 5_000.0,
        "loss_carryover": {"long_term": 1_000.0},
    }
    forms = done([event], start="2026-06-01", household=household)
    (year,) = forms.years
    assert lines_of(year, "Form 8801, filed")["21"] == 5_000.0
    assert lines_of(year, "Schedule D, regular")["14"] == -1_000.0


def test_gifts_and_losses_of_the_past_are_in_the_forms() -> None:
    """A gift before two years from grant is a disqualifying disposition."""
    events = [
        {"on": "2025-02-03", "exercise": "G", "shares": 100, "value": 30.0},
        {"on": "2025-03-03", "sell": "G", "shares": 40, "given": True},
        {"on": "2025-04-01", "sell": "G", "shares": 60, "price": 5.0},
    ]
    young = grant(granted_on="2024-06-03", nonqualified_shares=0)
    year = year_of(done(events, grants=[young]), 2025)
    (gift,) = year.gifts
    assert (gift.shares, gift.ordinary_income) == (40, 800.0)
    assert gift.ordinary_income_later == 0.0
    (sale,) = year.sales
    assert (sale.ordinary_income, sale.gain, sale.code) == (0.0, -300.0, "")
    assert lines_of(year, "Form 6251, Parts")["2i"] == 0.0
    assert lines_of(year, "Form 1040")["1z"] == 100_800.0


def test_fractions_of_a_cent_do_not_pile_up_between_kinds_of_row() -> None:
    """Shares at 0.50 have a basis in whole cents, those at 0.1667 have none.

    Worked: 1,010 of the one and 1,030 of the other at 20.005, all long-term; the AMT
    basis of both is 10.00.
    """
    strikes = {"A": 0.5, "B": 0.1667}
    held = {"shares": 2_000, "value_at_exercise": 10.0, "exercised_on": "2022-06-01"}
    situation = build_situation(
        plan={"start": "2026-01-02"},
        grants=[
            grant(name=name, shares=2_000, strike=strike, nonqualified_shares=0)
            for name, strike in strikes.items()
        ],
        lots=[lot(name=f"lot {name}", grant=name, **held) for name in strikes],
        events=[
            {
                "on": f"2025-01-{day:02d}",
                "sell": name,
                "shares": shares,
                "price": 20.005,
            }
            for day in range(2, 12)
            for name, shares in (("A", 101), ("B", 103))
        ],
    )
    (year,) = forms_of_events(situation).years
    assert len(year.sales) == 20
    assert lines_of(year, "Schedule D, AMT")["15"] == 20_410.2
    for sale in year.sales:
        assert sale.amt_basis == pytest.approx(10.0 * sale.shares, abs=0.011)
        filed = sale.proceeds - sale.basis
        assert sale.gain == pytest.approx(filed, abs=1e-6)
    for column, exact in (("amt_gain", 20_410.2), ("gain", 40_133.499)):
        shown = sum(getattr(sale, column) for sale in year.sales)
        assert shown == pytest.approx(exact, abs=0.011)


def test_without_events_there_is_nothing_to_file() -> None:
    """The message says what to add."""
    situation = build_situation(grants=[grant()])
    with pytest.raises(ScenarioErrors, match=r"events are none, .* add \[\[events\]\]"):
        forms_of_events(situation)


def test_a_year_without_law_is_named() -> None:
    """Figures begin with 2018."""
    old = grant(granted_on="2015-01-05", expires_on="2024-12-31", nonqualified_shares=0)
    events = [{"on": "2017-05-01", "exercise": "G", "shares": 10, "value": 30.0}]
    with pytest.raises(UnknownLawYear, match="2017"):
        done(events, grants=[old])


def test_what_was_done_climbs_in_the_steps_of_the_printed_forms() -> None:
    """Schedule 8812: 50 dollars less for each 1,000, or part of it, above 200,000.

    Worked: one child, 2,200 in 2025; wages of 201,500 are two steps, 100 dollars.
    """
    household = {"wages": 201_500.0, "dependents": 1}
    event = EXERCISE | {"on": "2025-03-03", "value": 10.0}
    year = year_of(done([event], household=household), 2025)
    assert lines_of(year, "Form 1040")["19"] == 2_100.0
    situation = build_situation(household=household, grants=[grant()])
    forms = forms_of_schedule(situation, "do nothing")
    assert lines_of(forms.years[0], "Form 1040")["19"] == 2_125.0
    said = "by the steps, tax of all years is 275.00 more"  # eleven years
    assert said in " ".join(forms.notes)
