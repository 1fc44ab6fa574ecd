"""A report as a workbook: numbers as numbers, days as days, a sheet a topic."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from isoplan.cli.report.extra import needed
from isoplan.cli.report.letterhead import Letterhead
from isoplan.cli.report.parts import VERBS, assumptions
from isoplan.models.filing.filed_forms import (
    OF_PLAN,
    FiledForms,
    Form3921,
    FormsOfYear,
    Sale8949,
)
from isoplan.models.results.base import Result
from isoplan.models.results.comparison import CAUSES, ComparedSchedule, Comparison
from isoplan.models.results.plan import Action
from isoplan.models.results.plan_years import PlanYear
from isoplan.models.results.report import Report

MONEY, SHARES, DAY = "#,##0.00;[Red]-#,##0.00", "#,##0", "yyyy-mm-dd"
WIDEST, NARROWEST = 60, 9
"""Of a column, letters."""
COUNTS = {
    *("exercised", "sold", "given", "cashed_out", "written_off", "held", "options"),
    *("lapsed", "shares", "disposed_of_in_year"),
}
"""Fields that count shares."""
PLAIN = {"year", "credit_gone_in", "row", "piece"}
"""Fields that hold a year, or a number of a row."""
DAYS = {"date", "granted_on", "exercised_on", "measured_on", "acquired_on", "sold_on"}
"""Fields that hold a day."""
WORDS = {"lot", "grant", "disposition", "box", "code"}
"""Fields that hold words."""

Row = Sequence[Any]
FormsOf = tuple[str, Sequence[FormsOfYear]]
"""Whose forms, and those of each year."""


class Workbook:
    """A workbook that is being written."""

    def __init__(self, title: str, letterhead: Letterhead, start: str) -> None:
        """Begin one.

        Args:
            title: Of all its sheets, and in the file's properties.
            letterhead: A planner's.
            start: Day of the plan's start: stands in for the time of writing, so that
                one plan makes one file.
        """
        xlsxwriter = needed(".xlsx")
        self._file = BytesIO()
        self._book = xlsxwriter.Workbook(
            self._file,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
            },
        )
        self._book.set_properties(
            {
                "title": title,
                "author": letterhead.name,
                "comments": letterhead.disclaimer,
                "created": datetime.fromisoformat(start),
            }
        )
        self._title = title
        self._footer = letterhead.name.replace("&", "&&")
        styles: dict[str, dict[str, Any]] = {
            "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"},
            "money": {"num_format": MONEY},
            "shares": {"num_format": SHARES},
            "day": {"num_format": DAY, "align": "left"},
            "plain": {"num_format": "0"},
            "words": {"text_wrap": True, "valign": "top"},
        }
        self._style = {
            name: self._book.add_format(style) for name, style in styles.items()
        }

    def sheet(
        self, name: str, headings: Sequence[str], rows: Sequence[Row], kinds: Row
    ) -> None:
        """Add a sheet with one table, its headings frozen and on every printed page.

        Args:
            name: Of the sheet.
            headings: One a column.
            rows: Values; each row as long as the headings.
            kinds: Of each column: ``money``, ``shares``, ``day``, ``plain`` or
                ``words``.
        """
        sheet = self._book.add_worksheet(name)
        sheet.write_row(0, 0, headings, self._style["head"])
        for at, row in enumerate(rows, 1):
            for column, (value, kind) in enumerate(zip(row, kinds, strict=True)):
                self._write(sheet, at, column, value, kind)
        for column, heading in enumerate(headings):
            shown = [heading.split(" ")[0], *(_shown(row[column]) for row in rows)]
            width = min(max(NARROWEST, *(len(each) + 2 for each in shown)), WIDEST)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(1)  # letter
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L{self._title.replace('&', '&&')}&R&A")
        sheet.set_footer(f"&L{self._footer}&R&P of &N")

    def _write(
        self,
        sheet: Any,  # noqa: ANN401 - of a package that may be missing
        row: int,
        column: int,
        value: Any,  # noqa: ANN401 - a cell's
        kind: str,
    ) -> None:
        style = self._style[kind]
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._style["day"])
        elif isinstance(value, str):
            sheet.write_string(row, column, value, self._style["words"])
        else:
            sheet.write_number(row, column, value, style)

    def close(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._file.getvalue()


def plan_workbook(
    report: Report,
    forms: Sequence[FormsOfYear] = (),
    letterhead: Letterhead | None = None,
    others: Sequence[FiledForms] = (),
) -> bytes:
    """Return the workbook of a plan, and of its comparison if there is one.

    Args:
        report: What is shown.
        forms: Of each year; none to leave them out.
        letterhead: A planner's; None for none.
        others: Forms of the household's own schedules, and of what was done.
    """
    plan, head = report.plan, letterhead or Letterhead()
    book = Workbook(plan.scenario, head, str(plan.assumptions["start"]))
    _summary(book, report)
    _actions(book, "Actions", [("", each) for each in plan.actions])
    write_models(book, "Years", PlanYear, plan.years)
    cash = [(each.date, each.paid_out, each.left, each.owed) for each in report.cash]
    kinds = ("day", "money", "money", "money")
    heads = ("day", "paid out less brought in", "cash left", "owed on a loan")
    book.sheet("Cash", heads, cash, kinds)
    shares = [each.model_dump() for each in report.shares]
    names = list(shares[0])
    book.sheet(
        "Shares",
        [name.replace("_", " ") for name in names],
        [list(each.values()) for each in shares],
        [kind_of_field(name) for name in names],
    )
    days = [
        (each.date, each.kind.replace("_", " "), each.what, each.shares, each.year,
         each.amount)
        for each in report.key_days
    ]  # fmt: skip
    book.sheet(
        "Days",
        ("day", "kind", "what", "shares", "tax year", "amount"),
        days,
        ("day", "words", "words", "shares", "plain", "money"),
    )
    if report.comparison is not None:
        _comparison(book, report.comparison)
    if forms or others:
        of_others = [(each.schedule, each.years) for each in others]
        _forms(book, [(OF_PLAN, forms), *of_others])
    write_assumptions(book, plan.assumptions, [*plan.notes, plan.verdict()], head)
    return book.close()


def comparison_workbook(
    comparison: Comparison, letterhead: Letterhead | None = None
) -> bytes:
    """Return the workbook of a comparison alone, with what each schedule does."""
    head, given = letterhead or Letterhead(), comparison.assumptions
    book = Workbook(comparison.scenario, head, str(given["start"]))
    _comparison(book, comparison)
    actions = [
        (schedule.name, action)
        for schedule in comparison.schedules
        for action in schedule.actions
    ]
    _actions(book, "Actions", actions)
    write_assumptions(book, given, [*comparison.notes, comparison.verdict], head)
    return book.close()


def _summary(book: Workbook, report: Report) -> None:
    plan, needed = report.plan, report.plan.cash_needed
    totals = plan.totals.model_dump()
    rows: list[Row] = [
        ("scenario", plan.scenario),
        ("status", plan.status),
        ("objective", plan.objective.name),
        ("objective value", plan.objective.value),
        ("bound", plan.objective.bound),
        ("gap", plan.objective.gap),
        ("most cash out", needed.amount if needed else 0.0),
        ("on", needed.on if needed else None),
        *((name.replace("_", " "), value) for name, value in totals.items()),
    ]
    book.sheet("Summary", ("figure", "value"), rows, ("words", "money"))


def _actions(book: Workbook, name: str, actions: Sequence[tuple[str, Action]]) -> None:
    rows = [
        (
            schedule or "plan", each.date, VERBS[each.kind], each.grant,
            each.options or each.lot, each.lot, each.shares, each.price,
            each.shares * each.price, each.disposition or "",
            "yes" if each.election_83b else "", each.why,
        )
        for schedule, each in actions
    ]  # fmt: skip
    heads = (
        "schedule", "day", "do", "grant", "options or lot", "lot", "shares",
        "dollars a share", "dollars", "disposition", "83(b)", "why",
    )  # fmt: skip
    kinds = (
        "words", "day", "words", "words", "words", "words", "shares", "money", "money",
        "words", "words", "words",
    )  # fmt: skip
    book.sheet(name, heads, rows, kinds)


def _rows_of_forms(
    book: Workbook,
    name: str,
    model: type[Result],
    filed: Sequence[FormsOf],
    rows_of: Callable[[FormsOfYear], Sequence[Result]],
) -> None:
    """Add a sheet of the rows that forms rest on, schedule and year first."""
    fields = list(model.model_fields)
    rows = [
        [schedule, year.year, *(plain_value(getattr(row, field)) for field in fields)]
        for schedule, years in filed
        for year in years
        for row in rows_of(year)
    ]
    heads = ["schedule", "year", *(field.replace("_", " ") for field in fields)]
    kinds = ["words", "plain", *(kind_of_field(field) for field in fields)]
    book.sheet(name, heads, rows, kinds)


def write_models(
    book: Workbook, name: str, model: type[Result], rows: Sequence[Result]
) -> None:
    """Add a sheet with a column a field, named as in the JSON."""
    fields = list(model.model_fields)
    book.sheet(
        name,
        [field.replace("_", " ") for field in fields],
        [[plain_value(getattr(row, field)) for field in fields] for row in rows],
        [kind_of_field(field) for field in fields],
    )


def _comparison(book: Workbook, comparison: Comparison) -> None:
    left_out = {"actions", "causes", "without_price_view", "note"}
    fields = [name for name in ComparedSchedule.model_fields if name not in left_out]
    heads = [field.replace("_", " ") for field in fields]
    book.sheet(
        "Schedules",
        [*heads, "note"],
        [
            [*(plain_value(getattr(each, field)) for field in fields), each.note]
            for each in comparison.schedules
        ],
        [*(kind_of_field(field) for field in fields), "words"],
    )
    rows = [
        [each.name, *(getattr(each.causes, name) for name in CAUSES), each.worse_by]
        for each in comparison.schedules
    ]
    book.sheet(
        "Causes",
        ("schedule", *CAUSES.values(), "together"),
        rows,
        ("words", *("money" for _ in CAUSES), "money"),
    )


def _forms(book: Workbook, filed: Sequence[FormsOf]) -> None:
    _rows_of_forms(book, "Form 3921", Form3921, filed, lambda year: year.exercises)
    _rows_of_forms(book, "Form 8949", Sale8949, filed, lambda year: year.sales)
    rows = [
        (schedule, year.year, form.title, line.number, line.what, line.amount)
        for schedule, years in filed
        for year in years
        for form in year.forms
        for line in form.lines
    ]
    heads = ("schedule", "year", "form", "line", "what", "dollars")
    kinds = ("words", "plain", "words", "words", "words", "money")
    book.sheet("Forms", heads, rows, kinds)


def write_assumptions(
    book: Workbook,
    given: Mapping[str, str | float | int | list[int] | None],
    notes: Sequence[str],
    letterhead: Letterhead,
) -> None:
    """Add the sheet of what a result assumes, its notes and the disclaimer."""
    rows: list[Row] = [*assumptions(given), *(("note", note) for note in notes)]
    if letterhead.disclaimer:
        rows.append(("disclaimer", letterhead.disclaimer))
    book.sheet("Assumptions", ("what", "value"), rows, ("words", "words"))


def kind_of_field(field: str) -> str:
    """Return the kind of a column by the field that it holds."""
    if field in PLAIN:
        return "plain"
    if field in DAYS:
        return "day"
    if field in WORDS:
        return "words"
    return "shares" if field in COUNTS else "money"


def plain_value(value: Any) -> Any:  # noqa: ANN401 - a field's
    """Return a value that a cell can hold."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _shown(value: object) -> str:
    return f"{value:,.2f}" if isinstance(value, float) else str(value or "")
