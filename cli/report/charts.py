"""The charts of a report, each with a sentence that says it and a table that holds it.

Each is drawn twice, for a desk and for a phone; the page shows the one that fits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from isoplan.cli.report import cells
from isoplan.cli.report.cells import Cell, Table
from isoplan.cli.report.svg import (
    Scale,
    bar,
    drawing,
    element,
    legend,
    legend_height,
    patterns,
    rules,
    ticks,
    words,
)
from isoplan.models.results.comparison import MARKS, Comparison
from isoplan.models.results.number_text import dollars, whole
from isoplan.models.results.plan import Plan
from isoplan.models.results.plan_years import NOTHING_LEFT
from isoplan.models.results.report import CashOnDay, Report, SharesOnDay

WIDE, NARROW = 540.0, 350.0
"""Widths of a drawing on a desk and on a phone; its text has the page's size there."""
HEIGHT = 210.0
"""Of the part with the data."""
LEFT, BELOW = 52.0, 24.0
"""Room for the labels of the axes."""
ROW = 44.0
"""Height of a bar that lies, its name above it."""
LETTER = 7.0
"""Width of a letter, a little more than most have."""
LONGEST_BESIDE = 37
"""Letters of a name that still stands before its bar."""

STATES = {
    "options": "options",
    "held": "shares held",
    "sold": "sold",
    "given": "given",
    "cashed_out": "cashed out",
    "written_off": "worthless",
    "lapsed": "lapsed",
}
"""Where options and shares are, in the order in which they are stacked."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        key: Names it on the page.
        title: Says what is shown.
        told: The same with its main figures, in a sentence.
        wide: Drawing for a desk; empty where there is nothing to draw.
        narrow: The same for a phone.
        table: All its data.
    """

    key: str
    title: str
    told: str
    wide: str
    narrow: str
    table: Table


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan and its days stand in the JSON of a report.

    Attributes:
        plan: The plan.
        report: Before the names of the days' fields.
        key: After the names of its charts, so that no two on a page are the same.
    """

    plan: str = "plan"
    report: str = ""
    key: str = ""

    @classmethod
    def of_outcome(cls, at: int) -> "Place":
        """Return where an outcome stands, by its number."""
        return cls(f"plan.outcomes[{at}]", f"outcomes[{at}].", f"-{at}")


OF_A_PLAN = Place()

Draw = Callable[[float, str], tuple[str, float]]
"""From width and key to what is inside a drawing, and its height."""


def charts_of(report: Report) -> list[Chart]:
    """Return all charts of a report."""
    found = [amt_chart(report.plan), cash_chart(report), shares_chart(report)]
    if report.comparison is not None:
        found.append(schedules_chart(report.comparison))
    return [chart for chart in found if chart.table.rows]


def chart_of(key: str, title: str, told: str, table: Table, draw: Draw) -> Chart:
    """Return a chart, drawn for a desk and for a phone."""
    drawn = []
    for size, width in (("wide", WIDE), ("narrow", NARROW)):
        inside, height = draw(width, f"{key}-{size}")
        drawn.append(drawing(inside, width, height, f"{key}-{size}", title, told))
    return Chart(key, title, told, drawn[0], drawn[1], table)


def shown_years(plan: Plan) -> int:
    """Return how many years the plan's own table shows: until the plan changes none."""
    return len(plan.table().rows)


def amt_chart(plan: Plan, place: Place = OF_A_PLAN) -> Chart:
    """Return AMT paid, credit used and credit left, by year."""
    years = plan.years[: shown_years(plan)]
    fields = ("amt", "credit_used", "credit_carryforward_out")
    names = ("AMT", "credit used", "credit left")
    amounts = [[getattr(year, field) for field in fields] for year in years]
    told = (
        f"AMT {dollars(plan.totals.amt)} in all; credit used "
        f"{dollars(plan.totals.credit_used)}; credit left at the end "
        f"{dollars(plan.totals.credit_carryforward_out)}."
    )
    rows = tuple(
        (
            cells.year(year.year, f"{place.plan}.years[{at}].year"),
            *(
                cells.money(getattr(year, field), f"{place.plan}.years[{at}].{field}")
                for field in fields
            ),
        )
        for at, year in enumerate(years)
    )
    table = Table(("year", *names), rows, left=1)
    title = "AMT and its credit, by year"
    if not any(any(row) for row in amounts):
        return Chart(
            f"amt{place.key}", title, "No AMT and no credit in any year.", "", "", table
        )

    def draw(width: float, key: str) -> tuple[str, float]:
        top = legend_height(names, width)
        marks = ticks(0.0, max(map(max, amounts)))
        up = Scale(marks[0], marks[-1], top + HEIGHT, top + 8)
        step = (width - LEFT) / len(years)
        parts = [patterns(key, 2), legend(names, width, key, [3])]
        parts += rules(marks, up, LEFT, width, "$")
        thick, places = min(step * 0.34, 26.0), []
        for at, row in enumerate(amounts):
            middle = LEFT + step * (at + 0.5)
            for series, amount in enumerate(row[:2], 1):
                if amount > NOTHING_LEFT:
                    x, y = middle + (series - 2) * thick, up(amount)
                    parts.append(bar(x, y, thick - 1, up(0.0) - y, series, key))
            places.append((middle, up(row[2])))
        parts.append(line_through(places, 3))
        parts += under_axis([year.year for year in years], step, up(0.0))
        return "".join(parts), top + HEIGHT + BELOW

    return chart_of(f"amt{place.key}", title, told, table, draw)


