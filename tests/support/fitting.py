"""Whether reports fit their width, and show every amount whole."""

from collections import Counter
from collections.abc import Iterable

from isoplan.cli.render.comparison_table import comparison_report
from isoplan.cli.render.plan_table import SECTIONS, plan_report
from isoplan.models.results.comparison import Comparison
from isoplan.models.results.display import ShownTable
from isoplan.models.results.number_text import whole
from isoplan.models.results.plan import Plan

WIDTHS = (60, 72, 80, 120)
TIME_LIMIT_S = 60.0


def check_fits(text: str, width: int) -> None:
    """No line is longer than the width."""
    too_long = [line for line in text.split("\n") if len(line) > width]
    assert too_long == [], (width, too_long)


def check_shows(text: str, amounts: Iterable[str]) -> None:
    """Each amount stands in the text as one word, as often as it is there."""
    missing = Counter(amounts) - Counter(text.split())
    assert not missing, missing


def amounts_of(shown: ShownTable) -> list[str]:
    """Return the cells of a table that are no names, its total included."""
    rows = [*shown.rows, *([shown.total] if shown.total else [])]
    return [cell for row in rows for cell in row[max(shown.left, 1) :] if cell]


def check_plan_fits(plan: Plan) -> None:
    """The first screen and the whole report, at each width."""
    years = amounts_of(plan.table())
    acts = [whole(each.shares * each.price) for each in plan.actions]
    aside = [whole(each.amount) for each in plan.set_aside]
    for width in WIDTHS:
        check_fits(plan_report(plan, TIME_LIMIT_S, width), width)
        full = plan_report(plan, TIME_LIMIT_S, width, tuple(SECTIONS))
        check_fits(full, width)
        check_shows(full, [*years, *acts, *aside])


def check_comparison_fits(comparison: Comparison) -> None:
    """The usual columns and all of them, at each width."""
    schedules = amounts_of(comparison.table())
    causes = [
        whole(amount)
        for each in comparison.schedules[1:]
        for amount in each.causes.model_dump().values()
        if amount
    ]
    for width in WIDTHS:
        check_fits(comparison_report(comparison, width), width)
        full = comparison_report(comparison, width, whole=True)
        check_fits(full, width)
        check_shows(full, [*schedules, *causes])
