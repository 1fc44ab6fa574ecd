"""The causes of a comparison, each under its own heading."""

from typing import Any

from isoplan.cli.render.comparison_table import causes_table, comparison_report
from isoplan.cli.report.parts import causes_table as report_causes
from isoplan.models.results.comparison import (
    CAUSES,
    Causes,
    ComparedSchedule,
    Comparison,
    WithoutPriceView,
)

AMOUNTS = {
    "regular_tax": 101.0,
    "amt": 202.0,
    "nonrefundable_credits": 909.0,
    "credit_used": 303.0,
    "surtaxes": 404.0,
    "payroll_tax": 505.0,
    "interest": 606.0,
    "state_tax_after_credit": 707.0,
    "price_and_timing": 808.0,
}
WIDE = 200
"""Columns in which the causes are one table."""

HEADINGS = {
    "regular tax": "101",
    "AMT": "202",
    "AMT credit": "303",
    "surtaxes": "404",
    "other credits": "909",
    "payroll tax": "505",
    "interest": "606",
    "state tax": "707",
    "price and timing": "808",
    "together": "4,545",
}


def compared(name: str, causes: dict[str, float], **fields: Any) -> ComparedSchedule:
    """Return a schedule worth less than the plan for some causes."""
    return ComparedSchedule(
        name=name,
        after_tax_value=100_000.0 - sum(causes.values()),
        total_tax=0.0,
        tax_caused=0.0,
        amt=0.0,
        credit_used=0.0,
        credit_carryforward_out=0.0,
        credit_gone_in=None,
        cash_needed=0.0,
        affordable=True,
        keeps_preferences=fields.get("keeps_preferences", True),
        objective_value=100_000.0 - sum(causes.values()),
        disposes_of_all=True,
        worse_by=sum(causes.values()),
        causes=Causes(**{**dict.fromkeys(AMOUNTS, 0.0), **causes}),
        note="",
        actions=(),
    )


def comparison(*others: ComparedSchedule) -> Comparison:
    """Return a comparison of a plan with other schedules."""
    return Comparison(
        scenario="written by hand",
        status="optimal",
        objective="after_tax_value",
        schedules=(compared("plan", {}), *others),
        assumptions={},
        notes=(),
    )


def under_headings(table: str) -> dict[str, str]:
    """Return the cell of the last row under each heading."""
    heads, rule, *_, row = table.splitlines()
    cells, start = {}, 0
    for dashes in rule.split():
        begin = rule.index(dashes, start)
        start = begin + len(dashes)
        cells[heads[begin:start].strip()] = row[begin:start].strip()
    return cells


def test_every_cause_stands_under_its_heading() -> None:
    """Nine causes and their sum."""
    cells = under_headings(causes_table(comparison(compared("other", AMOUNTS)), WIDE))
    assert cells.pop("less than the plan by $") == "other"
    assert cells == HEADINGS


def test_terminal_and_report_name_causes_alike() -> None:
    """Every field of a schedule's causes has its words, and they are the headings."""
    assert list(CAUSES) == list(Causes.model_fields)
    shown = comparison(compared("other", AMOUNTS))
    cells = under_headings(causes_table(shown, WIDE))
    named = ["schedule", *CAUSES.values(), "together"]
    assert list(report_causes(shown).headings) == named
    assert list(cells)[1:] == named[1:]


def test_a_cause_that_nobody_has_has_no_column() -> None:
    """Payroll tax, interest and states are shown only where there are any."""
    few = {"regular_tax": 101.0, "price_and_timing": 808.0}
    cells = under_headings(causes_table(comparison(compared("other", few)), WIDE))
    assert not {"payroll tax", "interest", "state tax"} & cells.keys()
    assert cells["together"] == "909"


def test_what_is_left_without_a_view_on_the_price_stands_last() -> None:
    """A column of its own, and a line on what it is; without it, neither."""
    view = WithoutPriceView(
        after_tax_value=90_000.0,
        worse_by=1_234.0,
        objective_value=90_000.0,
        affordable=True,
        keeps_preferences=True,
    )
    other = compared("other", AMOUNTS)
    without = comparison_report(comparison(other))
    assert "without a view" not in without
    assert "Without a view" not in without
    shown = comparison(other.model_copy(update={"without_price_view": view}))
    shown = shown.model_copy(update={"verdict_without_price_view": "Not proven."})
    cells = under_headings(causes_table(shown, WIDE))
    assert cells.pop("without a view on the price") == "1,234"
    assert cells.pop("less than the plan by $") == "other"
    assert cells == HEADINGS
    report = comparison_report(shown)
    assert "The plan made for that: Not proven." in report


def test_marks_are_explained() -> None:
    """A schedule that breaks a preference carries a mark, and a line says so."""
    breaking = compared("other", AMOUNTS, keeps_preferences=False)
    report = comparison_report(comparison(breaking))
    assert "other (p)" in report
    assert "(p) this schedule does not keep the household's preferences." in report