def _at_the_end(report: Report) -> str:
    """Return what the plan has brought by the last of its days, and what is to come."""
    last = report.cash[-1]
    verb = "brought" if last.paid_out <= 0.0 else "cost"
    day = cells.day(last.date, "").text
    told = f"By {day} the plan has {verb} {dollars(abs(last.paid_out))}"
    later = sum(each.amount or 0.0 for each in report.key_days if each.date > last.date)
    if abs(later) > NOTHING_LEFT:
        does = "cost" if later > 0.0 else "save"
        told += f"; the years after it {does} {dollars(abs(later))} of tax"
    return f"{told}."


def cash_chart(report: Report, place: Place = OF_A_PLAN) -> Chart:
    """Return the cash that the plan takes and brings, and what is left, by day."""
    days = report.cash
    told = "No cash moves."
    if days:
        told = _at_the_end(report)
    if (needed := report.plan.cash_needed) is not None and needed.on is not None:
        on = cells.day(needed.on, "").text
        told = f"At most {dollars(needed.amount)} is out, on {on}. {told}"
    rows = tuple(
        (
            cells.day(each.date, f"{place.report}cash[{at}].date"),
            cells.money(each.paid_out, f"{place.report}cash[{at}].paid_out"),
            cells.money(each.left, f"{place.report}cash[{at}].left"),
        )
        for at, each in enumerate(days)
    )
    table = Table(("day", "paid out less brought in", "cash left"), rows)
    names = ["brought in less paid out"]
    if report.plan.assumptions.get("cash") is not None:
        names.append("cash left, with savings")

    title = "Cash of the plan, by day"
    if not days:
        return Chart(f"cash{place.key}", title, told, "", "", table)

    def draw(width: float, key: str) -> tuple[str, float]:
        return _drawn_cash(days, names, width, key)

    return chart_of(f"cash{place.key}", title, told, table, draw)


def _drawn_cash(
    days: Sequence[CashOnDay], names: Sequence[str], width: float, key: str
) -> tuple[str, float]:
    top = legend_height(names, width)
    lines = [[-day.paid_out for day in days], [day.left for day in days]]
    lines = lines[: len(names)]
    marks = ticks(min(map(min, lines)), max(map(max, lines)))
    up = Scale(marks[0], marks[-1], top + HEIGHT, top + 8)
    years = range(days[0].date.year, days[-1].date.year + 1)
    first = days[0].date.replace(month=1, day=1).toordinal()
    last = days[-1].date.replace(month=12, day=31).toordinal() + 1
    along = Scale(first, last, LEFT, width - 6)
    x = [along(each.date.toordinal()) for each in days]
    parts = [legend(names, width, key, [1, 2]), *rules(marks, up, LEFT, width, "$")]
    for series, amounts in enumerate(lines, 1):
        places = zip(x, map(up, amounts), strict=True)
        path = "".join(f"H{across:.1f}V{y:.1f}" for across, y in places)
        path = f"M{x[0]:.1f},{up(amounts[0]):.1f}{path}H{along(last):.1f}"
        parts.append(element("path", class_=f"l{series}", d=path))
    low = min(lines[0])
    if low < 0.0:
        at, y = x[lines[0].index(low)], up(low)
        right = at > (LEFT + width) / 2
        parts.append(
            element("circle", class_="mark", cx=round(at, 1), cy=round(y, 1), r=4)
        )
        parts.append(
            words(
                dollars(low), at + (-9 if right else 9), min(y + 16, top + HEIGHT - 3),
                text_anchor="end" if right else "start", class_="label",
            )
        )  # fmt: skip
    step = (width - 6 - LEFT) / len(years)
    parts += under_axis(years, step, top + HEIGHT)
    return "".join(parts), top + HEIGHT + BELOW


def shares_chart(report: Report, place: Place = OF_A_PLAN) -> Chart:
    """Return where all options and shares are as each year ends."""
    days = report.shares
    used = [name for name in STATES if any(getattr(day, name) for day in days)]
    last = days[-1]
    told = f"As {last.date.year} ends: " + ", ".join(
        f"{whole(getattr(last, name))} {STATES[name]}" for name in used
    )
    rows = tuple(
        (
            cells.day(each.date, f"{place.report}shares[{at}].date"),
            *(
                cells.count(getattr(each, name), f"{place.report}shares[{at}].{name}")
                for name in used
            ),
        )
        for at, each in enumerate(days)
    )
    table = Table(("end of day", *(STATES[name] for name in used)), rows)

    def draw(width: float, key: str) -> tuple[str, float]:
        return _drawn_shares(days, used, width, key)

    key = f"shares{place.key}"
    return chart_of(key, "Options and shares", told + ".", table, draw)


