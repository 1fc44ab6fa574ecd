"""The workbook, read again by another library: numbers are numbers, days are days."""

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.workbook import comparison_workbook, plan_workbook
from isoplan.models.filing.filed_forms import FormsOfYear
from isoplan.models.results.plan_years import PlanYear
from made_report import Made, made_report


@pytest.fixture(scope="module")
def made() -> Made:
    return made_report()


@pytest.fixture(scope="module")
def book(made: Made) -> Workbook:
    head = Letterhead("A & B", disclaimer="=1+1")
    return load_workbook(
        BytesIO(plan_workbook(made.report, made.forms, head, made.others))
    )


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """The values of a sheet below its headings."""
    return [*book[sheet].iter_rows(min_row=2, values_only=True)]


def test_a_sheet_a_topic(book: Workbook) -> None:
    """Each with its headings frozen, for printing on letter paper across."""
    assert book.sheetnames == [
        "Summary", "Actions", "Years", "Cash", "Shares", "Days", "Schedules", "Causes",
        "Form 3921", "Form 8949", "Forms", "Assumptions",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.max_row > 1


def test_years_are_those_of_the_plan(book: Workbook, made: Made) -> None:
    """Every field of every year, a number a cell."""
    fields = list(PlanYear.model_fields)
    for shown, year in zip(rows(book, "Years"), made.report.plan.years, strict=True):
        for value, field in zip(shown, fields, strict=True):
            expected = getattr(year, field)
            if isinstance(expected, bool):
                expected = "yes" if expected else "no"
            assert value == expected, field


def test_actions_and_days_have_dates(book: Workbook, made: Made) -> None:
    """Not texts; shares and dollars are numbers."""
    for shown, action in zip(
        rows(book, "Actions"), made.report.plan.actions, strict=True
    ):
        assert shown[1] == datetime(
            action.date.year, action.date.month, action.date.day
        )
        assert shown[6:9] == (
            action.shares, action.price, pytest.approx(action.shares * action.price)
        )  # fmt: skip
    assert [each[0] for each in rows(book, "Days")] == [
        datetime(each.date.year, each.date.month, each.date.day)
        for each in made.report.key_days
    ]
    assert [each[1:] for each in rows(book, "Cash")] == [
        (each.paid_out, each.left, each.owed) for each in made.report.cash
    ]


def filed(made: Made) -> list[tuple[str, FormsOfYear]]:
    """Every year's forms, the plan's first, then those of each own schedule."""
    assert made.others
    years = [("plan", year) for year in made.forms]
    return years + [
        (each.schedule, year) for each in made.others for year in each.years
    ]


def test_exercises_and_sales_behind_the_forms(book: Workbook, made: Made) -> None:
    """A row of Form 3921 or 8949 each, schedule and year first."""
    for sheet, part in (("Form 3921", "exercises"), ("Form 8949", "sales")):
        own = [
            (schedule, year.year, row)
            for schedule, year in filed(made)
            for row in getattr(year, part)
        ]
        assert len({schedule for schedule, _, _ in own}) == 1 + len(made.others)
        for shown, (schedule, year, row) in zip(rows(book, sheet), own, strict=True):
            assert shown[:2] == (schedule, year)
            fields = row.model_dump().values()
            for value, expected in zip(shown[2:], fields, strict=True):
                if isinstance(expected, bool):
                    assert value == ("yes" if expected else "no")
                elif isinstance(expected, date):
                    assert isinstance(value, datetime)
                    assert value.date() == expected
                else:
                    assert value == (None if expected == "" else expected)


def test_forms_line_by_line(book: Workbook, made: Made) -> None:
    """Schedule, year, form, line, words, dollars."""
    assert rows(book, "Forms") == [
        (schedule, year.year, form.title, line.number or None, line.what, line.amount)
        for schedule, year in filed(made)
        for form in year.forms
        for line in form.lines
    ]


def test_no_text_becomes_a_formula(book: Workbook) -> None:
    """A disclaimer that looks like one stays a text."""
    assert ("disclaimer", "=1+1") in rows(book, "Assumptions")
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds <= {"n", "s", "d"}


def test_one_plan_makes_one_workbook(made: Made) -> None:
    """The time of writing is not in it."""
    assert plan_workbook(made.report) == plan_workbook(made.report)


def test_a_comparison_alone(made: Made) -> None:
    """Its schedules, why, and what each does."""
    comparison = made.report.comparison
    assert comparison is not None
    book = load_workbook(BytesIO(comparison_workbook(comparison)))
    assert book.sheetnames == ["Schedules", "Causes", "Actions", "Assumptions"]
    names = [row[0] for row in rows(book, "Schedules")]
    assert names == [each.name for each in comparison.schedules]
    assert [row[-1] for row in rows(book, "Causes")] == [
        each.worse_by for each in comparison.schedules
    ]
    assert len(rows(book, "Actions")) == sum(
        len(each.actions) for each in comparison.schedules
    )
