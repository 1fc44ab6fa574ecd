"""The table of the years and the tables of a year, as text and as cells."""

from datetime import date
from pathlib import Path

import pytest

from isoplan.cli.filing.filed_report import filed_report, year_report
from isoplan.cli.filing.filed_tables import LONGEST_NAME, year_tables
from isoplan.cli.layout.width import NARROWEST, USUAL
from isoplan.models.filing.filed_forms import FiledForms, GiftIncome
from isoplan.models.scenario import load_scenario
from isoplan.models.situation import situation_of
from isoplan.optimizer.filing.filed_schedules import forms_of_schedule

HABIT = "exercise now and as it vests, hold"


@pytest.fixture(scope="module")
def filed(root: Path) -> FiledForms:
    """Forms with code Q, a state and unvested shares in many years."""
    path = root / "scenarios" / "founders_engineer_qsbs.toml"
    return forms_of_schedule(situation_of(load_scenario(path)), HABIT)


def test_years_stand_in_a_table_first(filed: FiledForms) -> None:
    """With as many columns as there is room for; amounts are whole."""
    first = filed_report(filed).split("\n\n")[1].splitlines()
    assert first[0].split()[:3] == ["year", "2i", "$"]
    assert [row.split()[0].rstrip("*") for row in first[2 : 2 + len(filed.years)]] == [
        str(year.year) for year in filed.years
    ]


@pytest.mark.parametrize("width", [NARROWEST, USUAL, 120])
def test_all_of_it_fits(width: int, filed: FiledForms) -> None:
    """Every year, every form; the amounts that end the lines stay whole."""
    text = filed_report(filed, width)
    assert max(map(len, text.splitlines())) <= width
    for year in filed.years:
        for form in year.forms:
            for line in form.lines:
                assert f" {line.amount:,.2f}" in text


@pytest.mark.parametrize("times", [1, 1_000, 1_000_000])
def test_what_is_too_wide_loses_columns_and_no_digit(
    times: int, filed: FiledForms
) -> None:
    """Line 26 goes first; what is left is whole."""
    richer = [
        year.model_copy(
            update={
                name: getattr(year, name) * times
                for name in ("line_2i", "line_2k", "amt", "federal_tax", "state_tax")
            }
        )
        for year in filed.years
    ]
    shown = filed.model_copy(update={"years": tuple(richer)})
    table = filed_report(shown).split("\n\n")[1]
    assert max(map(len, table.splitlines())) <= USUAL
    assert f"{round(richer[0].amt):,}" in table
    assert ("line 26" in table) == (times == 1)


def test_tables_are_cells_for_a_report(filed: FiledForms) -> None:
    """Every table has a title, and as many cells a row as headings."""
    for year in filed.years:
        tables = year_tables(year)
        titles = [each.title for each in tables]
        assert len(titles) == len(set(titles))
        for each in tables:
            rows = [*each.table.rows, *([each.table.total] if each.table.total else [])]
            assert {len(row) for row in rows} == {len(each.table.headings)}
        assert titles[-len(year.forms) :] == [form.title for form in year.forms]
        if year.sales:
            (to_2k,) = [t for t in tables if t.title.startswith("From each sale")]
            sums = sum(each.line_2k for each in year.sales)
            assert to_2k.table.total[-1] == f"{sums:,.2f}"


def test_names_are_cut_and_amounts_are_not(filed: FiledForms) -> None:
    """A lot with a long name and fifty millions still fits 80 columns."""
    (year,) = [each for each in filed.years if each.sales][:1]
    amounts = dict.fromkeys(
        (
            "proceeds", "reported_basis", "gain", "amt_basis", "amt_gain", "line_2k",
            "ordinary_income", "ordinary_income_later",
        ),
        50_000_000.25,
    )  # fmt: skip
    large = {"lot": "x" * 100, "shares": 9_000_000, "adjustment": -50_000_000.25}
    sale = year.sales[0].model_copy(update=large | amounts)
    (exercised,) = [each for each in filed.years if each.exercises][:1]
    exercise = exercised.exercises[0].model_copy(update={"lot": "x" * 100})
    update = {"sales": (sale,), "exercises": (exercise,)}
    changed = year.model_copy(update=update)
    tables = year_tables(changed)
    cells = {cell for each in tables for row in each.table.rows for cell in row}
    assert "x" * (LONGEST_NAME - 3) + "..." in cells
    assert "50,000,000.25" in cells
    lines = year_report(changed).splitlines()
    assert max(map(len, lines)) <= USUAL


def test_a_long_name_first_loses_the_day_that_stands_beside_it(
    filed: FiledForms,
) -> None:
    """Lots of one grant that vest on several days stay apart."""
    (year,) = [each for each in filed.years if each.sales][:1]
    sale = year.sales[0]
    name = "Founding engineer (vests 2028-01-12)"
    lot = {"lot": f"{name} {sale.acquired_on}"}
    tables = year_tables(
        year.model_copy(update={"sales": (sale.model_copy(update=lot),)})
    )
    cells = {cell for each in tables for row in each.table.rows for cell in row}
    assert len(name) == LONGEST_NAME
    assert name in cells


def test_wages_of_lots_with_one_long_name_are_told_apart(filed: FiledForms) -> None:
    """By the row of Form 8949; the day beside them is that of the sale or the gift."""
    (year,) = [each for each in filed.years if each.sales][:1]
    name = "Founding engineer (vests 2028-01-12)"
    wages = {"ordinary_income": 50_000_000.25, "ordinary_income_later": 50_000_000.25}
    sales = [
        year.sales[0].model_copy(update=wages | {"row": row, "lot": f"{name} {day}"})
        for row, day in enumerate(("2026-02-02", "2026-03-02"), start=1)
    ]
    gift = GiftIncome(
        lot=f"{name} 2026-04-02", grant="", shares=9, on=date(2028, 5, 2), **wages
    )
    changed = year.model_copy(update={"sales": tuple(sales), "gifts": (gift,)})
    (shown,) = [t for t in year_tables(changed) if t.title.startswith("Wages")]
    assert [row[:3] for row in shown.table.rows] == [
        ("1", "Founding engineer (vests ...", str(sales[0].sold_on)),
        ("2", "Founding engineer (vests ...", str(sales[0].sold_on)),
        ("gift", "Founding engineer (vests ...", "2028-05-02"),
    ]
    assert shown.table.total[-1] == "150,000,000.75"
    assert max(map(len, year_report(changed).splitlines())) <= USUAL