def _drawn_shares(
    days: Sequence[SharesOnDay], used: Sequence[str], width: float, key: str
) -> tuple[str, float]:
    names = [STATES[name] for name in used]
    top = legend_height(names, width)
    heights = [sum(getattr(day, name) for name in used) for day in days]
    marks = ticks(0.0, max(heights))
    up = Scale(marks[0], marks[-1], top + HEIGHT, top + 8)
    step = (width - LEFT) / len(days)
    thick = min(step * 0.7, 44.0)
    parts = [patterns(key, len(used)), legend(names, width, key, [])]
    parts += rules(marks, up, LEFT, width, "")
    for at, each in enumerate(days):
        x, below = LEFT + step * (at + 0.5) - thick / 2, 0
        for series, name in enumerate(used, 1):
            if number := getattr(each, name):
                y = up(below + number)
                parts.append(bar(x, y, thick, up(below) - y, series, key))
                below += number
    labels = ["start", *(each.date.year for each in days[1:])]
    parts += under_axis(labels, step, up(0.0))
    return "".join(parts), top + HEIGHT + BELOW


def schedules_chart(comparison: Comparison) -> Chart:
    """Return what the plan and each other schedule are worth after tax.

    Where least tax is the aim, the tax that each causes; without those that keep
    shares, and with them their tax.
    """
    field = "after_tax_value"
    if comparison.objective == "least_tax":
        field = "objective_value"
    what = "Tax caused" if field == "objective_value" else "Worth after tax"
    rows = tuple(
        (
            cells.words(" ".join((each.name, *each.marks))),
            cells.money(getattr(each, field), f"comparison.schedules[{at}].{field}"),
            cells.money(each.worse_by, f"comparison.schedules[{at}].worse_by"),
        )
        for at, each in enumerate(comparison.schedules)
        if field == "after_tax_value" or each.disposes_of_all
    )
    table = Table(("schedule", what.lower(), "worth less than the plan"), rows)

    def draw(width: float, key: str) -> tuple[str, float]:
        return drawn_bars(rows, width, key)

    marks = {mark for each in comparison.schedules for mark in each.marks}
    told = [comparison.answer(), *(f"{each} {MARKS[each]}" for each in sorted(marks))]
    title = f"{what}: the plan against habits"
    return chart_of("schedules", title, " ".join(told), table, draw)


def drawn_bars(
    rows: Sequence[tuple[Cell, ...]], width: float, key: str
) -> tuple[str, float]:
    """Return bars that lie, each with its name before it, or above where it is long."""
    longest = max(len(name.text) for name, *_ in rows)
    beside = width >= WIDE and longest <= LONGEST_BESIDE
    left, row, down = (
        (longest * LETTER + 10.0, 25.0, 0.0) if beside else (0.0, ROW, 19.0)
    )
    room = max(len(shown.text) for _, shown, _ in rows) * LETTER + 18.0
    amounts = [float(row[1].value or 0.0) for row in rows]  # type: ignore[arg-type]
    low, high = min(0.0, *amounts), max(0.0, *amounts, 1.0)
    across = Scale(low, high, left, width - room)
    parts = [patterns(key, 2)]
    for at, (name, shown, _) in enumerate(rows):
        y, zero, end = at * row, across(0.0), across(amounts[at])
        series, long = (2 if at else 1), max(abs(end - zero), 1.0)
        named = cut_name(name.text, int((left or width) / LETTER))
        parts.append(words(named, 0, y + 13, class_="label" if not at else None))
        parts.append(bar(min(zero, end), y + down, long, 16, series, key))
        parts.append(words(shown.text, max(zero, end) + 6, y + down + 13))
    return "".join(parts), len(rows) * row


def cut_name(name: str, most: int) -> str:
    """Return a name with no more letters than there is room for; tables have all."""
    return (
        name
        if len(name) <= most
        else f"{name[: most - 1].rstrip()}\N{HORIZONTAL ELLIPSIS}"
    )


def line_through(places: Sequence[tuple[float, float]], series: int) -> str:
    """Return a line through places, a dot on each."""
    path = "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = (
        element("circle", class_=f"d{series}", cx=round(x, 1), cy=round(y, 1), r=3.5)
        for x, y in places
    )
    return element("path", class_=f"l{series}", d=path) + "".join(dots)


def under_axis(labels: Sequence[object], step: float, y: float) -> list[str]:
    """Return labels under the axis, short ones and fewer where there is no room."""
    short = step < 34.0
    every = 1 if step >= 24.0 else 2
    return [
        words(
            f"\u2019{str(label)[2:]}" if short and str(label).isdigit() else str(label),
            round(LEFT + step * (at + 0.5), 1), y + 17, text_anchor="middle",
            class_="tick",
        )
        for at, label in enumerate(labels)
        if at % every == 0
    ]  # fmt: skip
