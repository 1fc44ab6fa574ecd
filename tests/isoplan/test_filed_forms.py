"""`isoplan.forms`: the same forms as the command's, as an object."""

import pytest

import isoplan

LATER = isoplan.examples()["one_year_later"]
OWN = "Nothing more before the end of the lock-up"


@pytest.fixture(scope="module")
def done() -> isoplan.FiledForms:
    """What was done."""
    return isoplan.forms(LATER, done=True)


def test_it_introduces_itself(done: isoplan.FiledForms) -> None:
    """Short, in a sentence, and as a table that a notebook shows."""
    assert repr(done) == (
        "<FiledForms 'Series B engineer, one year later': done, 2026 to 2026>"
    )
    assert str(done) == (
        "Series B engineer, one year later: the forms of what was done, 2026. "
        "AMT $98, credit used $0."
    )
    shown = done._repr_html_()
    assert "32,025" in shown
    assert "<table>" in shown


def test_rows_are_plain(done: isoplan.FiledForms) -> None:
    """One a year, for a data frame."""
    (row,) = done.to_rows()
    assert row["year"] == 2026
    assert row["line_2i"] == 32_025.0
    assert all(isinstance(cell, int | float | str) for cell in row.values())


def test_a_schedule_by_name() -> None:
    """The household's own, in one year."""
    forms = isoplan.forms(LATER, schedule=OWN, year=2029, broker_reports="nothing")
    assert repr(forms).endswith(f"{OWN}, 2029 to 2029>")
    assert {sale.box for sale in forms.years[0].sales} == {"C", "F"}
    assert OWN in forms.answer()
    assert forms.table().notes[0].startswith("* the law's figures are projected")


@pytest.mark.slow
def test_without_a_word_it_is_the_plan() -> None:
    """Solved as `isoplan.plan` does."""
    small = isoplan.examples()["amt_credit_timeline"]
    told: list[str] = []
    forms = isoplan.forms(small, progress=told.append)
    assert forms.schedule == "plan"
    assert "the forms of the plan" in str(forms)
    assert told
    amt = sum(year.amt for year in forms.years)
    assert amt == pytest.approx(isoplan.plan(small).totals.amt, abs=0.05)


def test_wrong_arguments_are_python_s_own_errors() -> None:
    """Each names the argument and what would be right."""
    with pytest.raises(ValueError, match="schedule and done ask for different forms"):
        isoplan.forms(LATER, schedule=OWN, done=True)
    with pytest.raises(
        ValueError, match=r"broker_reports is 'all'; known words: .*proceeds"
    ):
        isoplan.forms(LATER, done=True, broker_reports="all")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="2031 is none of the years of these forms"):
        isoplan.forms(LATER, done=True, year=2031)
    with pytest.raises(ValueError, match="gap is -1"):
        isoplan.forms(LATER, done=True, gap=-1)
    with pytest.raises(isoplan.ScenarioErrors, match="which names none of the"):
        isoplan.forms(LATER, schedule="nothing of the kind")
